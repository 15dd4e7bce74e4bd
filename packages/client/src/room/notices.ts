/**
 * The inbox of the person at this page: who mentioned or answered them, in all rooms. [X2,X3]
 *
 * It belongs to the person, but is asked for in a room, for that is where something can be said: any joined room will do. The
 * feature lends its own; `client.notices` uses whichever of the client's rooms is joined.
 */
import type { JsonFields, NewsMessage, Notice, RoomfulError } from '@roomful/protocol'
import { defineRoomFeature, type RoomHost } from './feature.js'
import { createSource, type Noun } from './noun.js'
import { asError, quiet, readUntilAnswered } from './reading.js'
import { writes, type Write } from './writes.js'

/** The inbox, as this page knows it. */
export interface NoticesView {
  readonly status: 'loading' | 'ready' | 'failed'
  readonly unread: number
  /** Newest first. */
  readonly list: readonly Notice[]
  /** There are older ones: `more` reads them. */
  readonly more: boolean
  /** Why nothing could be read. */
  readonly problem: RoomfulError | undefined
}

/** The inbox of the person at this page. Reading begins with the first `get` or `subscribe`. */
export interface Notices extends Noun<NoticesView> {
  /** Reads older ones. Rejects `NOT_CONNECTED`, or with what the server says. */
  more(): Promise<void>
  /** Marks as read, up to this one and with it; default: all that are known here. */
  read(upto?: number): Write<undefined> | undefined
}

/** An inbox and the rooms it can be asked for in. */
export interface Inbox {
  readonly noun: Notices
  /** One more room to ask in, until the result is called. */
  carry(host: RoomHost): () => void
}

/** The inbox through one room, once per room. */
export const notices = defineRoomFeature<Notices>({
  name: 'notices',
  open(host) {
    const inbox = createInbox(host.report)
    inbox.carry(host)
    return inbox.noun
  },
})

/** Lends a room to the client's own inbox. */
export const carrier = defineRoomFeature<RoomHost>({ name: 'notices-carrier', open: (host) => host })

const EMPTY: NoticesView = { status: 'loading', unread: 0, list: [], more: false, problem: undefined }

export function createInbox(report: (error: unknown) => void): Inbox {
  const hosts = new Set<RoomHost>()
  const source = createSource<NoticesView>(EMPTY, report)
  let cursor: string | undefined
  let isBegun = false
  let readings = 0
  let person: string | undefined

  const isReady = (host: RoomHost): boolean => host.n() !== undefined
  const carrying = (): RoomHost | undefined => [...hosts].find(isReady) ?? [...hosts][0]
  const change = (changes: Partial<NoticesView>): void => source.set({ ...source.noun.get(), ...changes })

  /** Reads the newest, and keeps what is known of older ones. */
  async function read(): Promise<void> {
    const host = carrying()
    if (!host) return
    const mine = ++readings
    const failed = (problem: RoomfulError): void => {
      change({ problem, status: source.noun.get().status === 'ready' ? 'ready' : 'failed' })
    }
    try {
      const reading = { what: 'notices', body: {}, isWanted: () => mine === readings, failed }
      const v = await readUntilAnswered(host, reading)
      if (v && mine === readings) took(v, true)
    } catch (cause) {
      if (mine === readings) failed(asError(cause))
    }
  }

  function took(v: JsonFields, isNewest: boolean): void {
    const known = source.noun.get().list
    const fresh = Array.isArray(v['list']) ? (v['list'] as unknown as readonly Notice[]) : []
    const ids = new Set(fresh.map(({ n }) => n))
    const list = [...fresh, ...known.filter(({ n }) => !ids.has(n))].sort((a, b) => b.n - a.n)
    const isJoined = isNewest && known.some(({ n }) => ids.has(n))
    // What is older than the newest page and known already stays, with its own place to go on from.
    if (!isJoined) cursor = typeof v['more'] === 'string' ? v['more'] : undefined
    const isGap = isNewest && !isJoined && known.length > 0
    change({
      status: 'ready',
      problem: undefined,
      unread: typeof v['unread'] === 'number' ? v['unread'] : source.noun.get().unread,
      list: isGap ? fresh : list,
      more: cursor !== undefined,
    })
  }

  function begin(): void {
    if (isBegun) return
    isBegun = true
    void read()
  }

  function heard({ k, v }: NewsMessage): void {
    if (k !== 'notice') return
    const { unread } = v
    if (typeof unread === 'number' && unread !== source.noun.get().unread) change({ unread })
    if (isBegun) void read()
  }

  const noun: Notices = {
    get() {
      begin()
      return source.noun.get()
    },
    subscribe(listener) {
      begin()
      return source.noun.subscribe(listener)
    },
    more() {
      const host = carrying()
      if (cursor === undefined || !host) return Promise.resolve()
      return quiet(host.ask('notices', { cursor }).then((v) => took(v, false)))
    },
    read(upto = source.noun.get().list[0]?.n) {
      const host = carrying()
      if (upto === undefined || !host) return undefined
      const before = source.noun.get()
      const list = before.list.map((each) => (each.n <= upto && !each.isRead ? { ...each, isRead: true } : each))
      const marked = list.filter((each, at) => each !== before.list[at]).length
      change({ list, unread: Math.max(0, before.unread - marked) })
      const write = host.room.use(writes).send('notices.read', { upto }, { value: () => undefined })
      // What was marked here is what the server has, or what it refused to mark.
      write.done.then(
        () => undefined,
        () => void read(),
      )
      return write
    },
  }

  return {
    noun,
    carry(host) {
      hosts.add(host)
      const stops = [
        host.onMessage('news', (message) => {
          // Each of a client's rooms hears of it; once is enough.
          if (host === carrying()) heard(message)
        }),
        host.onJoined(() => {
          hosts.add(host)
          const isOther = person !== host.person()
          person = host.person()
          if (!isBegun || host !== carrying()) return
          // Another person's inbox is nobody else's business.
          if (isOther && readings > 0) source.set(EMPTY)
          void read()
        }),
        host.onEnded(() => hosts.delete(host)),
      ]
      if (isBegun && hosts.size === 1) void read()
      return () => {
        hosts.delete(host)
        for (const stop of stops) stop()
      }
    },
  }
}
