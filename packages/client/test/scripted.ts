/**
 * Surroundings under the control of a test: a clock that stands still, links the test answers by hand, a page it moves.
 *
 * `ScriptedLink` is the server's end: it reads what the client said and says what the test wants.
 */
import {
  parseClientFrame,
  RoomfulError,
  type ClientMessage,
  type HelloMessage,
  type JoinedMessage,
  type ServerMessage,
} from '@roomful/protocol'
import type { Environment, LinkHandlers, PagePlace, PageSignal, Shelf } from '../src/index.js'
import { createFakeClock, type FakeClock } from './fake-clock.js'

export interface ScriptedLink {
  readonly url: string
  /** What the client said, parsed by the server's own strict parser. */
  readonly said: ClientMessage[]
  /** The code the client closed with. */
  closedWith: number | undefined
  open(): void
  say(message: ServerMessage | { readonly t: string }): void
  raw(frame: string | Uint8Array): void
  drop(code?: number): void
  /** The messages of one type. */
  of<T extends ClientMessage['t']>(t: T): Extract<ClientMessage, { t: T }>[]
}

export interface Scripted {
  readonly env: Environment
  readonly clock: FakeClock
  readonly links: ScriptedLink[]
  /** The newest link. */
  link(): ScriptedLink
  /** Opens the newest link and answers its hello, with all its rooms. */
  welcome(options?: {
    readonly id?: string
    readonly epoch?: string
    readonly guest?: string
    readonly settleMs?: number
  }): ScriptedLink
  signal(signal: PageSignal): void
  navigate(place: PagePlace): void
  readonly local: Map<string, string>
  readonly session: Map<string, string>
  readonly reports: unknown[]
  readonly warnings: string[]
  /** The next draws of chance; 0.5 when there are none. */
  readonly draws: number[]
}

export interface ScriptedOptions {
  readonly place?: PagePlace
  readonly isHidden?: boolean
  readonly isOffline?: boolean
  readonly optOut?: boolean
  readonly local?: Map<string, string>
  readonly session?: Map<string, string>
}

const shelf = (map: Map<string, string>): Shelf => ({
  get: (key) => map.get(key),
  set: (key, value) => void map.set(key, value),
  remove: (key) => void map.delete(key),
})

const HERE: PagePlace = { href: 'https://blog.example/blog/7' }

export function joinedReply(room: string, patch: Partial<JoinedMessage> = {}): JoinedMessage {
  const counts = { connections: 1, people: 1, active: 1 }
  return {
    t: 'joined',
    room,
    n: 1,
    ref: 1,
    epoch: 'e1',
    seq: 0,
    can: ['see', 'appear', 'send'],
    counts,
    members: [],
    ...patch,
  }
}

export function createScripted(options: ScriptedOptions = {}): Scripted {
  const clock = createFakeClock()
  const links: ScriptedLink[] = []
  const signals = new Set<(signal: PageSignal) => void>()
  const routes = new Set<() => void>()
  const [reports, warnings, draws]: [unknown[], string[], number[]] = [[], [], []]
  const [local, session] = [options.local ?? new Map(), options.session ?? new Map()]
  let [isVisible, isOnline] = [!options.isHidden, !options.isOffline]
  let place = options.place ?? HERE
  let byte = 0
  const listen = <T>(set: Set<T>, listener: T): (() => void) => {
    set.add(listener)
    return () => void set.delete(listener)
  }
  const env: Environment = {
    clock,
    random: {
      unit: () => draws.shift() ?? 0.5,
      bytes: (count) => Uint8Array.from({ length: count }, () => ++byte % 251),
    },
    page: {
      isVisible: () => isVisible,
      isOnline: () => isOnline,
      hasInput: true,
      optOut: options.optOut ?? false,
      place: () => place,
      onSignal: (listener) => listen(signals, listener),
      onRoute: (listener) => listen(routes, listener),
    },
    storage: { local: shelf(local), session: shelf(session) },
    dial(url, handlers) {
      const link = createLink(url, handlers)
      links.push(link)
      return { send: (frame) => void link.said.push(parsed(frame)), close: (code) => void (link.closedWith ??= code) }
    },
    report: (error) => void reports.push(error),
    warn: (sentence) => void warnings.push(sentence),
  }
  const link = (): ScriptedLink => {
    const newest = links.at(-1)
    if (!newest) throw new Error('Nothing was dialled.')
    return newest
  }
  return {
    env,
    clock,
    links,
    link,
    welcome({ id = 'p1', epoch = 'e1', guest, settleMs = 8_000 } = {}) {
      const newest = link()
      newest.open()
      const hello = newest.said[0] as HelloMessage
      const session = `s${links.length}`
      const head = { t: 'welcome', v: 1, id, session, beatMs: 5_000, settleMs, limits: {} } as const
      newest.say({ ...head, ...(guest === undefined ? {} : { guest }) })
      hello.rooms?.forEach(({ room }, index) => newest.say(joinedReply(room, { n: index + 1, epoch })))
      return newest
    },
    signal(signal) {
      if (signal === 'visible' || signal === 'hidden') isVisible = signal === 'visible'
      if (signal === 'online' || signal === 'offline') isOnline = signal === 'online'
      for (const listener of [...signals]) listener(signal)
    },
    navigate(next) {
      place = next
      for (const listener of [...routes]) listener()
    },
    local,
    session,
    reports,
    warnings,
    draws,
  }
}

function parsed(frame: string | Uint8Array): ClientMessage {
  const isBinary = typeof frame !== 'string'
  const message = parseClientFrame(isBinary ? frame : new TextEncoder().encode(frame), isBinary)
  if (message instanceof RoomfulError)
    throw new Error(`The client said something the server refuses: ${message.code} ${message.at}`)
  return message
}

function createLink(url: string, handlers: LinkHandlers): ScriptedLink {
  const said: ClientMessage[] = []
  return {
    url,
    said,
    closedWith: undefined,
    open: handlers.opened,
    say: (message) => handlers.received(JSON.stringify(message)),
    raw: handlers.received,
    drop: (code = 1006) => handlers.closed(code),
    of: <T extends ClientMessage['t']>(t: T) =>
      said.filter((message): message is Extract<ClientMessage, { t: T }> => message.t === t),
  }
}
