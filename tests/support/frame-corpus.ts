/**
 * One valid frame of every kind a client may send, in both forms, and JSON documents that have hurt servers before.
 *
 * The fuzzers start from these. `frame-mutations.ts` damages them.
 */
import { encodeClientEvent, encodeCursor } from '@roomful/protocol'

/** A frame as a client would put it on the wire. */
export interface RawFrame {
  readonly bytes: Uint8Array
  readonly isBinary: boolean
}

const utf8 = new TextEncoder()

export const textFrame = (text: string): RawFrame => ({ bytes: utf8.encode(text), isBinary: false })
export const jsonFrame = (value: unknown): RawFrame => textFrame(JSON.stringify(value))
const binaryFrame = (bytes: Uint8Array | readonly number[]): RawFrame => ({
  bytes: Uint8Array.from(bytes),
  isBinary: true,
})

/** Every client message with every option, as the objects their JSON form has. */
export const CLIENT_MESSAGES: readonly Record<string, unknown>[] = [
  { t: 'hello', v: 1 },
  { t: 'hello', v: 1, format: 'json', state: 'here', rooms: [{ room: '/blog/7', cursors: false }] },
  {
    t: 'hello',
    v: 1,
    token: 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln',
    guest: 'g_0123456789abcdefghijkl.c2lnbmF0dXJl',
    session: 'c2Vzc2lvbg',
    format: 'binary',
    rooms: [{ room: 'a' }, { room: 'b', watch: true }, { room: 'c', me: { show: true, name: 'Ada', color: 5 } }],
  },
  { t: 'join', room: '/blog/7' },
  { t: 'join', room: 'https://example.org/ünïcode/👏?x=1', watch: false, cursors: true, me: { show: false } },
  { t: 'leave', n: 1 },
  { t: 'me', n: 1, show: true, name: 'Ada', color: 11, pointer: 'mouse', data: { mood: ['glad', 1, null, true] } },
  { t: 'me', n: 1, show: false },
  { t: 'me', n: 1, name: 'Zoë \u202e\u200b', pointer: 'touch', data: null },
  { t: 'state', state: 'idle' },
  { t: 'want', n: 1, cursors: false },
  { t: 'want', n: 1, section: 16_777_215, follow: ['ada', 'g_1'] },
  { t: 'ping' },
  { t: 'cursor', n: 1, mode: 0, anchor: 16_777_215, place: 12_345 },
  { t: 'event', n: 1, id: 7, name: 'clap', data: {} },
  { t: 'event', n: 1, name: 'chat.message', data: { text: 'hello', list: [1, 2.5, -3e4, 'x', null, { deep: [[]] }] } },
  { t: 'event', n: 1, id: 1, name: 'reaction', data: { emoji: '👏', anchor: 1, place: 2, mode: 0 } },
  { t: 'event', n: 1, name: 'chat', data: { text: 'see there' } },
  { t: 'event', n: 1, name: 'typing', data: { thread: 'c1' } },
  { t: 'join', room: '/blog/7', log: true },
  { t: 'join', room: '/blog/7', log: { epoch: 'e1', offset: 41, last: 'comment:c1' } },
  {
    t: 'write',
    n: 1,
    id: '0195-a',
    kind: 'comment.add',
    text: 'Well *put*',
    parent: 'c1',
    name: 'Ada',
    mentions: ['a'],
  },
  {
    t: 'write',
    n: 1,
    id: 'w2',
    kind: 'comment.add',
    text: 'here',
    passage: { exact: 'some words', prefix: '', suffix: ' follow', start: 10, end: 20, block: 77 },
  },
  { t: 'write', n: 1, id: 'w3', kind: 'comment.react', comment: 'c1', emoji: '👏', on: true },
  { t: 'write', n: 1, id: 'w4', kind: 'state.set', key: 'poll/yes', value: { a: [1] }, version: 3 },
  { t: 'write', n: 1, id: 'w5', kind: 'person.sanction', person: 'eve', what: 'ban', minutes: 5, reason: 'rude' },
  { t: 'read', n: 1, id: 9, what: 'comments', sort: 'new', limit: 20, cursor: 'abc' },
  { t: 'read', n: 1, id: 10, what: 'people', q: 'A' },
  { t: 'tell', n: 1, id: 11, to: 'ada', text: 'psst' },
]

/** The same in bytes, with the binary forms. */
export const CLIENT_FRAMES: readonly RawFrame[] = [
  ...CLIENT_MESSAGES.map(jsonFrame),
  binaryFrame(encodeClientEvent(1, 0, 'clap', new Uint8Array())),
  binaryFrame(encodeClientEvent(1, 7, 'clap', utf8.encode('{"text":"hello"}'))),
  binaryFrame(encodeClientEvent(300, 70_000, 'chat.message', utf8.encode('["a",{"b":1}]'))),
  binaryFrame(encodeCursor(1, { mode: 0, anchor: 1, place: 2 })),
  binaryFrame(encodeCursor(200, { mode: 2, anchor: 0xffffff, place: 0xffffff })),
  binaryFrame(encodeCursor(1, { mode: 3, anchor: 0, place: 0 })),
]

const deep = (open: string, close: string, levels: number): string => open.repeat(levels) + close.repeat(levels)

/** Values that go where a field's value was. As JSON text, because some have no other form. */
export const HOSTILE_VALUES: readonly string[] = [
  'null',
  'true',
  '0',
  '-1',
  '-0',
  '1e999',
  '-1e999',
  '1e-999',
  '0.1',
  '268435456',
  '9007199254740993',
  '123456789012345678901234567890',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udc00x"',
  '"__proto__"',
  '"constructor"',
  '"\\u202e\\u2066\\u200b"',
  `"${'x'.repeat(300)}"`,
  `"${'\u0301'.repeat(300)}"`,
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"toString":1,"valueOf":1,"toJSON":1,"then":1,"length":-1}',
  '{"a":1,"a":{"__proto__":null},"a":2}',
  deep('[', ']', 40),
  deep('{"a":', '}', 40).replace('{"a":}', '{"a":1}'),
  `[${'0,'.repeat(1_100)}0]`,
  `{${Array.from({ length: 300 }, (_, i) => `"k${i}":0`).join(',')}}`,
]

/** Whole documents: nothing of ours in them. */
export const HOSTILE_DOCUMENTS: readonly string[] = [
  '',
  ' ',
  '\ufeff{"t":"ping"}',
  'null',
  '[]',
  '"t"',
  '{}',
  '{"t":null}',
  '{"t":["ping"]}',
  '{"t":"__proto__"}',
  '{"t":"constructor"}',
  '{"t":"toString"}',
  '{"__proto__":{"t":"ping"}}',
  '{"t":"ping","__proto__":1}',
  '{"t":"nope"}',
  '{"t":"ping","t":"leave"}',
  '{"t":"ping"}{"t":"ping"}',
  "{'t':'ping'}",
  '{"t":"ping",}',
  '{t:1}',
  'NaN',
  '[1e1000000]',
  deep('[', ']', 30_000),
  '['.repeat(60_000),
  `${'{"t":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  `{"t":"event","n":1,"name":"x","data":${deep('[', ']', 20_000)}}`,
  `{"t":"${'x'.repeat(60_000)}"}`,
]
