import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decodeClientEvent,
  decodeCursor,
  decodeCursors,
  decodeRoomEvent,
  encodeClientEvent,
  encodeCursor,
  encodeCursors,
  encodeRoomEvent,
  type RefCursor,
} from './binary.js'
import { jsonBytes, parseJson } from './json.js'
import type { CursorMode, Json } from './messages.js'

const room = fc.oneof(fc.nat(127), fc.nat(2 ** 28 - 1))
const eventName = fc.stringMatching(/^[A-Za-z0-9._:-]{1,32}$/)
const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>
const u24 = fc.nat(0xffffff)
const mode = fc.constantFrom<CursorMode>(0, 1, 2, 3)
const refCursor: fc.Arbitrary<RefCursor> = fc
  .record({ ref: fc.nat(2 ** 26 - 1), mode, anchor: u24, place: u24 })
  .map((cursor) => (cursor.mode === 3 ? { ...cursor, anchor: 0, place: 0 } : cursor))

test('[F1] an event from a client comes back as it was', () => {
  fc.assert(
    fc.property(room, room, eventName, json, (n, id, name, data) => {
      const decoded = decodeClientEvent(encodeClientEvent(n, id, name, jsonBytes(data)))
      expect(decoded).toMatchObject({ n, id, name })
      expect(JSON.stringify(parseJson(decoded?.json ?? new Uint8Array()))).toBe(JSON.stringify(data))
    }),
  )
})

test('[F1,E3] an event to a room comes back as it was, its number cut to 16 bits', () => {
  fc.assert(
    fc.property(room, room, fc.nat(2 ** 31 - 1), eventName, json, (n, from, seq, name, data) => {
      const decoded = decodeRoomEvent(encodeRoomEvent(n, from, seq, name, jsonBytes(data)))
      expect(decoded).toMatchObject({ n, from, seq: seq % 65_536, name })
      expect(decoded?.json).toEqual(jsonBytes(data))
    }),
  )
})

test('[F1,C1] a cursor comes back as it was', () => {
  fc.assert(
    fc.property(room, mode, u24, u24, (n, kind, anchor, place) => {
      expect(decodeCursor(encodeCursor(n, { mode: kind, anchor, place }))).toEqual({ n, mode: kind, anchor, place })
    }),
  )
})

test('[F1,C3] the cursors of a room come back as they were, in at most ten bytes each', () => {
  fc.assert(
    fc.property(room, fc.array(refCursor, { maxLength: 50 }), (n, list) => {
      const frame = encodeCursors(n, list, list.length)
      expect(decodeCursors(frame)).toEqual({ n, list })
      expect(frame.length).toBeLessThanOrEqual(5 + 10 * list.length)
    }),
  )
})

test('[F1] the layouts, byte by byte', () => {
  const data = new TextEncoder().encode('{}')
  expect([...encodeClientEvent(1, 300, 'ab', data)]).toEqual([1, 1, 0xac, 2, 2, 97, 98, 123, 125])
  expect([...encodeRoomEvent(1, 3, 0x1_0203, 'a', data)]).toEqual([1, 1, 3, 3, 2, 1, 97, 123, 125])
  expect([...encodeCursor(5, { mode: 1, anchor: 0x010203, place: 0x040506 })]).toEqual([2, 5, 1, 3, 2, 1, 6, 5, 4])
  const cursors: RefCursor[] = [
    { ref: 1, mode: 2, anchor: 1, place: 2 },
    { ref: 2, mode: 3, anchor: 9, place: 9 },
  ]
  expect([...encodeCursors(5, cursors, 2)]).toEqual([3, 5, 6, 1, 0, 0, 2, 0, 0, 11])
})

test('[F1] a 64-byte event takes 74 bytes with the WebSocket header', () => {
  const payload = jsonBytes('x'.repeat(62))
  expect(payload.length).toBe(64)
  const webSocketHeader = 2
  for (const [n, from] of [
    [1, 128],
    [127, 16_383],
  ] as const) {
    expect(encodeRoomEvent(n, from, 65_535, 'e', payload).length + webSocketHeader).toBe(74)
  }
})

test('[F2] decoders answer undefined for every truncated frame, and never throw', () => {
  const data = jsonBytes({ a: 1 })
  const whole: [frame: Uint8Array, decode: (frame: Uint8Array) => unknown, needed: number][] = [
    [encodeClientEvent(300, 70_000, 'clap', data), decodeClientEvent, 11],
    [encodeRoomEvent(300, 70_000, 9, 'clap', data), decodeRoomEvent, 13],
    [encodeCursor(300, { mode: 0, anchor: 1, place: 2 }), decodeCursor, 10],
  ]
  for (const [frame, decode, needed] of whole) {
    for (let length = 0; length <= frame.length; length++) {
      expect(decode(frame.subarray(0, length)) === undefined).toBe(length < needed)
    }
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      for (const decode of [decodeClientEvent, decodeRoomEvent, decodeCursor, decodeCursors]) decode(bytes)
    }),
    { numRuns: 5_000 },
  )
})

test('[F2] a name that is not UTF-8 makes the frame undecodable', () => {
  expect(decodeClientEvent(Uint8Array.of(1, 1, 0, 1, 0xff))).toBeUndefined()
})

test('[F2] a cursor with bytes left over is undecodable', () => {
  expect(decodeCursor(Uint8Array.of(...encodeCursor(1, { mode: 0, anchor: 1, place: 2 }), 0))).toBeUndefined()
})
