/**
 * What is left when a server does nothing: sockets of `node:net`, one write for each delivery, no checks, no limits, no
 * close. Not a server; the least that Node and the kernel ask for the same deliveries. Speaks the dialect of `ws`.
 */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'

/** RFC 6455 §1.3 */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
/** A masked frame of a message of 64 bytes: two bytes of header, four of mask, the message. */
const MASK_AT = 2
const DATA_AT = 6

export async function start({ backlog }) {
  const http = createServer()
  const rooms = new Map()
  http.on('upgrade', (request, socket) => {
    const name = new URL(request.url, 'http://bench').searchParams.get('room')
    const room = rooms.get(name) ?? []
    rooms.set(name, room)
    room.push(socket)
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`).digest('base64')
    socket.setNoDelay(true)
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    )
    socket.on('data', (bytes) => relay(room, bytes))
    socket.on('error', () => {})
    socket.on('close', () => room.splice(room.indexOf(socket), 1))
  })
  await new Promise((resolve) => http.listen({ port: 0, host: '127.0.0.1', backlog }, resolve))
  return { port: http.address().port }
}

function relay(room, bytes) {
  for (let at = 0; at + DATA_AT <= bytes.length;) {
    const size = bytes[at + 1] & 0x7f
    const frame = Buffer.allocUnsafe(MASK_AT + size)
    frame[0] = bytes[at]
    frame[1] = size
    for (let i = 0; i < size; i += 1) frame[MASK_AT + i] = bytes[at + DATA_AT + i] ^ bytes[at + MASK_AT + (i & 3)]
    for (const socket of room) socket.write(frame)
    at += DATA_AT + size
  }
}
