import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeClientEvent, encodeCursor } from './binary.js'
import { RoomfulError } from './errors.js'
import { jsonBytes } from './json.js'
import { aboutEvent, isEventName, isRoomId, parseClientFrame } from './parse.js'

const utf8 = new TextEncoder()
const parse = (frame: unknown) =>
  parseClientFrame(utf8.encode(typeof frame === 'string' ? frame : JSON.stringify(frame)), false)
const parseBytes = (...bytes: number[]) => parseClientFrame(Uint8Array.of(...bytes), true)

function verdict(result: ReturnType<typeof parse>): string {
  return result instanceof RoomfulError ? [result.code, result.at].filter(Boolean).join(' ') : result.t
}

test('[F1] a JSON form and its binary form give the same message', () => {
  const event = { t: 'event', n: 1, id: 7, name: 'clap', data: { a: [1, 'ä'] } }
  const fromBinary = parseClientFrame(encodeClientEvent(1, 7, 'clap', jsonBytes(event.data)), true)
  expect(fromBinary).toEqual({ ...event, json: jsonBytes(event.data) })
  expect(parse(event)).toEqual(fromBinary)
  const cursor = { t: 'cursor', n: 2, mode: 1, anchor: 3, place: 4 } as const
  expect(parseClientFrame(encodeCursor(2, cursor), true)).toEqual(cursor)
  expect(parse(cursor)).toEqual(cursor)
})

test('[F1] an event without data carries null; without an id it wants no ack', () => {
  expect(parseClientFrame(encodeClientEvent(1, 0, 'clap', new Uint8Array()), true)).toMatchObject({ data: null, id: 0 })
  expect(parse({ t: 'event', n: 1, name: 'clap' })).toMatchObject({ data: null, id: 0 })
})

test('[F2] what cannot be decoded is a bad frame', () => {
  for (const text of [
    '',
    ' ',
    'x',
    '{',
    '7',
    'null',
    '[]',
    '["t"]',
    '{}',
    '{"t":1}',
    '{"t":null}',
    '\ufeff{"t":"ping"}',
  ]) {
    expect(verdict(parse(text)), text).toBe('FRAME_INVALID')
  }
  for (const bytes of [[], [0], [3, 1], [4], [255], [1], [1, 1], [1, 1, 0, 5, 97], [2, 1, 0, 0, 0]]) {
    expect(verdict(parseBytes(...bytes)), String(bytes)).toBe('FRAME_INVALID')
  }
})

test('[F2] a type nobody knows is named so, also one that an object inherits', () => {
  for (const t of ['nope', '', 'constructor', '__proto__', 'toString', 'welcome', 'joined']) {
    expect(verdict(parse({ t }))).toBe('MESSAGE_UNKNOWN t')
  }
})

const badFields: [frame: Record<string, unknown>, at: string][] = [
  [{ t: 'leave' }, 'n'],
  [{ t: 'leave', n: -1 }, 'n'],
  [{ t: 'leave', n: 1.5 }, 'n'],
  [{ t: 'leave', n: '1' }, 'n'],
  [{ t: 'leave', n: 2 ** 28 }, 'n'],
  [{ t: 'me' }, 'n'],
  [{ t: 'me', n: 1, show: 1 }, 'show'],
  [{ t: 'me', n: 1, name: 7 }, 'name'],
  [{ t: 'me', n: 1, name: 'x'.repeat(257) }, 'name'],
  [{ t: 'me', n: 1, color: 12 }, 'color'],
  [{ t: 'me', n: 1, color: -1 }, 'color'],
  [{ t: 'me', n: 1, color: null }, 'color'],
  [{ t: 'me', n: 1, pointer: 'nose' }, 'pointer'],
  [{ t: 'me', n: 1, data: 'x'.repeat(1_023) }, 'data'],
  [{ t: 'state' }, 'state'],
  [{ t: 'state', state: 'asleep' }, 'state'],
  [{ t: 'state', state: ['here'] }, 'state'],
  [{ t: 'want', n: 1 }, 'cursors'],
  [{ t: 'want', n: 1, cursors: null, section: 1 }, 'cursors'],
  [{ t: 'want', section: 1 }, 'n'],
  [{ t: 'want', n: 1, section: 2 ** 24 }, 'section'],
  [{ t: 'want', n: 1, section: -1 }, 'section'],
  [{ t: 'want', n: 1, section: '1' }, 'section'],
  [{ t: 'want', n: 1, section: null, follow: [] }, 'section'],
  [{ t: 'want', n: 1, follow: 'ada' }, 'follow'],
  [{ t: 'want', n: 1, follow: [7] }, 'follow'],
  [{ t: 'want', n: 1, follow: [''] }, 'follow'],
  [{ t: 'want', n: 1, follow: ['x'.repeat(257)] }, 'follow'],
  [{ t: 'want', n: 1, follow: Array.from({ length: 9 }, () => 'ada') }, 'follow'],
  [{ t: 'cursor', n: 1, mode: 4, anchor: 0, place: 0 }, 'mode'],
  [{ t: 'cursor', n: 1, mode: 0, anchor: 2 ** 24, place: 0 }, 'anchor'],
  [{ t: 'cursor', n: 1, mode: 0, anchor: 0 }, 'place'],
  [{ t: 'event', n: 1 }, 'name'],
  [{ t: 'event', n: 1, name: '' }, 'name'],
  [{ t: 'event', n: 1, name: 'x'.repeat(33) }, 'name'],
  [{ t: 'event', n: 1, name: 'clap\n' }, 'name'],
  [{ t: 'event', name: 'clap' }, 'n'],
  [{ t: 'event', n: 1, name: 'clap', id: -1 }, 'id'],
  [{ t: 'event', n: 1, name: 'clap', data: 'x'.repeat(16_383) }, 'data'],
  [{ t: 'join', room: 'a', watch: 'yes' }, 'watch'],
  [{ t: 'join', room: 'a', cursors: 0 }, 'cursors'],
  [{ t: 'join', room: 'a', me: 'Ada' }, 'me'],
  [{ t: 'join', room: 'a', me: [] }, 'me'],
  [{ t: 'join', room: 'a', me: null }, 'me'],
  [{ t: 'join', room: 'a', me: { show: 'yes' } }, 'show'],
  [{ t: 'hello' }, 'v'],
  [{ t: 'hello', v: '1' }, 'v'],
  [{ t: 'hello', v: 1, token: 1 }, 'token'],
  [{ t: 'hello', v: 1, token: 'x'.repeat(4_097) }, 'token'],
  [{ t: 'hello', v: 1, guest: {} }, 'guest'],
  [{ t: 'hello', v: 1, session: [] }, 'session'],
  [{ t: 'hello', v: 1, format: 'xml' }, 'format'],
  [{ t: 'hello', v: 1, state: 'gone' }, 'state'],
  [{ t: 'hello', v: 1, rooms: {} }, 'rooms'],
  [{ t: 'hello', v: 1, rooms: ['a'] }, 'rooms'],
  [{ t: 'hello', v: 1, rooms: [[]] }, 'rooms'],
]

for (const [frame, at] of badFields) {
  test(`[F2] ${JSON.stringify(frame).slice(0, 60)}: the bad field is named`, () => {
    expect(verdict(parse(frame))).toBe(`MESSAGE_INVALID ${at}`)
  })
}

test('[F2] a binary message that decodes but holds a bad field is a bad message, not a bad frame', () => {
  expect(verdict(parseBytes(2, 1, 4, 0, 0, 0, 0, 0, 0))).toBe('MESSAGE_INVALID mode')
  expect(verdict(parseBytes(1, 1, 0, 1, 0x20))).toBe('MESSAGE_INVALID name')
  expect(verdict(parseBytes(1, 1, 0, 0))).toBe('MESSAGE_INVALID name')
  expect(verdict(parseBytes(1, 1, 0, 1, 97, 0x7b))).toBe('MESSAGE_INVALID data')
  const long = jsonBytes('x'.repeat(16_383))
  expect(verdict(parseClientFrame(encodeClientEvent(1, 0, 'a', long), true))).toBe('MESSAGE_INVALID data')
})

test('[F4] JSON beyond the limits is refused in every place it can stand', () => {
  const deep = '['.repeat(20) + ']'.repeat(20)
  const frames = [
    `{"t":"ping","x":${deep}}`,
    `{"t":"event","n":1,"name":"a","data":${deep}}`,
    `{"t":"me","n":1,"data":{"__proto__":1}}`,
    `{"t":"ping","__proto__":1}`,
  ]
  for (const frame of frames) expect(verdict(parse(frame))).toMatch(/^MESSAGE_INVALID/)
  for (const data of [deep, '{"__proto__":1}', `[${'0,'.repeat(1_024)}0]`]) {
    const frame = encodeClientEvent(1, 0, 'a', utf8.encode(data))
    expect(verdict(parseClientFrame(frame, true))).toBe('MESSAGE_INVALID data')
  }
})

test('[E1] a binary event may hold data as deep as a JSON event may', () => {
  const data = '['.repeat(15) + ']'.repeat(15)
  expect(verdict(parse(`{"t":"event","n":1,"name":"a","data":${data}}`))).toBe('event')
  expect(verdict(parseClientFrame(encodeClientEvent(1, 0, 'a', utf8.encode(data)), true))).toBe('event')
})

test('[R2] a room id is 1 to 256 characters, none of them a control character', () => {
  for (const id of ['a', '/blog/7', 'x'.repeat(256), 'https://example.org/ünï/👏?q=1#x', '__proto__'])
    expect(isRoomId(id)).toBe(true)
  for (const id of [
    '',
    'x'.repeat(257),
    'a\nb',
    'a\u0000',
    'a\u007f',
    'a\u0085',
    'a\u2028',
    7,
    null,
    undefined,
    ['a'],
    {},
  ]) {
    expect(isRoomId(id)).toBe(false)
  }
  expect(verdict(parse({ t: 'join', room: '' }))).toBe('ROOM_INVALID room')
  expect(verdict(parse({ t: 'join' }))).toBe('ROOM_INVALID room')
})

test('[E1] an event name is 1 to 32 of the named characters', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (name) => {
      const isRight = name.length >= 1 && name.length <= 32 && [...name].every((each) => /[A-Za-z0-9._:-]/.test(each))
      expect(isEventName(name)).toBe(isRight)
    }),
  )
  expect(isEventName('chat.message:v2_x-1')).toBe(true)
})

test('[P7] fields that a client may not name are not even read', () => {
  const forged = {
    id: 'boss',
    role: 'admin',
    avatar: 'https://evil.example/x.svg',
    verified: true,
    refs: [1],
    robot: true,
  }
  expect(parse({ t: 'me', n: 1, name: 'Ada', ...forged })).toEqual({ t: 'me', n: 1, name: 'Ada' })
  expect(parse({ t: 'cursor', n: 1, mode: 0, anchor: 1, place: 2, ref: 9, from: 9 })).toEqual({
    t: 'cursor',
    n: 1,
    mode: 0,
    anchor: 1,
    place: 2,
  })
  const event = parse({ t: 'event', n: 1, name: 'a', from: 9, seq: 3 })
  expect(Object.keys(event).sort()).toEqual(['data', 'id', 'json', 'n', 'name', 't'])
})

test('[H1] a hello is read with everything it may carry', () => {
  const hello = {
    t: 'hello',
    v: 1,
    token: 'a.b.c',
    guest: 'g',
    session: 's',
    format: 'json',
    state: 'away',
    rooms: [
      { room: 'a', watch: true },
      { room: 'b', cursors: false, me: { show: true, name: 'Ada', color: 0, pointer: 'touch', data: [1] } },
    ],
  }
  expect(parse(hello)).toEqual(hello)
})

test('[H2] a bad room id in a hello does not spoil the hello', () => {
  expect(parse({ t: 'hello', v: 1, rooms: [{ room: 'a' }, { room: '' }, {}, { room: 7 }] })).toMatchObject({
    rooms: [{ room: 'a' }, { room: '' }, { room: '' }, { room: '' }],
  })
})

test('[E2] what a refused event was about can be told', () => {
  const bad = { t: 'event', n: 3, id: 5, name: 'not a name' }
  expect(aboutEvent(utf8.encode(JSON.stringify(bad)), false)).toEqual({ n: 3, id: 5 })
  expect(aboutEvent(encodeClientEvent(3, 5, 'not a name', utf8.encode('{')), true)).toEqual({ n: 3, id: 5 })
  expect(aboutEvent(utf8.encode('{"t":"me","n":1,"id":5}'), false)).toEqual({})
  expect(aboutEvent(utf8.encode('{"t":"event","n":"1","id":-5}'), false)).toEqual({})
})

test('[H3] the version is read first: a hello of another version may look different in the rest', () => {
  expect(parse({ t: 'hello', v: 2, rooms: { a: {} }, format: 'cbor', token: 7 })).toMatchObject({ t: 'hello', v: 2 })
})
