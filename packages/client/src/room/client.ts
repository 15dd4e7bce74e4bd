/**
 * A client: one connection to one server, and the rooms on it.
 *
 * Puts the parts together and says how the connection is. Not here: the connection's life (`net/wire.ts`), which rooms are
 * wanted (`seats.ts`), what a room knows (`room.ts`). Nothing here throws into the page once `connect` has returned.
 */
import {
  errorOfClose,
  RoomfulError,
  type Cancel,
  type Counts,
  type ErrorCode,
  type ErrorMessage,
  type FrameFormat,
} from '@roomful/protocol'
import { statusOf, type Connection, type Status } from '../model/connection.js'
import { roomOfLink, startTrail } from '../model/page-identity.js'
import { serverAddress } from '../model/server-address.js'
import { createWire, type TokenSource, type Wire, type WireMessage } from '../net/wire.js'
import type { Environment, PageSignal } from '../platform/environment.js'
import { createAcks } from './acks.js'
import { createActivity } from './activity.js'
import { createSource, type Noun } from './noun.js'
import { followPage } from './page.js'
import type { Room } from './room.js'
import { createSeats, type RoomMessage } from './seats.js'
import { createSelf } from './self.js'

/** How to connect. */
export interface ConnectOptions {
  /**
   * A token signed by the site, or a function that fetches one; the function is asked again when a token has expired.
   * Nothing: the visitor is a guest.
   */
  readonly token?: TokenSource
  /** `json` makes every frame readable in the browser's network tab; costs bandwidth. Default `binary`. */
  readonly format?: FrameFormat
  /** The surroundings; default those of the browser or of Node. */
  readonly env?: Environment
}

/** A count without joining. */
export interface Watch {
  readonly count: Noun<Counts | undefined>
  stop(): void
}

/** One connection to one server. */
export interface Client {
  /** The server's base address. */
  readonly url: string
  /**
   * `idle` (nothing wanted), `connecting`, `online`, `waiting` (tries again later), `offline` (the device is),
   * `refused` (will not come back until the page is loaded again; `problem` says why).
   */
  readonly status: Noun<Status>
  /** The connection has been away for 5 s: more than a blip, worth telling the visitor. */
  readonly lost: Noun<boolean>
  /** Why there is no connection, where the server said so. */
  readonly problem: Noun<RoomfulError | undefined>
  /** The id of the person this connection belongs to, as in `member.id`. */
  readonly id: Noun<string | undefined>
  /** Wall-clock time of the next try while `waiting`; undefined when it waits for the page or the network instead. */
  retryAtMs(): number | undefined
  /** Tries now instead of waiting. Does nothing where the server asked for time. */
  retry(): void
  /**
   * A room, joined from now on. The same id gives the same handle until each caller has called `leave`.
   *
   * @param id 1 to 256 characters; default: what the page is (see `page`), as of now
   * @throws `ROOM_INVALID` without an id where there is no page
   */
  room(id?: string): Room
  /**
   * The room of the page, following a single-page app from route to route: an explicit
   * `<meta name="roomful-room" content="…">`, else the canonical link if it is of this origin, else the path. Query and
   * fragment do not count, except a query within the canonical link. On a page of another site than the server's own the
   * page's host goes in front (`blog.example/about`). Do not `leave` these handles: they follow the page.
   *
   * @throws `ROOM_INVALID` where there is no page
   */
  page(): Noun<Room>
  /** The id of the room that the page at `link` (a path or an http(s) address) is; anything else is taken for an id. */
  roomAt(link: string): string
  /** A room's counts, without being in it or counted. */
  watch(id: string): Watch
  /** Leaves all rooms and ends the connection for good. What waits for an answer rejects `CLIENT_CLOSED`. */
  close(): void
}

/** [D9] Longer than nearly every reconnect; shorter than patience. */
const LOST_AFTER_MS = 5_000
/** An app between two pages has no room for a moment; no reason to hang up. */
const REST_AFTER_MS = 5_000
const HINT_AFTER_ATTEMPTS = 3

export function createClient(url: string | undefined, options: ConnectOptions, env: Environment): Client {
  const { clock, page, report } = env
  const address = serverAddress(url, page.place()?.href)
  const acks = createAcks()
  const status = createSource<Status>('idle', report)
  const lost = createSource(false, report)
  const problem = createSource<RoomfulError | undefined>(undefined, report)
  const id = createSource<string | undefined>(undefined, report)
  let settling: { readonly settleMs: number; readonly formerId: string | undefined } = {
    settleMs: 0,
    formerId: undefined,
  }
  let lostTimer: Cancel | undefined
  let restTimer: Cancel | undefined
  let hasHinted = false
  let followed: ReturnType<typeof followPage> | undefined

  /** What a reload comes back to. */
  const pageKey = (): string | undefined => page.place()?.href.split('#', 1)[0]

  const self = createSelf({
    env,
    base: address.base,
    hasToken: options.token !== undefined,
    changedPerson: () => wire.feed({ type: 'renew' }),
  })
  const activity = createActivity(env, (state) => wire.say({ t: 'state', state }))
  let greetedState = activity.get()

  const seats = createSeats({
    env,
    wire: () => wire,
    acks,
    self,
    settling: () => settling,
    ended() {
      const { phase } = wire.state()
      return phase === 'closed'
        ? new RoomfulError('CLIENT_CLOSED')
        : phase === 'refused'
          ? problem.noun.get()
          : undefined
    },
    needed(isNeeded) {
      restTimer?.()
      restTimer = isNeeded ? undefined : clock.after(REST_AFTER_MS, () => wire.feed({ type: 'unneeded' }))
      if (isNeeded) wire.feed({ type: 'needed' })
    },
  })

  const wire: Wire = createWire({
    env,
    address,
    token: options.token,
    format: options.format ?? 'binary',
    session: self.takeSession(pageKey()),
    handlers: {
      greeting() {
        greetedState = activity.get()
        return { guest: self.guest(), state: greetedState, rooms: seats.joins() }
      },
      welcomed(message) {
        const before = id.noun.get()
        settling = { settleMs: message.settleMs, formerId: before === message.id ? undefined : before }
        self.welcomed(message.id, message.guest)
        problem.set(undefined)
        id.set(message.id)
      },
      ready() {
        if (activity.get() !== greetedState) wire.say({ t: 'state', state: activity.get() })
        seats.catchUp()
      },
      received,
      lost() {
        acks.lost()
        seats.lost()
      },
      changed,
      tokenFailed: (cause) =>
        problem.set(new RoomfulError('TOKEN_INVALID', { message: 'No token could be had.', cause })),
    },
  })

  function changed(state: Connection): void {
    const next = statusOf(state)
    const code = state.closeCode === undefined ? undefined : errorOfClose(state.closeCode)
    if (code) problem.put(new RoomfulError(code))
    if (state.phase === 'refused') {
      const error = code ? problem.noun.get() : undefined
      problem.put(error ?? new RoomfulError('REVOKED', { message: `Refused with close code ${state.closeCode}.` }))
    }
    if (state.phase === 'refused' || state.attempt === HINT_AFTER_ATTEMPTS) hint(code)
    watchLoss(next)
    status.put(next)
    for (const part of [problem, lost, status]) part.tell()
    const reason = problem.noun.get()
    if (next === 'refused' && reason) seats.refuse(reason)
  }

  function watchLoss(next: Status): void {
    if (next === 'online' || next === 'idle') {
      lostTimer?.()
      lostTimer = undefined
      lost.put(false)
      return
    }
    if (lost.noun.get()) return
    lostTimer ??= clock.after(LOST_AFTER_MS, () => {
      lostTimer = undefined
      // Nobody misses it on a hidden page; when it is shown again the count begins anew.
      if (page.isVisible()) lost.set(true)
    })
  }

  function hint(code: ErrorCode | undefined): void {
    if (hasHinted) return
    hasHinted = true
    env.warn(`Roomful: ${code ?? 'no answer'} from ${address.base}. The page works without it.`)
  }

  function received(message: WireMessage): void {
    if (message.t === 'error') failed(message)
    // A message may carry both: then it is about a room, and its id is that room's business. [F6]
    else if ('n' in message || !('id' in message)) seats.received(message as RoomMessage)
    else acks.answered(message)
  }

  function failed(message: ErrorMessage): void {
    // A code from a newer server is passed on as it is.
    const error = new RoomfulError(message.code as ErrorCode, message)
    const asked = message.id || message.write
    if (asked) acks.failed(asked, error)
    else if (!seats.failed(message, error)) problem.set(error)
  }

  const stopSignals = page.onSignal((signal: PageSignal) => {
    activity.signalled(signal)
    if (signal === 'stored') self.follow()
    else if (signal === 'leaving') self.leaving(wire.session(), pageKey())
    else if (signal !== 'active') {
      // Back from the page cache instead of reloaded: what was kept for a reload has no use.
      if (signal === 'woke') self.takeSession(undefined)
      wire.feed({ type: signal })
    }
  })

  function room(roomId?: string): Room {
    if (roomId !== undefined) return seats.take(roomId, false).runner.handle
    const place = page.place()
    if (!place) throw new RoomfulError('ROOM_INVALID', { message: 'room: give an id where there is no page.' })
    return seats.take(startTrail(place, address.origin).room, false).runner.handle
  }

  return {
    url: address.base,
    status: status.noun,
    lost: lost.noun,
    problem: problem.noun,
    id: id.noun,
    retryAtMs: () => wire.retryAtMs(),
    retry: () => wire.feed({ type: 'woke' }),
    room,
    page: () => (followed ??= followPage(env, room, address.origin)).noun,
    roomAt: (link) => roomOfLink(link, page.place()?.href ?? address.base, address.origin),
    watch(roomId) {
      const seat = seats.take(roomId, true)
      let isStopped = false
      return {
        count: seat.runner.handle.count,
        stop() {
          if (!isStopped) seats.release(seat, true)
          isStopped = true
        },
      }
    },
    close() {
      if (wire.state().phase === 'closed') return
      const error = new RoomfulError('CLIENT_CLOSED')
      followed?.stop()
      stopSignals()
      activity.stop()
      restTimer?.()
      acks.shut(error)
      wire.feed({ type: 'shut' })
      seats.shut(error)
    },
  }
}
