/**
 * Socket.IO 4 as its documentation shows it: token checked in a middleware, the room joined on connection, `io.to(room)`
 * for messages, `socket.to(room)` for cursors. WebSocket only, so no long-polling is paid for. Everything else default.
 */
import { createServer } from 'node:http'
import { jwtVerify } from 'jose'
import { Server } from 'socket.io'

export async function start({ secret, audience, backlog }) {
  const http = createServer()
  const io = new Server(http, { transports: ['websocket'] })
  const key = new TextEncoder().encode(secret)
  io.use((socket, next) => {
    jwtVerify(socket.handshake.auth.token, key, { algorithms: ['HS256'], audience }).then(
      ({ payload }) => {
        socket.data.person = payload.sub
        next()
      },
      () => next(new Error('unauthorized')),
    )
  })
  io.on('connection', (socket) => {
    const { room } = socket.handshake.auth
    void socket.join(room)
    socket.on('m', (data) => io.to(room).emit('m', data))
    socket.on('c', (data) => socket.to(room).emit('c', data))
  })
  await new Promise((resolve) => http.listen({ port: 0, host: '127.0.0.1', backlog }, resolve))
  return { port: http.address().port }
}
