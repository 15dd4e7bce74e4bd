/**
 * One room on one connection: runs the room machine and offers its nouns.
 *
 * Not here: joining order and numbers (`client.ts`), what is known (`model/room-view.ts`), the nouns' own work.
 * Invariant: all values of one message change before any listener hears of one of them.
 */
import type { Cancel, Counts, Grant, JoinOptions, Json, Member, RoomfulError } from '@roomful/protocol'
import { createRoomView, stepRoom, type RoomEvent, type RoomStatus, type RoomView } from '../model/room-view.js'
import type { Wire } from '../net/wire.js'
import type { Environment } from '../platform/environment.js'
import type { Acks } from './acks.js'
import { createCursors, type Cursors } from './cursors.js'
import { createEvents, type EventListener } from './events.js'
import type { Heard, RoomFeature, RoomInside } from './feature.js'
import { createMe, type MeNoun } from './me.js'
import { createListeners, createSource, type Noun } from './noun.js'
import type { RoomMessage } from './seats.js'
import type { Self } from './self.js'

/** A room: what the people on one page share. Every part can be used before the room is joined. */
export interface Room {
  readonly id: string
  /** Where the room stands: joining, joined, stale (shown as last known while reconnecting), refused, left. */
  readonly status: Noun<RoomStatus>
  /** What the visitor may do here; empty until joined. */
  readonly can: Noun<ReadonlySet<Grant>>
  /** The number of this connection in the room, as `from.ref` and cursors use it. */
  readonly ref: Noun<number | undefined>
  /** How many are here; undefined until known. */
  readonly count: Noun<Counts | undefined>
  /** Everybody who chose to be seen, the visitor included, in order of arrival. */
  readonly members: Noun<readonly Member[]>
  /** The visitor. */
  readonly me: MeNoun
  /** Where people point. */
  readonly cursors: Cursors
  /** How many events went by unseen since this handle exists: while away, or skipped because the reader was slow. */
  readonly missed: Noun<number>
  /** What was last refused here, other than an event that somebody awaits. */
  readonly problem: Noun<RoomfulError | undefined>
  /**
   * Sends an event to everybody in the room, the sender included, once the room is ready.
   *
   * @param name 1 to 32 of `A–Z a–z 0–9 . _ : -`
   * @param data JSON of at most 16,384 bytes; default null
   * @returns the event's number in the room. Rejects with a `RoomfulError`: `NOT_CONNECTED` (the connection was lost
   * before the answer; it may or may not have arrived), `RATE_LIMITED` (try again after `retryMs`), `MESSAGE_INVALID`,
   * `GRANT_MISSING`, `EVENT_UNKNOWN`, `EVENT_INVALID`, `ROOM_REFUSED`, `ROOM_NOT_JOINED`, `CLIENT_CLOSED`. A rejection
   * nobody listens to is not reported to the page.
   */
  send(name: string, data?: Json, options?: { readonly ack?: true }): Promise<{ readonly seq: number }>
  /** Without waiting for an answer: nothing is known about whether it arrives. */
  send(name: string, data: Json, options: { readonly ack: false }): Promise<undefined>
  /** Calls `listener` for each event of that name. Returns how to stop. */
  on(name: string, listener: EventListener): () => void
  /** What `feature` makes of this room: opened by the first call, the same for all that follow. See `defineRoomFeature`. */
  use<T>(feature: RoomFeature<T>): T
  /** Gives this handle back. The room is left once everybody who asked for it has given it back. */
  leave(): void
}

export interface RoomRunner {
  readonly handle: Room
  /** The room's number on the connection, while joined. */
  n(): number | undefined
  joinOptions(): JoinOptions
  received(message: RoomMessage): void
  /** The server refused the join, or took the connection out of the room. */
  refused(error: RoomfulError): void
  /** Something else was refused. */
  problem(error: RoomfulError): void
  lost(): void
  left(error: RoomfulError): void
}

export interface RoomOptions {
  readonly id: string
  /** Whether only the counts are wanted, as of now. */
  readonly isWatch: () => boolean
  readonly env: Environment
  readonly wire: Wire
  readonly acks: Acks
  readonly self: Self
  /** How long the server of this connection may not have everybody back, and who this client was before. */
  readonly settling: () => { readonly settleMs: number; readonly formerId: string | undefined }
  /** One more wants the room; `leave` is the opposite. */
  readonly hold: () => void
  readonly leave: () => void
}

export function createRoom(options: RoomOptions): RoomRunner {
  const { id, env, wire, self } = options
  const { clock, report } = env
  let view = createRoomView()
  let stopSettling: Cancel | undefined
  const problem = createSource<RoomfulError | undefined>(undefined, report)
  /** Each takes over its part of the view, and returns how to tell of it. */
  const parts: (() => () => void)[] = []
  const part = <K extends keyof RoomView>(key: K): Noun<RoomView[K]> => {
    const { noun, put, tell } = createSource(view[key], report)
    parts.push(() => (put(view[key]), tell))
    return noun
  }

  const heard = createListeners<Heard>(report)
  const opened = new Map<RoomFeature<unknown>, unknown>()

  const n = (): number | undefined => view.n
  // [R5] A watcher (ref 0, also while it waits to be let in) may say nothing there; the server would count it as noise.
  const seat = (): number | undefined => (options.isWatch() || view.ref === 0 ? undefined : view.n)
  const shared = { clock, wire, n: seat, report }
  const events = createEvents({ ...shared, acks: options.acks })
  const me = createMe({ ...shared, self, problem: (error) => problem.set(error) })
  const isShown = (): boolean => self.profile.get().isShown
  const cursors = createCursors({ ...shared, ref: () => view.ref, isShown })
  const stopShown = self.profile.subscribe(({ isShown: shown }) => {
    // The `me` that shows the visitor leaves at the end of this turn; a cursor ahead of it would be dropped.
    if (shown && seat() !== undefined) clock.soon(() => cursors.renew())
  })

  function feed(event: RoomEvent): void {
    const before = view
    const [next, effects] = stepRoom(view, event)
    view = next
    for (const tell of parts.map((takeOver) => takeOver())) tell()
    if (before.roster !== next.roster) cursors.keep((known) => next.roster.byRef.has(known))
    for (const effect of effects) {
      if (effect.do === 'settle') {
        stopSettling?.()
        stopSettling = clock.after(effect.ms, () => feed({ type: 'settled' }))
      } else {
        const { name, data, from, member } = effect
        events.deliver(name, data, { ref: from, member, isMe: from === view.ref })
      }
    }
  }

  function end(type: 'refused' | 'left', error: RoomfulError): void {
    stopSettling?.()
    feed({ type })
    cursors.clear()
    events.shut(error)
    heard.call('ended', error)
  }

  function joinOptions(): JoinOptions {
    if (options.isWatch()) return { room: id, watch: true }
    const introduction = me.introduction()
    // Said either way: a resumed connection would otherwise keep what it asked for before.
    const join = { room: id, cursors: cursors.asked(), ...(introduction && { me: introduction }) }
    heard.call('joining', join)
    return join
  }

  const handle: Room = {
    id,
    can: part('can'),
    ref: part('ref'),
    count: part('counts'),
    members: part('members'),
    missed: part('missed'),
    // Whoever hears that the room is joined finds everything else there.
    status: part('status'),
    me: me.noun,
    cursors: cursors.noun,
    problem: problem.noun,
    send: ((name: string, data: Json = null, { ack = true }: { ack?: boolean } = {}) =>
      events.send(name, data, ack)) as Room['send'],
    on: events.on,
    use<T>(feature: RoomFeature<T>) {
      if (!opened.has(feature)) opened.set(feature, feature.attach(inside))
      return opened.get(feature) as T
    },
    leave: options.leave,
  }
  const inside: RoomInside = { ...options, room: handle, n: seat, hear: heard.add, joinOptions }

  return {
    n,
    handle,
    joinOptions,
    received(message) {
      switch (message.t) {
        case 'joined': {
          problem.set(undefined)
          if (view.epoch !== message.epoch) cursors.clear()
          feed({ type: 'joined', message, ...options.settling() })
          if (options.isWatch()) return
          me.joined()
          cursors.renew()
          events.flush()
          break
        }
        case 'members':
          return feed({ type: 'members', message })
        case 'counts':
          return feed({ type: 'counts', message })
        case 'cursors':
          return cursors.received(message.list)
        case 'event':
          return feed({ ...message, type: 'event' })
      }
      // Whatever the core does not know.
      heard.call('message', message)
    },
    refused(error) {
      problem.set(error)
      end('refused', error)
    },
    problem: (error) => problem.set(error),
    lost() {
      feed({ type: 'lost' })
      heard.call('lost', undefined)
    },
    left(error) {
      end('left', error)
      me.stop()
      cursors.stop()
      stopShown()
    },
  }
}
