/** A real server on a free port, and a raw WebSocket that says what it is told. For tests over a real socket. */
import { once } from 'node:events'
import { parseServerFrame, type ServerMessage } from '@roomful/protocol'
import { createRoomful, type Roomful, type RoomfulOptions } from 'roomful'
import { WebSocket } from 'ws'

export interface RealServer {
  readonly roomful: Roomful
  readonly url: string
  readonly port: number
}

/** Starts a server; `onTestFinished` of the caller should close it. */
export async function startServer(options: RoomfulOptions = {}): Promise<RealServer> {
  const roomful = await createRoomful(options)
  const { url, port } = await roomful.listen(0)
  return { roomful, url, port }
}

/** A raw connection. */
export interface RawSocket {
  readonly socket: WebSocket
  readonly messages: ServerMessage[]
  /** The close code, once the connection is over. */
  readonly closed: Promise<number>
  /** Objects as JSON, bytes as a binary frame, strings as they are. */
  send(frame: object | Uint8Array | string): void
  /** Resolves with the first message of this type that comes, or came. */
  next<T extends ServerMessage['t']>(t: T, from?: number): Promise<Extract<ServerMessage, { t: T }>>
  close(code?: number): Promise<number>
}

export async function openRaw(
  url: string,
  options: ConstructorParameters<typeof WebSocket>[2] = {},
): Promise<RawSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/roomful/v1/socket`, options)
  const messages: ServerMessage[] = []
  const waiting = new Set<() => void>()
  let isClosed = false
  const wake = (): void => {
    for (const each of [...waiting]) each()
  }
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    const message = parseServerFrame(isBinary ? new Uint8Array(data) : data.toString())
    if (message) messages.push(message)
    wake()
  })
  socket.on('error', () => undefined)
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => {
      isClosed = true
      wake()
      resolve(code)
    })
  })
  await Promise.race([once(socket, 'open'), closed])
  return {
    socket,
    messages,
    closed,
    send: (frame) =>
      socket.send(typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame)),
    next<T extends ServerMessage['t']>(t: T, from = 0) {
      return new Promise<Extract<ServerMessage, { t: T }>>((resolve, reject) => {
        const look = (): void => {
          const found = messages.slice(from).find((message) => message.t === t)
          if (!found && !isClosed) return
          waiting.delete(look)
          if (found) resolve(found as Extract<ServerMessage, { t: T }>)
          else reject(new Error(`closed while waiting for ${t}`))
        }
        waiting.add(look)
        look()
      })
    },
    close(code = 1000) {
      socket.close(code)
      return closed
    },
  }
}

/** A raw connection that has said hello. */
export async function enterRaw(url: string, hello: object = {}): Promise<RawSocket> {
  const raw = await openRaw(url)
  raw.send({ t: 'hello', v: 1, ...hello })
  await raw.next('welcome')
  return raw
}
