/** A plain broadcaster on `ws`, as its README shows it: token checked at the upgrade, then `client.send` in a loop. */
import { createServer } from 'node:http'
import { jwtVerify } from 'jose'
import { WebSocketServer } from 'ws'

// A message is 64 bytes and its sender hears it too; a cursor is shorter and its sender does not.
const MESSAGE_BYTES = 64

export async function start({ secret, audience, backlog }) {
  const http = createServer()
  const server = new WebSocketServer({ noServer: true })
  const key = new TextEncoder().encode(secret)
  const rooms = new Map()
  http.on('upgrade', (request, socket, head) => {
    const query = new URL(request.url, 'http://bench').searchParams
    jwtVerify(query.get('token'), key, { algorithms: ['HS256'], audience }).then(
      () => server.handleUpgrade(request, socket, head, (client) => enter(rooms, query.get('room'), client)),
      () => socket.destroy(),
    )
  })
  await new Promise((resolve) => http.listen({ port: 0, host: '127.0.0.1', backlog }, resolve))
  return { port: http.address().port }
}

function enter(rooms, name, client) {
  const room = rooms.get(name) ?? new Set()
  rooms.set(name, room.add(client))
  client.on('message', (data, isBinary) => {
    const isEcho = data.length === MESSAGE_BYTES
    for (const other of room) if (isEcho || other !== client) other.send(data, { binary: isBinary })
  })
  client.on('error', () => {})
  client.on('close', () => {
    room.delete(client)
    if (room.size === 0) rooms.delete(name)
  })
}
