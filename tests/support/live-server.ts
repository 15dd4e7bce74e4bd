/** A real server on a free port of this machine, and plain WebSockets to it. */
import { WebSocket } from 'ws'
import type { ClientOptions } from 'ws'
import { createRoomful } from 'roomful'
import type { Roomful, RoomfulOptions } from 'roomful'

export type Message = Readonly<Record<string, unknown>> & { readonly t: string }

export interface LiveServer {
  readonly live: Roomful
  /** The origin, like `http://127.0.0.1:40123`. */
  readonly url: string
  /** Fetches a path below the prefix. */
  get(path: string, init?: RequestInit): Promise<Response>
  /** Opens a socket; resolves when it is open. */
  open(options?: ClientOptions): Promise<LiveSocket>
  /** Opens a socket and says hello. */
  join(room: string, hello?: object, options?: ClientOptions): Promise<LiveSocket>
}

export interface LiveSocket {
  readonly ws: WebSocket
  readonly received: Message[]
  send(message: object | string | Uint8Array): void
  /** The first message, past or future, for which this holds. */
  until(holds: (message: Message) => boolean): Promise<Message>
  /** Resolves with the code and reason once the connection is over. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  /** Ends the connection and waits until it is over. */
  close(): Promise<void>
}

/** Gives the address of an empty database. */
let emptyDatabase: (() => Promise<string>) | undefined

/** From here on servers of this file that name no database of their own get this one. Default: one in memory. */
export function useDatabase(empty: () => Promise<string>): void {
  emptyDatabase = empty
}

/** Whether servers of this file get such a database. */
export const usesDatabase = (): boolean => emptyDatabase !== undefined

/** Starts a server, hands it to `check`, and ends it. */
export async function withServer(options: RoomfulOptions, check: (server: LiveServer) => Promise<void>): Promise<void> {
  const isFree = options.database === undefined && options.store === undefined
  const live = await createRoomful(isFree && emptyDatabase ? { ...options, database: await emptyDatabase() } : options)
  const { url } = await live.listen(0, '127.0.0.1')
  const prefix = options.path ?? '/roomful'
  const sockets: LiveSocket[] = []
  const open = async (socketOptions?: ClientOptions): Promise<LiveSocket> => {
    const socket = await openSocket(`${url.replace('http', 'ws')}${prefix}/v1/socket`, socketOptions)
    sockets.push(socket)
    return socket
  }
  try {
    await check({
      live,
      url,
      get: (path, init) => fetch(`${url}${prefix}${path}`, init),
      open,
      async join(room, hello = {}, socketOptions) {
        const socket = await open(socketOptions)
        socket.send({ t: 'hello', v: 1, format: 'json', rooms: [{ room }], ...hello })
        await socket.until(({ t }) => t === 'joined')
        return socket
      },
    })
  } finally {
    for (const { ws } of sockets) ws.terminate()
    await live.close()
  }
}

/** Opens a WebSocket; rejects with `Unexpected server response: …` when the server refuses. */
export async function openSocket(url: string, options?: ClientOptions): Promise<LiveSocket> {
  const ws = new WebSocket(url, options)
  const received: Message[] = []
  const checks = new Set<() => void>()
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))
  })
  ws.on('error', () => {})
  ws.on('message', (data, isBinary) => {
    if (!isBinary) received.push(JSON.parse((data as Buffer).toString()) as Message)
    for (const check of checks) check()
  })
  await new Promise<void>((resolve, reject) => ws.once('open', resolve).once('error', reject))
  return {
    ws,
    received,
    closed,
    send: (message) =>
      ws.send(typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message)),
    until: (holds) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found = received.find(holds)
          if (!found) return
          checks.delete(check)
          resolve(found)
        }
        checks.add(check)
        check()
        void closed.then(({ code }) => reject(new Error(`closed with ${code} before the message came`)))
      }),
    async close() {
      ws.close(1000)
      await closed
    },
  }
}
