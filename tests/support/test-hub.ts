/**
 * A real hub under a fake clock, and pages that speak the protocol to it over fake wires, frame by frame.
 *
 * For the rules about time, order and bytes, which a real socket can only show slowly. A page here is no client: it sends
 * what it is told, and remembers what it got.
 */
import {
  DEFAULT_LIMITS,
  parseServerFrame,
  type ErrorMessage,
  type ServerLimits,
  type ServerMessage,
} from '@roomful/protocol'
import type { Gate } from '../../packages/server/src/auth/admission.js'
import type { Bus } from '../../packages/server/src/bus/bus.js'
import { createCluster, type Cluster } from '../../packages/server/src/cluster/cluster.js'
import { BUILT_IN_EVENTS } from '../../packages/server/src/features/built-in-events.js'
import { declaredEvents, type EventDeclaration } from '../../packages/server/src/features/declared-events.js'
import { createEventTable } from '../../packages/server/src/hub/event-table.js'
import { joinFeatures, type FeatureTable } from '../../packages/server/src/hub/feature.js'
import { createHub, type Hub } from '../../packages/server/src/hub/hub.js'
import type { LogFields, LogLevel } from '../../packages/server/src/platform/log.js'
import type { Store } from '../../packages/server/src/store/store.js'
import { createMachineClock, createWorld, type MachineClock, type World } from './fake-clock.js'
import { createWire, type Wire } from './fake-wire.js'
import { createLogStore } from './log-store.js'
import { createDice, type Dice } from './seeded-random.js'
import { createTestGate } from './test-gate.js'

type Of<T extends ServerMessage['t']> = Extract<ServerMessage, { t: T }>

/** A frame as it arrived, with the virtual time of its arrival. */
export interface Arrival {
  readonly atMs: number
  readonly message: ServerMessage
  readonly isBinary: boolean
}

/** One connection to the hub. */
export interface TestPage {
  readonly wire: Wire
  readonly arrivals: Arrival[]
  /** Close code, once closed. */
  readonly closeCode: number | undefined
  readonly closedAtMs: number | undefined
  /** Objects go as JSON text, bytes as a binary frame, strings as they are. */
  send(frame: object | Uint8Array | string): void
  /** Everything of this type so far. */
  all<T extends ServerMessage['t']>(t: T): Of<T>[]
  /** The latest of this type; fails if there is none. */
  last<T extends ServerMessage['t']>(t: T): Of<T>
  readonly errors: ErrorMessage[]
  /** Forgets what has arrived. */
  clear(): void
  close(code?: number): void
}

export interface TestHubOptions {
  readonly gate?: Gate
  readonly limits?: Partial<ServerLimits>
  readonly events?: Readonly<Record<string, EventDeclaration>>
  readonly features?: FeatureTable
  /** Default: a database without rooms, which answers at once. */
  readonly store?: Pick<Store, 'read'>
  readonly mutedMs?: (person: string) => number
  readonly seed?: number
  /** Bytes a millisecond each page takes in. */
  readonly bytesPerMs?: number
  readonly delayMs?: () => number
  /** Time shared with other hubs. Default: its own. */
  readonly world?: World
  /** Makes it a node among others. */
  readonly bus?: Bus
}

export interface TestHub {
  readonly hub: Hub
  readonly cluster: Cluster | undefined
  readonly world: World
  readonly clock: MachineClock
  readonly dice: Dice
  readonly log: { level: LogLevel; event: string; fields: LogFields | undefined }[]
  /** A socket is open; nothing has been said. */
  connect(options?: { bytesPerMs?: number }): TestPage
  /** Says hello and waits for the answers. */
  enter(hello?: object): Promise<TestPage>
  run(ms: number): Promise<void>
}

export function createTestHub(options: TestHubOptions = {}): TestHub {
  const dice = createDice(options.seed ?? 1)
  const world = options.world ?? createWorld(dice)
  const clock = createMachineClock(world)
  const log: TestHub['log'] = []
  const declared = options.events && declaredEvents(options.events)
  const own = {
    clock,
    random: dice.fork(),
    log: (level: LogLevel, event: string, fields?: LogFields) => void log.push({ level, event, fields }),
  }
  const cluster = options.bus && createCluster({ ...own, bus: options.bus })
  const hub = createHub({
    ...own,
    ...(cluster ? { cluster } : {}),
    gate: options.gate ?? createTestGate(),
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    events: createEventTable(BUILT_IN_EVENTS, declared),
    features: options.features ?? joinFeatures([]),
    store: options.store ?? createLogStore(),
    mutedMs: options.mutedMs ?? (() => 0),
    isHidden: () => false,
  })
  const kit: TestHub = {
    hub,
    cluster,
    world,
    clock,
    dice,
    log,
    connect: ({ bytesPerMs = options.bytesPerMs } = {}) => {
      const page = createPage(world, { delayMs: options.delayMs ?? (() => 0), ...(bytesPerMs ? { bytesPerMs } : {}) })
      page.wire.attachServer(hub.accept(page.wire.transport, { request: undefined }))
      return page
    },
    async enter(hello = {}) {
      const page = kit.connect()
      page.send({ t: 'hello', v: 1, ...(hello as object) })
      await world.runUntil(() => page.all('welcome').length > 0 || page.closeCode !== undefined, 1_000)
      // Whatever was said in the same turn.
      await world.run(0)
      return page
    },
    run: (ms) => world.run(ms),
  }
  return kit
}

function createPage(world: World, wireOptions: Parameters<typeof createWire>[1]): TestPage {
  const arrivals: Arrival[] = []
  let closeCode: number | undefined
  let closedAtMs: number | undefined
  const wire = createWire(world, wireOptions, {
    frame(frame) {
      const message = parseServerFrame(frame)
      if (!message) throw new Error(`The server sent something unreadable: ${String(frame)}`)
      arrivals.push({ atMs: world.nowMs, message, isBinary: typeof frame !== 'string' })
    },
    closed(code) {
      closeCode = code
      closedAtMs = world.nowMs
    },
  })
  const all = <T extends ServerMessage['t']>(t: T): Of<T>[] =>
    arrivals.flatMap(({ message }) => (message.t === t ? [message as Of<T>] : []))
  return {
    wire,
    arrivals,
    get closeCode() {
      return closeCode
    },
    get closedAtMs() {
      return closedAtMs
    },
    send: (frame) =>
      wire.send(typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame)),
    all,
    last(t) {
      const found = all(t).at(-1)
      if (!found)
        throw new Error(`No ${t} among ${arrivals.map(({ message }) => message.t).join(' ')}; closed ${closeCode}`)
      return found
    },
    get errors() {
      return all('error')
    },
    clear: () => void (arrivals.length = 0),
    close: (code = 1000) => wire.close(code),
  }
}
