/**
 * Carries out what the connection machine wants: links, timers, tokens, frames.
 *
 * Owns the one link and its alarms. Not here: when to do what (`model/connection.ts`), what rooms say (`room/`).
 * Invariant: a link that was hung up is never heard again, so nothing of it reaches a newer connection.
 */
import {
  encodeClientEvent,
  encodeCursor,
  parseJson,
  parseServerFrame,
  type ClientMessage,
  type Cancel,
  type CursorPlace,
  type FrameFormat,
  type JoinOptions,
  type ServerMessage,
  type WelcomeMessage,
} from '@roomful/protocol'
import { reconnectDelayMs } from '../model/back-off.js'
import {
  createConnection,
  stepConnection,
  type Alarm,
  type Connection,
  type ConnectionEffect,
  type ConnectionEvent,
} from '../model/connection.js'
import { buildHello, type HelloParts } from '../model/hello.js'
import type { ServerAddress } from '../model/server-address.js'
import type { Environment, Link } from '../platform/environment.js'

/** A token, or how to get one. Undefined or null: come as a guest. */
export type TokenSource = string | (() => string | undefined | null | Promise<string | undefined | null>)

export interface WireOptions {
  readonly env: Environment
  readonly address: ServerAddress
  readonly token: TokenSource | undefined
  readonly format: FrameFormat
  /** [H5] A session kept over a reload. */
  readonly session: string | undefined
  readonly handlers: WireHandlers
}

/** What is left for the rooms once the connection has seen to itself. */
export type WireMessage = Exclude<ServerMessage, { t: 'welcome' | 'beat' | 'pong' }>

export interface WireHandlers {
  /** What to say first, on every new connection. Joins that find no place in the hello follow the welcome. */
  greeting(): Pick<HelloParts, 'guest' | 'state'> & { readonly rooms: readonly JoinOptions[] }
  /** Before anything can be said. */
  welcomed(message: WelcomeMessage): void
  /** From here on everything can be said. */
  ready(): void
  received(message: WireMessage): void
  /** The connection that was welcome is over. */
  lost(): void
  /** The phase changed. */
  changed(state: Connection): void
  tokenFailed(cause: unknown): void
}

type Spoken = Exclude<ClientMessage, { t: 'hello' | 'event' }> | Omit<Extract<ClientMessage, { t: 'event' }>, 'json'>

export interface Wire {
  state(): Connection
  /** Tells the machine something. */
  feed(event: ConnectionEvent): void
  isOnline(): boolean
  /** [H5] What a reload of this page may present. */
  session(): string | undefined
  /** Wall-clock time of the next try, while one is set. */
  retryAtMs(): number | undefined
  say(message: Spoken): void
  /** `json` is the data as JSON; `id` 0 asks for no ack. */
  sendEvent(n: number, id: number, name: string, json: Uint8Array): void
  sendCursor(n: number, place: CursorPlace): void
}

/** Later than this, a timer has been asleep rather than busy. */
const LATE_MS = 1_000

export function createWire(options: WireOptions): Wire {
  const { env, address, handlers, format } = options
  const { clock } = env
  const alarms = new Map<Alarm, Cancel>()
  let state = createConnection({
    canRenewToken: typeof options.token === 'function',
    isHidden: !env.page.isVisible(),
    isOffline: !address.isLoopback && !env.page.isOnline(),
  })
  let link: Link | undefined
  /** Counts links; what an older one says is not for us. */
  let dials = 0
  let token = typeof options.token === 'string' ? options.token : undefined
  let session = options.session
  let leftOver: readonly JoinOptions[] = []
  let retryAtMs: number | undefined
  let heard = { monotonicMs: 0, wallMs: 0 }
  let askedMs = 0

  function feed(event: ConnectionEvent): void {
    if (event.type === 'offline' && address.isLoopback) return
    const before = state
    const [next, effects] = stepConnection(state, event)
    state = next
    if (event.type === 'unneeded' || event.type === 'shut' || event.type === 'renew') session = undefined
    for (const effect of effects) carryOut(effect)
    if (before.phase === 'online' && next.phase !== 'online') handlers.lost()
    if (before.phase !== next.phase || before.isOffline !== next.isOffline) handlers.changed(next)
  }

  function carryOut(effect: ConnectionEffect): void {
    switch (effect.do) {
      case 'fetch-token':
        return fetchToken()
      case 'dial':
        return dial()
      case 'greet':
        return greet()
      case 'ping':
        askedMs = clock.monotonic()
        return say({ t: 'ping' })
      case 'hang-up':
        dials++
        link?.close(effect.code)
        link = undefined
        return
      case 'alarm':
        return setAlarm(effect.alarm, effect.ms)
      case 'retry': {
        const ms = effect.floorMs + reconnectDelayMs(effect.attempt, env.random.unit())
        setAlarm('retry', ms)
        retryAtMs = clock.now() + ms
        return
      }
      case 'silence-alarms':
        for (const alarm of effect.alarms) clearAlarm(alarm)
    }
  }

  function fetchToken(): void {
    const source = options.token
    const ask = async (): Promise<string | undefined | null> => (typeof source === 'function' ? source() : source)
    ask().then(
      (fresh) => {
        token = fresh ?? undefined
        feed({ type: 'token-ready' })
      },
      (cause: unknown) => {
        handlers.tokenFailed(cause)
        feed({ type: 'token-failed' })
      },
    )
  }

  function dial(): void {
    const mine = ++dials
    link = env.dial(address.socket, {
      opened: () => void (mine === dials && feed({ type: 'opened' })),
      received: (frame) => void (mine === dials && received(frame)),
      closed(code) {
        if (mine !== dials) return
        dials++
        link = undefined
        feed({ type: 'link-closed', code })
      },
    })
  }

  function greet(): void {
    const { rooms, ...parts } = handlers.greeting()
    const hello = buildHello(
      {
        ...parts,
        token,
        session,
        format: format === 'json' ? format : undefined,
      },
      rooms,
    )
    leftOver = hello.leftOver
    link?.send(hello.text)
  }

  function received(frame: string | Uint8Array): void {
    heard = { monotonicMs: clock.monotonic(), wallMs: clock.now() }
    const message = parseServerFrame(frame)
    if (!message || message.t === 'beat' || message.t === 'pong') return
    try {
      if (message.t !== 'welcome') handlers.received(message)
      else if (state.phase === 'greeting') welcomed(message)
    } catch (error) {
      // A server that breaks the protocol must not break the page.
      env.report(error)
    }
  }

  function welcomed(message: WelcomeMessage): void {
    session = message.session
    handlers.welcomed(message)
    feed({ type: 'welcomed' })
    for (const join of leftOver) say({ t: 'join', ...join })
    leftOver = []
    handlers.ready()
  }

  function setAlarm(alarm: Alarm, ms: number): void {
    clearAlarm(alarm)
    const dueMs = clock.monotonic() + ms
    const dueWallMs = clock.now() + ms
    const ring = (): void => {
      alarms.delete(alarm)
      // Some systems stop the monotonic clock in their sleep; the wall clock then tells.
      const lateMs = Math.max(clock.monotonic() - dueMs, clock.now() - dueWallMs)
      feed(due(alarm, lateMs))
    }
    alarms.set(alarm, clock.after(ms, ring))
  }

  function due(alarm: Alarm, lateMs: number): ConnectionEvent {
    const quietMs = Math.max(clock.monotonic() - heard.monotonicMs, clock.now() - heard.wallMs)
    if (alarm === 'silence') return { type: 'silence-due', quietMs }
    if (alarm !== 'probe') return { type: `${alarm}-due` }
    return { type: 'probe-due', isAnswered: heard.monotonicMs >= askedMs, isLate: lateMs > LATE_MS, quietMs }
  }

  function clearAlarm(alarm: Alarm): void {
    alarms.get(alarm)?.()
    alarms.delete(alarm)
    if (alarm === 'retry') retryAtMs = undefined
  }

  const isOnline = (): boolean => state.phase === 'online'

  function send(frame: string | Uint8Array): void {
    if (isOnline()) link?.send(frame)
  }

  const say = (message: Spoken): void => send(JSON.stringify(message))

  return {
    state: () => state,
    feed,
    isOnline,
    session: () => session,
    retryAtMs: () => retryAtMs,
    say,
    sendEvent(n, id, name, json) {
      if (format === 'binary') send(encodeClientEvent(n, id, name, json))
      else say({ t: 'event', n, id, name, data: parseJson(json) })
    },
    sendCursor(n, place) {
      if (format === 'binary') send(encodeCursor(n, place))
      else say({ t: 'cursor', n, ...place })
    },
  }
}
