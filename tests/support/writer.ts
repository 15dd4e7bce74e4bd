/** A person in a room of a real server, who writes and reads as the protocol says. */
import { createHmac, randomUUID } from 'node:crypto'
import type { Comment, Grant } from '@roomful/protocol'
import type { LiveServer, LiveSocket, Message } from './live-server.js'

export const JWT_SECRET = 'a shared secret of more than 32 bytes'

/** A token as the site would sign it. */
export function signToken(claims: {
  readonly sub: string
  readonly name?: string
  readonly can?: readonly Grant[]
}): string {
  const iat = Math.floor(Date.now() / 1_000)
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${part({ alg: 'HS256' })}.${part({ aud: 'roomful', iat, exp: iat + 600, ...claims })}`
  return `${input}.${createHmac('sha256', JWT_SECRET).update(input).digest('base64url')}`
}

export interface Answer {
  readonly t: string
  readonly status?: 'stored' | 'held'
  readonly code?: string
  readonly at?: string
  readonly v?: Readonly<Record<string, never>> & Partial<Comment>
}

export interface Writer {
  readonly socket: LiveSocket
  /** Sends a write and waits for its answer. */
  write(kind: string, body: object, id?: string): Promise<Answer>
  /** Asks and waits. */
  read(what: string, body?: object): Promise<Answer>
  /** Adds a comment that has to succeed. */
  say(text: string, more?: object): Promise<Comment>
  /** Everything of the log that came so far. */
  log(): Message[]
  /** Waits for an entry of the log. */
  entry(holds: (entry: LogEntryLike) => boolean): Promise<LogEntryLike>
}

export interface LogEntryLike {
  readonly o: number
  readonly k: string
  readonly i: string
  readonly v: Readonly<Record<string, unknown>>
  readonly w?: true
}

/** Comes into a room and asks for its log. */
export async function enter(server: LiveServer, room: string, hello: object = {}): Promise<Writer> {
  const socket = await server.open()
  socket.send({ t: 'hello', v: 1, format: 'json', rooms: [{ room, log: true }], ...hello })
  const joined = await socket.until(({ t }) => t === 'joined')
  await socket.until(({ t }) => t === 'log')
  const { n } = joined
  let reads = 0
  const entriesOf = (message: Message): LogEntryLike[] => message['list'] as LogEntryLike[]
  const writer: Writer = {
    socket,
    async write(kind, body, id = randomUUID()) {
      socket.send({ t: 'write', n, id, kind, ...body })
      return (await socket.until(
        (each) => (each.t === 'wrote' && each['id'] === id) || (each.t === 'error' && each['write'] === id),
      )) as unknown as Answer
    },
    async read(what, body = {}) {
      const id = ++reads
      socket.send({ t: 'read', n, id, what, ...body })
      return (await socket.until(
        (each) => (each.t === 'page' || each.t === 'error') && each['id'] === id,
      )) as unknown as Answer
    },
    async say(text, more = {}) {
      const answer = await writer.write('comment.add', { text, ...more })
      if (answer.t !== 'wrote') throw new Error(`refused: ${answer.code}`)
      return answer.v as Comment
    },
    log: () => socket.received.filter(({ t }) => t === 'log'),
    async entry(holds) {
      const message = await socket.until((each) => each.t === 'log' && entriesOf(each).some(holds))
      return entriesOf(message).find(holds) as LogEntryLike
    },
  }
  return writer
}

/** The hello of somebody the site knows. */
export function helloOf(sub: string, name: string, can?: readonly Grant[]): object {
  return { token: signToken({ sub, name, ...(can ? { can } : {}) }) }
}
