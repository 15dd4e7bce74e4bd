import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeCursors, encodeRoomEvent } from './binary.js'
import { jsonBytes } from './json.js'
import { parseServerFrame } from './parse-server.js'

test('[F1] the binary and the JSON form of a server message read alike', () => {
  const event = { t: 'event', n: 1, from: 3, seq: 12, name: 'clap', data: { a: [1] } }
  expect(parseServerFrame(encodeRoomEvent(1, 3, 12, 'clap', jsonBytes({ a: [1] })))).toEqual(event)
  expect(parseServerFrame(JSON.stringify(event))).toEqual(event)
  const cursors = {
    t: 'cursors',
    n: 1,
    list: [
      [3, 0, 5, 9],
      [4, 3, 0, 0],
    ],
  }
  const list = [
    { ref: 3, mode: 0, anchor: 5, place: 9 },
    { ref: 4, mode: 3, anchor: 0, place: 0 },
  ] as const
  expect(parseServerFrame(encodeCursors(1, list, 2))).toEqual(cursors)
  expect(parseServerFrame(JSON.stringify(cursors))).toEqual(cursors)
  expect(parseServerFrame(Uint8Array.of(0))).toEqual({ t: 'beat' })
})

test('[F1] an event without data carries null', () => {
  expect(parseServerFrame(encodeRoomEvent(1, 3, 12, 'clap', new Uint8Array()))).toMatchObject({ data: null })
})

test('[F6] what a client does not know is undefined or has an unknown type, never an exception', () => {
  for (const frame of ['', 'x', '7', 'null', '[]', '{}', Uint8Array.of(), Uint8Array.of(4), Uint8Array.of(255, 1)]) {
    expect(parseServerFrame(frame)).toBeUndefined()
  }
  expect(parseServerFrame('{"t":"from-the-future","x":1}')).toMatchObject({ t: 'from-the-future' })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.string(), fc.json()), (frame) => {
      parseServerFrame(frame)
    }),
    { numRuns: 3_000 },
  )
})
