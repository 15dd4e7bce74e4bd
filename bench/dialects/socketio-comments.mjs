/** Comments as an application on Socket.IO 4 would send them: an event with an acknowledgement, and one event to the room. */
import { TEXT } from '../wire/connection.mjs'
import { readNumber } from '../wire/digits.mjs'
import { commentNumber, commentText } from '../wire/words.mjs'

const PONG = Buffer.from('3')
const DIGIT = 48
const ENTRY_HEAD = '42["comment",{"id":'

export const path = () => '/socket.io/?EIO=4&transport=websocket'

/** Nothing to say yet: the server opens with its `0` packet. */
export function onOpen() {}

export function onFrame(connection, _opcode, bytes, from, to) {
  const { guest } = connection
  const type = bytes[from] - DIGIT
  if (type === 2) connection.send(TEXT, PONG)
  else if (type === 0) {
    connection.send(TEXT, Buffer.from(`40${JSON.stringify({ token: guest.token, room: guest.room })}`))
  } else if (type === 4) {
    const kind = bytes[from + 1] - DIGIT
    if (kind === 2) guest.onLog(readNumber(bytes, from + ENTRY_HEAD.length) - 1, bytes, from, to)
    else if (kind === 3) guest.onAck(readNumber(bytes, from + 2))
    else if (kind === 0) guest.onJoined()
    else guest.onFailed(bytes.toString('utf8', from, to))
  }
}

export function* entriesOf(bytes, from, to) {
  yield [readNumber(bytes, from + ENTRY_HEAD.length), commentNumber(bytes, from, to)]
}

export function comment(connection, k) {
  connection.send(TEXT, Buffer.from(`42${k}${JSON.stringify(['comment', commentText(k)])}`))
}
