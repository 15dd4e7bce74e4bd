/**
 * The trust boundary: turns a client's frame into a checked `ClientMessage`, or says what is wrong with it.
 *
 * Never throws and never keeps a reference to what it refused. Only shape and size are checked here; rights, rooms and
 * rates are the server's. [F2] Undecodable frames are told apart from messages with a bad field.
 */
import { decodeClientEvent, decodeCursor, OP_CURSOR, OP_EVENT } from './binary.js'
import { RoomfulError } from './errors.js'
import { checkJson, jsonBytes, parseJson } from './json.js'
import {
  COLORS,
  MAX_EVENT_DATA_BYTES,
  MAX_EVENT_NAME_CHARS,
  MAX_FOLLOWED,
  MAX_MESSAGE_CHARS,
  MAX_PRESENCE_DATA_BYTES,
  MAX_ROOM_ID_CHARS,
  MAX_WRITE_ID_CHARS,
  PROTOCOL_VERSION,
} from './limits.js'
import type {
  ClientMessage,
  CursorMode,
  JoinOptions,
  Json,
  JsonFields,
  LogPosition,
  MePatch,
  WantMessage,
} from './messages.js'

type Fields = Readonly<Record<string, unknown>>

// Marked pure, so that a page's bundle, which never parses a client's frame, leaves it out.
const EMPTY_JSON = /* @__PURE__ */ jsonBytes(null)
const WRITE_ID = /^[A-Za-z0-9._:-]+$/
const EVENT_NAME = /^[A-Za-z0-9._:-]+$/
// eslint-disable-next-line no-control-regex -- reason: control characters are what this looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]|\p{Cs}/u

/** [R2] Whether this can name a room. */
export function isRoomId(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_ROOM_ID_CHARS && !CONTROL.test(value)
}

/** [E1] Whether this can name an event. */
export function isEventName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_EVENT_NAME_CHARS && EVENT_NAME.test(value)
}

/** Reads one frame from a client. Returns the error instead of throwing it: refusing must be as cheap as accepting. */
export function parseClientFrame(frame: Uint8Array, isBinary: boolean): ClientMessage | RoomfulError {
  try {
    return isBinary ? parseBinary(frame) : parseText(frame)
  } catch (error) {
    return error instanceof RoomfulError ? error : new RoomfulError('FRAME_INVALID', { cause: error })
  }
}

/** [E2] What a refused event was about, so that the answer reaches whoever waits for it. Only for frames refused with `MESSAGE_INVALID`. */
export function aboutEvent(frame: Uint8Array, isBinary: boolean): { readonly id?: number; readonly n?: number } {
  const fields = isBinary ? decodeClientEvent(frame) : (parseJson(frame) as Fields)
  const isNumber = (value: unknown): value is number =>
    Number.isInteger(value) && Number(value) > 0 && Number(value) <= 0xfff_ffff
  const { id, n, t } = { t: 'event', ...fields } as Fields
  return t === 'event' ? { ...(isNumber(id) ? { id } : {}), ...(isNumber(n) ? { n } : {}) } : {}
}

function parseBinary(frame: Uint8Array): ClientMessage {
  if (frame[0] === OP_CURSOR) {
    const cursor = decodeCursor(frame)
    if (cursor && cursor.mode > 3) throw invalid('mode')
    if (cursor) return { t: 'cursor', ...cursor }
  }
  if (frame[0] === OP_EVENT) {
    const event = decodeClientEvent(frame)
    if (event) {
      const json = event.json.length === 0 ? EMPTY_JSON : event.json
      if (!isEventName(event.name)) throw invalid('name')
      if (json.length > MAX_EVENT_DATA_BYTES) throw invalid('data')
      return { t: 'event', n: event.n, id: event.id, name: event.name, data: eventData(json), json }
    }
  }
  throw new RoomfulError('FRAME_INVALID')
}

/** Data inside a binary event that is not JSON spoils that event only: the frame itself was sound. */
function eventData(json: Uint8Array): Json {
  let data: Json
  try {
    data = parseJson(json)
  } catch {
    throw invalid('data')
  }
  if (!checkJson(data)) throw invalid('data')
  return data
}

function parseText(frame: Uint8Array): ClientMessage {
  const value = parseJson(frame)
  if (!isFields(value) || typeof value['t'] !== 'string') throw new RoomfulError('FRAME_INVALID')
  if (!checkJson(value)) throw invalid('t', 'This JSON is too deep, too large or holds a forbidden key.')
  return parseFields(value['t'], value)
}

function parseFields(t: string, fields: Fields): ClientMessage {
  switch (t) {
    case 'hello':
      return parseHello(fields)
    case 'join':
      if (!isRoomId(fields['room'])) throw new RoomfulError('ROOM_INVALID', { at: 'room' })
      return { t, ...parseJoin(fields) }
    case 'leave':
      return { t, n: integer(fields, 'n') }
    case 'me':
      return { t, n: integer(fields, 'n'), ...parseMe(fields) }
    case 'state':
      return { t, state: oneOf(fields, 'state', ['here', 'idle', 'away']) }
    case 'want':
      return { t, n: integer(fields, 'n'), ...parseWant(fields) }
    case 'ping':
      return { t }
    case 'cursor':
      return {
        t,
        n: integer(fields, 'n'),
        mode: integer(fields, 'mode', 3) as CursorMode,
        anchor: integer(fields, 'anchor', 0xffffff),
        place: integer(fields, 'place', 0xffffff),
      }
    case 'event':
      return parseEvent(fields)
    case 'write':
      return parseWrite(fields)
    case 'read': {
      const { t: _t, n: _n, id: _id, what: _what, ...body } = fields
      const what = name(fields, 'what')
      return { t, n: integer(fields, 'n'), id: integer(fields, 'id'), what, body: body as JsonFields }
    }
    case 'tell':
      return { t, n: integer(fields, 'n'), id: integer(fields, 'id'), ...parseTell(fields) }
    default:
      throw new RoomfulError('MESSAGE_UNKNOWN', { at: 't' })
  }
}

function parseHello(fields: Fields): ClientMessage {
  const v = integer(fields, 'v')
  // [H3] Another version's hello may look different in every other field; its number is all there is to say about it.
  if (v !== PROTOCOL_VERSION) return { t: 'hello', v }
  const rooms = fields['rooms']
  if (rooms !== undefined && !Array.isArray(rooms)) throw invalid('rooms')
  return {
    t: 'hello',
    v,
    ...optionalString(fields, 'token', 4_096),
    ...optionalString(fields, 'guest', 256),
    ...optionalString(fields, 'session', 256),
    ...(fields['format'] === undefined ? {} : { format: oneOf(fields, 'format', ['binary', 'json']) }),
    ...(fields['state'] === undefined ? {} : { state: oneOf(fields, 'state', ['here', 'idle', 'away']) }),
    rooms: (rooms ?? []).map((room: unknown) => {
      if (!isFields(room)) throw invalid('rooms')
      return parseJoin(room)
    }),
  }
}

function parseJoin(fields: Fields): JoinOptions {
  const me = fields['me']
  if (me !== undefined && !isFields(me)) throw invalid('me')
  return {
    // [H2] In a hello a bad id spoils its own room only; '' is never a room's.
    room: isRoomId(fields['room']) ? fields['room'] : '',
    ...(fields['watch'] === undefined ? {} : { watch: bool(fields, 'watch') }),
    ...(fields['cursors'] === undefined ? {} : { cursors: bool(fields, 'cursors') }),
    ...(me === undefined ? {} : { me: parseMe(me) }),
    ...(fields['log'] === undefined ? {} : { log: parsePosition(fields['log']) }),
  }
}

function parsePosition(value: unknown): true | LogPosition {
  if (value === true) return true
  if (!isFields(value)) throw invalid('log')
  return {
    epoch: text(value, 'epoch', MAX_WRITE_ID_CHARS),
    offset: integer(value, 'offset', Number.MAX_SAFE_INTEGER),
    last: text(value, 'last', 2 * MAX_ROOM_ID_CHARS),
  }
}

/** [C5,U4,U6] One of them at least: who says nothing has left out `cursors`. */
function parseWant(fields: Fields): Omit<WantMessage, 't' | 'n'> {
  const { cursors, section, follow } = fields
  return {
    ...(cursors === undefined && (section ?? follow) !== undefined ? {} : { cursors: bool(fields, 'cursors') }),
    ...(section === undefined ? {} : { section: integer(fields, 'section', 0xffffff) }),
    ...(follow === undefined ? {} : { follow: parseFollow(follow) }),
  }
}

function parseFollow(value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length > MAX_FOLLOWED) throw invalid('follow')
  return value.map((id: unknown) => {
    if (typeof id !== 'string' || id === '' || id.length > MAX_ROOM_ID_CHARS) throw invalid('follow')
    return id
  })
}

function parseMe(fields: Fields): MePatch {
  const data = fields['data'] as Json | undefined
  if (data !== undefined && jsonBytes(data).length > MAX_PRESENCE_DATA_BYTES) throw invalid('data')
  return {
    ...(fields['show'] === undefined ? {} : { show: bool(fields, 'show') }),
    // Longer than a name may be: the server trims what is left after cleaning, instead of refusing a pasted space.
    ...optionalString(fields, 'name', 256),
    ...(fields['color'] === undefined ? {} : { color: integer(fields, 'color', COLORS - 1) }),
    ...(fields['pointer'] === undefined ? {} : { pointer: oneOf(fields, 'pointer', ['mouse', 'touch']) }),
    ...(data === undefined ? {} : { data }),
  }
}

function parseEvent(fields: Fields): ClientMessage {
  const name = fields['name']
  if (!isEventName(name)) throw invalid('name')
  const data = (fields['data'] ?? null) as Json
  const json = jsonBytes(data)
  if (json.length > MAX_EVENT_DATA_BYTES) throw invalid('data')
  const id = fields['id'] === undefined ? 0 : integer(fields, 'id')
  return { t: 'event', n: integer(fields, 'n'), id, name, data, json }
}

/** [W1] What belongs to the kind is checked by the feature that owns it. */
function parseWrite(fields: Fields): ClientMessage {
  const { t: _t, n: _n, id, kind: _kind, ...body } = fields
  if (!isWriteId(id)) throw invalid('id')
  return { t: 'write', n: integer(fields, 'n'), id, kind: name(fields, 'kind'), body: body as JsonFields }
}

/** [X1] */
function parseTell(fields: Fields): { to: string; text: string } {
  return { to: text(fields, 'to', MAX_ROOM_ID_CHARS), text: text(fields, 'text', MAX_MESSAGE_CHARS) }
}

/** [W1] Whether a client may name a write so. */
export function isWriteId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_WRITE_ID_CHARS && WRITE_ID.test(value)
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(at: string, message?: string): RoomfulError {
  return new RoomfulError('MESSAGE_INVALID', message === undefined ? { at } : { at, message })
}

function integer(fields: Fields, at: string, max = 0xfff_ffff): number {
  const value = fields[at]
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > max) throw invalid(at)
  return value
}

function bool(fields: Fields, at: string): boolean {
  const value = fields[at]
  if (typeof value !== 'boolean') throw invalid(at)
  return value
}

function oneOf<const T extends string>(fields: Fields, at: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === fields[at])
  if (found === undefined) throw invalid(at)
  return found
}

function text(fields: Fields, at: string, maxChars: number): string {
  const value = fields[at]
  if (typeof value !== 'string' || value.length > maxChars) throw invalid(at)
  return value
}

function name(fields: Fields, at: string): string {
  const value = fields[at]
  if (!isEventName(value)) throw invalid(at)
  return value
}

function optionalString<K extends string>(fields: Fields, at: K, maxChars: number): { [P in K]?: string } {
  const value = fields[at]
  if (value === undefined) return {}
  if (typeof value !== 'string' || value.length > maxChars) throw invalid(at)
  return { [at]: value } as { [P in K]?: string }
}
