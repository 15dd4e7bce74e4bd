/**
 * Speaks the Roomful protocol as a reader and writer of comments, from its SPEC alone: a hello that asks for the log,
 * durable writes, pages. Not here: events and cursors (`roomful.mjs`).
 */
import { TEXT } from '../wire/connection.mjs'
import { readNumber } from '../wire/digits.mjs'
import { commentNumber, commentText, writeId, writeNumber } from '../wire/words.mjs'

const WROTE_ID_AT = '{"t":"wrote","id":"'.length
const STORED = Buffer.from('"status":"stored"')
const AFTER = Buffer.from('"after":')
const ENTRY = Buffer.from('{"o":')
const letter = (bytes, at) => String.fromCharCode(bytes[at])

export const path = () => '/roomful/v1/socket'

export function onOpen(connection) {
  const { token, room, position } = connection.guest
  const hello = { t: 'hello', v: 1, token, format: 'json', rooms: [{ room, cursors: false, log: position ?? true }] }
  connection.send(TEXT, Buffer.from(JSON.stringify(hello)))
}

export function onFrame(connection, _opcode, bytes, from, to) {
  const { guest } = connection
  const kind = letter(bytes, from + 6) + letter(bytes, from + 7)
  if (kind === 'lo') log(guest, bytes, from, to)
  else if (kind === 'wr') wrote(guest, bytes, from, to)
  else if (kind === 'jo') connection.n = JSON.parse(bytes.toString('utf8', from, to)).n
  else if (kind === 'pa') guest.onPage(bytes, from, to)
  else if (kind === 'er') guest.onFailed(bytes.toString('utf8', from, to))
}

/** The first one after a join names the epoch: then the guest is in. */
function log(guest, bytes, from, to) {
  if (guest.epoch === undefined) {
    const frame = JSON.parse(bytes.toString('utf8', from, to))
    guest.epoch = frame.epoch
    guest.isReset = frame.reset === true
    if (frame.offset > frame.after) guest.onLog(frame.after, bytes, from, to)
    guest.onJoined(frame)
  } else guest.onLog(readNumber(bytes, bytes.indexOf(AFTER, from) + AFTER.length), bytes, from, to)
}

function wrote(guest, bytes, from, to) {
  const at = from + WROTE_ID_AT
  const status = bytes.indexOf(STORED, at)
  if (status < 0 || status > to) guest.onFailed(`not stored: ${bytes.toString('utf8', from, to)}`)
  else guest.onAck(writeNumber(bytes, at))
}

export function* entriesOf(bytes, from, to) {
  for (let at = bytes.indexOf(ENTRY, from); at >= 0 && at < to; at = bytes.indexOf(ENTRY, at + 1)) {
    yield [readNumber(bytes, at + ENTRY.length), commentNumber(bytes, at, to)]
  }
}

export function comment(connection, k) {
  const frame = { t: 'write', n: connection.n, id: writeId(k), kind: 'comment.add', text: commentText(k) }
  connection.send(TEXT, Buffer.from(JSON.stringify(frame)))
}

export function ask(connection, id, what, body = {}) {
  connection.send(TEXT, Buffer.from(JSON.stringify({ t: 'read', n: connection.n, id, what, ...body })))
}
