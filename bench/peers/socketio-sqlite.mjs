/**
 * Comments on Socket.IO 4 as its users write them: one synchronous insert per message into SQLite (WAL, `synchronous=FULL`,
 * so that what is acknowledged survives a power cut), then `io.to(room).emit` and the acknowledgement.
 *
 * No checks, no deduplication of repeats, nothing for readers who were away. The server is `socketio.mjs` with a table.
 */
import { createServer } from 'node:http'
import { join } from 'node:path'
import { jwtVerify } from 'jose'
import { Server } from 'socket.io'

export async function start({ secret, audience, folder }) {
  const database = await open(join(folder, 'comments.db'))
  const insert = database.prepare('INSERT INTO comments (room, author, name, text, at_ms) VALUES (?, ?, ?, ?, ?)')
  const http = createServer()
  const io = new Server(http, { transports: ['websocket'] })
  const key = new TextEncoder().encode(secret)
  io.use((socket, next) => {
    jwtVerify(socket.handshake.auth.token, key, { algorithms: ['HS256'], audience }).then(
      ({ payload }) => {
        socket.data.person = { id: payload.sub, name: payload.name }
        next()
      },
      () => next(new Error('unauthorized')),
    )
  })
  io.on('connection', (socket) => {
    const { room } = socket.handshake.auth
    const { id: author, name } = socket.data.person
    void socket.join(room)
    socket.on('comment', (text, acknowledge) => {
      const atMs = Date.now()
      const id = Number(insert.run(room, author, name, text, atMs).lastInsertRowid)
      io.to(room).emit('comment', { id, author, name, text, atMs })
      acknowledge({ id })
    })
  })
  await new Promise((resolve) => http.listen({ port: 0, host: '127.0.0.1' }, resolve))
  return { port: http.address().port }
}

/** Node's own SQLite where there is one, else the package that Roomful falls back to. */
async function open(file) {
  const database = new (await databaseClass())(file)
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = FULL')
  database.exec(
    'CREATE TABLE comments (id INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT, author TEXT, name TEXT, text TEXT, at_ms INTEGER)',
  )
  database.exec('CREATE INDEX comments_by_room ON comments (room, id)')
  return database
}

async function databaseClass() {
  try {
    return (await import('node:sqlite')).DatabaseSync
  } catch {
    return (await import('libsql')).default
  }
}
