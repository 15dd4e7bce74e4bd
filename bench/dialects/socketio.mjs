/**
 * Speaks to the Socket.IO 4 server as its own client does over the websocket transport: Engine.IO 4 packets with
 * Socket.IO packets inside. `0` open, `40` connect, `42` event, `2`/`3` ping and pong.
 */
import { TEXT } from '../wire/connection.mjs'
import { cursorJson, cursorJsonNumber, cursorJsonWho, PAYLOAD_BYTES } from '../wire/payload.mjs'

const PONG = Buffer.from('3')
const DIGIT = 48
const MESSAGE_HEAD = '42["m",'
const CURSOR_HEAD = '42["c",'
const CURSOR_LETTER = 99
const message = Buffer.from(`${MESSAGE_HEAD}${' '.repeat(PAYLOAD_BYTES)}]`)

export const path = () => '/socket.io/?EIO=4&transport=websocket'

/** Nothing to say yet: the server opens with its `0` packet. */
export function onOpen() {}

export function onFrame(connection, _opcode, bytes, from, to, frameBytes) {
  const { guest } = connection
  const type = bytes[from] - DIGIT
  if (type === 2) connection.send(TEXT, PONG)
  else if (type === 0) {
    connection.send(TEXT, Buffer.from(`40${JSON.stringify({ token: guest.token, room: guest.room })}`))
  } else if (type === 4) {
    const kind = bytes[from + 1] - DIGIT
    if (kind === 2) deliver(guest, bytes, from, frameBytes)
    else if (kind === 0) guest.onJoined()
    else guest.onFailed(bytes.toString('utf8', from, to))
  }
}

function deliver(guest, bytes, from, frameBytes) {
  const at = from + MESSAGE_HEAD.length
  if (bytes[from + 4] === CURSOR_LETTER) guest.onCursor(cursorJsonWho(bytes, at), cursorJsonNumber(bytes, at))
  else guest.onMessage(bytes, at, frameBytes)
}

export function publish(connection, payload) {
  payload.copy(message, MESSAGE_HEAD.length)
  connection.send(TEXT, message)
}

export function move(connection, who, k) {
  connection.send(TEXT, Buffer.from(`${CURSOR_HEAD}${cursorJson(who, k)}]`))
}
