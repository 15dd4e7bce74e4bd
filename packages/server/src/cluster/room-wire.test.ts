import type { ActivityState, CursorMode } from '@roomful/protocol'
import { parseClientFrame } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PersonShare } from '../model/nodes/share.js'
import { decodeRoomFrame, encodeRoomFrame, type RoomFrame } from './room-wire.js'

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
const serial = fc.integer({ min: 1, max: 2 ** 40 })
const state = fc.constantFrom<ActivityState>('here', 'idle', 'away')
const shown = fc.record({ serial, state, rank: fc.nat(4), section: fc.nat(0xff_ff_ff) })
const card = fc.record({
  at: fc.nat(),
  by: text,
  stamp: fc.record(
    { isVerified: fc.boolean(), name: text, role: text, color: fc.nat(11) },
    { requiredKeys: ['isVerified'] },
  ),
  chosen: fc.record(
    { name: text, color: fc.nat(11), data: fc.jsonValue() as fc.Arbitrary<never> },
    { requiredKeys: [] },
  ),
})
const person: fc.Arbitrary<PersonShare> = fc.oneof(
  fc.record({
    id: text,
    isRobot: fc.boolean(),
    shown: fc.array(shown, { minLength: 1, maxLength: 3 }),
    hidden: fc.option(state, { nil: undefined }),
    card,
  }),
  fc.record({ id: text, isRobot: fc.boolean(), shown: fc.constant([]), hidden: state, card: fc.constant(undefined) }),
)
const numbers = fc.record({ connections: fc.nat(), loose: fc.nat(), looseActive: fc.nat() })
const presence = fc.oneof(
  fc.record({ kind: fc.constant('delta' as const), numbers, set: fc.array(person), gone: fc.array(text) }),
  fc.record({
    kind: fc.constant('full' as const),
    isFirst: fc.boolean(),
    isLast: fc.boolean(),
    numbers,
    set: fc.array(person),
  }),
)
const cursor = fc
  .record({
    serial,
    mode: fc.constantFrom<CursorMode>(0, 1, 2, 3),
    anchor: fc.nat(0xff_ff_ff),
    place: fc.nat(0xff_ff_ff),
  })
  .map((each) => (each.mode === 3 ? { ...each, anchor: 0, place: 0 } : each))
const entry = fc.record({ o: fc.integer({ min: 1 }), k: text, i: text, v: fc.dictionary(text, fc.jsonValue()) })
const event = fc.record({
  serial: fc.nat(),
  name: fc.constantFrom('clap', 'a.b:c'),
  json: fc.jsonValue().map((value) => new TextEncoder().encode(JSON.stringify(value))),
  isDroppable: fc.boolean(),
})
const many = <T>(each: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(each, { minLength: 1, maxLength: 4 })
const frame = fc.record({
  head: fc.record({ node: text, run: fc.nat(), presence: fc.nat(), events: fc.nat(), cursors: fc.nat() }),
  items: fc.record(
    {
      presence,
      asks: many(
        fc.record({
          node: fc.oneof(text, fc.constant('')),
          what: fc.constantFrom('presence' as const, 'cursors' as const),
        }),
      ),
      events: many(event),
      cursors: fc.record({ isWhole: fc.boolean(), list: fc.array(cursor) }),
      log: many(fc.record({ epoch: text, entry })),
      logHead: fc.record({ epoch: text, offset: fc.nat() }),
      notes: many(fc.dictionary(text, fc.jsonValue())),
      isClosed: fc.constant(true as const),
    },
    { requiredKeys: [] },
  ),
}) as unknown as fc.Arbitrary<RoomFrame>

/** Without what JSON does not carry, and with bytes as texts. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, each: unknown) => (each instanceof Uint8Array ? Buffer.from(each).toString() : each)),
  )

test('[Y3] a frame says on the other side what was said', () => {
  fc.assert(
    fc.property(frame, (said) => {
      expect(plain(decodeRoomFrame(encodeRoomFrame(said)))).toEqual(plain(said))
    }),
    { numRuns: 300 },
  )
})

test('[Y3] whatever comes instead of a frame is refused or understood, and nothing is thrown', () => {
  const changed = fc
    .tuple(frame, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.nat())
    .map(([said, changes, cut]) => {
      const bytes = Uint8Array.from(encodeRoomFrame(said))
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte
      return bytes.subarray(0, cut % 3 === 0 ? cut % bytes.length : bytes.length)
    })
  fc.assert(
    fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 200 })), (bytes) => {
      const heard = decodeRoomFrame(bytes)
      expect(heard === undefined || typeof heard.head.node === 'string').toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

test('[Y3] what a newer node adds is stepped over, and a frame of another version is refused', () => {
  const head = { node: 'n', run: 1, presence: 0, events: 0, cursors: 0 }
  const bytes = encodeRoomFrame({ head, items: { isClosed: true } })
  const longer = Uint8Array.of(...bytes, 99, 2, 1, 1)
  expect(decodeRoomFrame(longer)).toEqual({ head, items: { isClosed: true } })
  expect(decodeRoomFrame(Uint8Array.of(0xb2, ...bytes.subarray(1)))).toBeUndefined()
})

test('[Y3,S12] no frame between nodes is a message to a client, or the other way round', () => {
  fc.assert(
    fc.property(frame, (said) => {
      expect(parseClientFrame(encodeRoomFrame(said), true)).toMatchObject({ code: 'FRAME_INVALID' })
    }),
  )
  for (const hello of ['{"t":"hello","v":1}', '{"v":1,"t":"beat","node":"x"}'])
    expect(decodeRoomFrame(new TextEncoder().encode(hello))).toBeUndefined()
})
