/**
 * Speaks the Roomful protocol from its SPEC alone: a hello with the token and the room, events and cursors in binary.
 * Checks what the protocol promises on the way: event numbers without gaps.
 */
import { BINARY, TEXT } from '../wire/connection.mjs'
import { CURSOR_ANCHOR, CURSOR_PLACE_BASE, PAYLOAD_BYTES } from '../wire/payload.mjs'

const EVENT = 1
const CURSOR = 2
const CURSORS = 3
const NAME = 'm'.charCodeAt(0)
const CURSOR_MODE = 1
/** `"on":true}` ends so, `"on":false}` does not. */
const TRUE_U = 'u'.charCodeAt(0)
const TRUE_END = 'e'.charCodeAt(0)

/** Frames to publish and to move, for a room's number: opcode, number, then what is the same in every room. */
const templates = new Map()
const MESSAGE_HEAD = [0, 1, NAME]
const CURSOR_HEAD = [CURSOR_MODE, CURSOR_ANCHOR & 0xff, (CURSOR_ANCHOR >> 8) & 0xff, CURSOR_ANCHOR >> 16]

function templatesFor(n) {
  let pair = templates.get(n)
  if (pair === undefined) {
    const number = varint(n)
    const message = Buffer.from([EVENT, ...number, ...MESSAGE_HEAD, ...new Array(PAYLOAD_BYTES)])
    const cursor = Buffer.from([CURSOR, ...number, ...CURSOR_HEAD, 0, 0, 0])
    pair = { message, cursor }
    templates.set(n, pair)
  }
  return pair
}

function varint(value) {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]
}

export const path = () => '/roomful/v1/socket'

export function onOpen(connection) {
  const { token, room, session, isShown, who } = connection.guest
  const me = isShown ? { show: true, color: who % 12, pointer: 'mouse' } : undefined
  const hello = { t: 'hello', v: 1, token, session, rooms: [{ room, me }] }
  connection.send(TEXT, Buffer.from(JSON.stringify(hello)))
}

export function onFrame(connection, opcode, bytes, from, to, frameBytes) {
  const { guest } = connection
  if (opcode === TEXT) control(connection, guest, bytes, from, to)
  else if (bytes[from] === EVENT) event(guest, bytes, from, to, frameBytes)
  else if (bytes[from] === CURSORS) cursors(guest, bytes, from, to)
}

function control(connection, guest, bytes, from, to) {
  // {"t":"welcome" and {"t":"joined" and {"t":"error" are told by one letter; counts and members are not looked at.
  const letter = String.fromCharCode(bytes[from + 6])
  if (guest.onTold !== undefined) guest.onTold(JSON.parse(bytes.toString('utf8', from, to)))
  if (letter === 'p') guest.onPainted(bytes[to - 2] === TRUE_END && bytes[to - 3] === TRUE_U)
  if (letter !== 'w' && letter !== 'j' && letter !== 'e') return
  const frame = JSON.parse(bytes.toString('utf8', from, to))
  if (frame.t === 'welcome') guest.session = frame.session
  else if (frame.t === 'joined') {
    connection.n = frame.n
    guest.seq = frame.seq & 0xffff
    guest.ref = frame.ref
    guest.onJoined()
  } else if (frame.t === 'error') guest.onFailed(JSON.stringify(frame))
}

function event(guest, bytes, from, to, frameBytes) {
  let at = skipVarint(bytes, skipVarint(bytes, from + 1))
  const seq = bytes[at] | (bytes[at + 1] << 8)
  if (seq !== ((guest.seq + 1) & 0xffff)) guest.onFailed(`event ${guest.seq}, then ${seq}`)
  guest.seq = seq
  at += 2
  at += 1 + bytes[at]
  if (to - at === PAYLOAD_BYTES) guest.onMessage(bytes, at, frameBytes)
}

function cursors(guest, bytes, from, to) {
  let at = skipVarint(bytes, from + 1)
  while (at < to) {
    let head = bytes[at]
    let shift = 7
    if (head & 0x80) {
      head &= 0x7f
      do {
        at += 1
        head |= (bytes[at] & 0x7f) << shift
        shift += 7
      } while (bytes[at] & 0x80)
    }
    at += 1
    if ((head & 3) === 3) {
      guest.onCursorGone(head >>> 2)
      continue
    }
    const place = bytes[at + 3] | (bytes[at + 4] << 8) | (bytes[at + 5] << 16)
    at += 6
    guest.onCursorOf(head >>> 2, place - CURSOR_PLACE_BASE)
  }
}

function skipVarint(bytes, at) {
  while (bytes[at] & 0x80) at += 1
  return at + 1
}

export function publish(connection, payload) {
  const { message } = templatesFor(connection.n)
  payload.copy(message, message.length - PAYLOAD_BYTES)
  connection.send(BINARY, message)
}

/** Says which section of the page is being read. */
export function read(connection, section) {
  connection.send(TEXT, Buffer.from(JSON.stringify({ t: 'want', n: connection.n, section })))
}

export function move(connection, _who, k, anchor = CURSOR_ANCHOR) {
  const { cursor } = templatesFor(connection.n)
  cursor.writeUIntLE(anchor, cursor.length - 6, 3)
  cursor.writeUIntLE(CURSOR_PLACE_BASE + k, cursor.length - 3, 3)
  connection.send(BINARY, cursor)
}
