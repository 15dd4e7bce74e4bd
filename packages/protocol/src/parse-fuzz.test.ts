/** A million damaged frames, and strings made to be slow. What comes out is a sound message or a named error. */
import { expect, test } from 'vitest'
import { CLIENT_FRAMES, HOSTILE_DOCUMENTS, textFrame, type RawFrame } from '../../../tests/support/frame-corpus.js'
import { mutatedFrame } from '../../../tests/support/frame-mutations.js'
import { createDice } from '../../../tests/support/seeded-random.js'
import { RoomfulError } from './errors.js'
import type { ClientMessage } from './messages.js'
import { isEventName, isRoomId, parseClientFrame } from './parse.js'
import { anchorHash } from './anchor.js'

const FRAMES = 1_000_000
const VERDICTS = ['FRAME_INVALID', 'MESSAGE_UNKNOWN', 'MESSAGE_INVALID', 'ROOM_INVALID']
const utf8 = new TextEncoder()

const isNumber = (value: unknown, max: number): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= max
const isRoomNumber = (value: unknown): boolean => isNumber(value, 2 ** 28 - 1)

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
const isWriteId = (value: unknown): boolean => typeof value === 'string' && /^[\w.:-]{1,64}$/.test(value)

/** Says again, in other words than the parser's, what may reach the server. */
const SOUND: { [T in ClientMessage['t']]: (message: Extract<ClientMessage, { t: T }>) => boolean } = {
  hello: (m) =>
    isRoomNumber(m.v) &&
    (m.rooms ?? []).every((each) => isRoomId(each.room) || each.room === '') &&
    (m.token?.length ?? 0) <= 4_096,
  join: (m) => isRoomId(m.room),
  leave: (m) => isRoomNumber(m.n),
  me: (m) =>
    isRoomNumber(m.n) &&
    (m.color === undefined || isNumber(m.color, 11)) &&
    (m.name?.length ?? 0) <= 256 &&
    (m.data === undefined || utf8.encode(JSON.stringify(m.data)).length <= 1_024),
  state: (m) => ['here', 'idle', 'away'].includes(m.state),
  want: (m) =>
    isRoomNumber(m.n) &&
    (m.cursors === undefined || typeof m.cursors === 'boolean') &&
    (m.section === undefined || isNumber(m.section, 0xffffff)) &&
    (m.follow ?? []).length <= 8 &&
    (m.follow ?? []).every((id) => typeof id === 'string' && id.length <= 256),
  ping: () => true,
  cursor: (m) =>
    isRoomNumber(m.n) && isNumber(m.mode, 3) && isNumber(m.anchor, 0xffffff) && isNumber(m.place, 0xffffff),
  event: (m) => isRoomNumber(m.n) && isRoomNumber(m.id) && isEventName(m.name) && m.json.length <= 16_384,
  write: (m) => isRoomNumber(m.n) && isWriteId(m.id) && isEventName(m.kind) && isObject(m.body),
  read: (m) => isRoomNumber(m.n) && isRoomNumber(m.id) && isEventName(m.what) && isObject(m.body),
  tell: (m) => isRoomNumber(m.n) && isRoomNumber(m.id) && m.to.length <= 256 && m.text.length <= 2_000,
}

function problem(result: ReturnType<typeof parseClientFrame>): string | undefined {
  if (result instanceof RoomfulError) return VERDICTS.includes(result.code) ? undefined : result.code
  const isSound = SOUND[result.t] as ((message: ClientMessage) => boolean) | undefined
  return isSound?.(result) ? undefined : `unsound ${result.t}`
}

const shown = ({ bytes, isBinary }: RawFrame): string =>
  isBinary
    ? `binary ${Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join(' ')}`
    : new TextDecoder().decode(bytes).slice(0, 400)

test('[F2,A2,S1,S18] a million damaged frames: each is a sound message or a named error, and nothing is polluted', () => {
  const before = Reflect.ownKeys(Object.prototype)
  const dice = createDice(20_261_123)
  let accepted = 0
  for (let count = 0; count < FRAMES; count++) {
    const frame = mutatedFrame(dice)
    const result = parseClientFrame(frame.bytes, frame.isBinary)
    const found = problem(result)
    if (found) expect.unreachable(`frame ${count}: ${found}: ${shown(frame)}`)
    if (!(result instanceof RoomfulError)) accepted++
  }
  expect(Reflect.ownKeys(Object.prototype)).toEqual(before)
  expect('polluted' in {}).toBe(false)
  // A fuzzer whose frames are all refused at the door tests the door only.
  expect(accepted / FRAMES).toBeGreaterThan(0.05)
}, 120_000)

test('[F2,S18] every valid frame is accepted, every hostile document gets a verdict', () => {
  for (const frame of CLIENT_FRAMES)
    expect(parseClientFrame(frame.bytes, frame.isBinary), shown(frame)).not.toBeInstanceOf(RoomfulError)
  for (const document of HOSTILE_DOCUMENTS)
    expect(problem(parseClientFrame(textFrame(document).bytes, false))).toBeUndefined()
})

test('[S3] reading a binary frame costs steps in proportion to its bytes', () => {
  const dice = createDice(3)
  for (let count = 0; count < 5_000; count++) {
    const bytes = dice.bytes(dice.between(1, 300))
    bytes[0] = dice.below(4)
    const { frame, steps } = counted(bytes)
    parseClientFrame(frame, true)
    expect(steps()).toBeLessThanOrEqual(8 * bytes.length + 40)
  }
})

/** A frame that counts how often it is looked at. */
function counted(bytes: Uint8Array): { frame: Uint8Array; steps: () => number } {
  let steps = 0
  const frame = new Proxy(bytes, {
    get(target, key) {
      steps++
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value
    },
  })
  return { frame, steps: () => steps }
}

const SLOW_CHARACTERS = [
  ...' \t\n\\/"\'`{}[]()<>.,:;-_+*?^$|&%#@!=~0aZ',
  '\u0000',
  '\u007f',
  '\u0301',
  '\u200b',
  '\u202e',
  '\u2028',
  '\ud800',
  'ß',
  'İ',
  'ﬀ',
  '👏',
]

test('[S17] 64 KiB of any repeated pair of characters are read at once', () => {
  const parsers: ((text: string) => unknown)[] = [
    isRoomId,
    isEventName,
    anchorHash,
    (text) => parseClientFrame(utf8.encode(text), false),
    (text) => parseClientFrame(utf8.encode(`{"t":"event","n":1,"name":${JSON.stringify(text)}}`), false),
    (text) => parseClientFrame(utf8.encode(`{"t":"join","room":${JSON.stringify(text)}}`), false),
  ]
  let slowest = { ms: 0, what: '' }
  for (const first of SLOW_CHARACTERS) {
    for (const second of SLOW_CHARACTERS) {
      const text = (first + second).repeat(65_536 / (first + second).length)
      const startedAt = performance.now()
      for (const parser of parsers) parser(text)
      const ms = performance.now() - startedAt
      if (ms > slowest.ms) slowest = { ms, what: JSON.stringify(first + second) }
    }
  }
  // All six together take 1 ms; anything that grows faster than the text takes seconds.
  expect(slowest.ms, slowest.what).toBeLessThan(1_000)
}, 60_000)
