/** Speaks to the plain `ws` broadcaster: token and room in the address, then every message as it is. */
import { TEXT } from '../wire/connection.mjs'
import { cursorJson, cursorJsonNumber, cursorJsonWho, PAYLOAD_BYTES } from '../wire/payload.mjs'

export const path = (guest) => `/?token=${guest.token}&room=${guest.room}`

export function onOpen(connection) {
  connection.guest.onJoined()
}

export function onFrame(connection, _opcode, bytes, from, to, frameBytes) {
  const { guest } = connection
  if (to - from === PAYLOAD_BYTES) guest.onMessage(bytes, from, frameBytes)
  else guest.onCursor(cursorJsonWho(bytes, from), cursorJsonNumber(bytes, from))
}

export function publish(connection, payload) {
  connection.send(TEXT, payload)
}

export function move(connection, who, k) {
  connection.send(TEXT, Buffer.from(cursorJson(who, k)))
}
