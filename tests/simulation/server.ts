/**
 * A simulated server: the real hub on a machine that can be killed, paused, and started again; alone, or as one node of several.
 *
 * Owns the process: what the network and the database bring it goes through `io`, so that nothing runs while it stands still.
 */
import { DEFAULT_LIMITS, type Random } from '@roomful/protocol'
import type { Gate } from '../../packages/server/src/auth/admission.js'
import { createCluster, type Cluster } from '../../packages/server/src/cluster/cluster.js'
import { BUILT_IN_EVENTS } from '../../packages/server/src/features/built-in-events.js'
import { commentsFeature } from '../../packages/server/src/features/comments/comments.js'
import type { FeatureParts } from '../../packages/server/src/features/feature-parts.js'
import { createSessionState } from '../../packages/server/src/features/session-state.js'
import { stateFeature } from '../../packages/server/src/features/state.js'
import { createEventTable } from '../../packages/server/src/hub/event-table.js'
import { joinFeatures, type FeatureTable } from '../../packages/server/src/hub/feature.js'
import { createHub, type Hub } from '../../packages/server/src/hub/hub.js'
import { createMachineClock, type MachineClock, type World } from '../support/fake-clock.js'
import type { Wire } from '../support/fake-wire.js'
import type { Dice } from '../support/seeded-random.js'
import type { DatabaseHost, SimDatabase } from './database.js'
import type { BusHost, SimBroker, SimBus } from './sim-bus.js'

/** The durable features, without notices. What begins with `secret` has to wait for a moderator, and none comes. */
function featuresOf(parts: FeatureParts): FeatureTable {
  const session = createSessionState(() => false)
  return joinFeatures([
    commentsFeature({
      ...parts,
      check: (_, { text }) => Promise.resolve({ status: text.startsWith('secret') ? 'held' : 'visible' }),
      closeAfterDays: undefined,
      wrote: () => undefined,
    }),
    stateFeature({ ...parts, declared: undefined, session }),
  ])
}

export interface SimServer {
  /** Of the process that runs, or ran last: another one at every start of any server. */
  readonly incarnation: number
  readonly isUp: boolean
  /** Whether a load balancer sends anybody here. */
  readonly isReady: boolean
  readonly isPaused: boolean
  readonly pausedAtMs: number
  /** Since when the process has run without a pause. */
  readonly steadySinceMs: number
  readonly startedAtMs: number
  readonly hub: Hub | undefined
  readonly bus: SimBus | undefined
  start(): void
  /** The process is gone. `isSilent`: its machine as well, so that nobody hears of it. */
  kill(isSilent: boolean): void
  /** [K3] Says farewell, then ends. */
  stop(): void
  /** SIGSTOP: the kernel takes what comes, nothing runs. */
  pause(): void
  resume(): void
  /** Somebody sets the machine's clock. */
  jump(ms: number): void
  /** Takes a connection; `opened` when the process has answered it. */
  accept(wire: Wire, opened: () => void): void
  /** Runs what the network brings. */
  io(task: () => void): void
}

export interface ServerOptions {
  readonly world: World
  readonly dice: Dice
  readonly gate: Gate
  readonly database: SimDatabase
  /** Absent: the server is alone. */
  readonly broker: SimBroker | undefined
  /** Change what the cluster is given. */
  readonly clusterClock: (clock: MachineClock) => MachineClock
  readonly clusterRandom: (random: Random) => Random
  readonly nextIncarnation: () => number
  readonly isOtherUp: () => boolean
  readonly started: (incarnation: number) => void
  /** Its way to the broker; undefined: it is alone. */
  readonly joined: (incarnation: number, bus: SimBus | undefined) => void
  readonly draining: (incarnation: number) => void
  readonly died: (incarnation: number, why: 'killed' | 'stopped') => void
  readonly failed: (what: string) => void
  readonly note: (what: string) => void
}

/** One run of the server's program. */
class Process implements BusHost, DatabaseHost {
  isOver = false
  isPaused = false
  #held: (() => void)[] = []

  constructor(
    readonly incarnation: number,
    readonly clock: MachineClock,
    private readonly world: World,
  ) {}

  io(task: () => void): void {
    if (this.isOver) return
    if (this.isPaused) this.#held.push(task)
    else task()
  }

  pause(): void {
    this.isPaused = true
    this.clock.freeze()
  }

  /** As Node does it: first the timers that are due, then what has come meanwhile. */
  resume(): void {
    this.clock.thaw()
    this.world.soon(() => {
      if (this.isOver) return
      this.isPaused = false
      const tasks = this.#held
      this.#held = []
      for (const task of tasks) this.world.soon(() => this.io(task))
    })
  }

  end(): void {
    this.isOver = true
    this.#held = []
    this.clock.stop()
  }
}

export function createSimServer(options: ServerOptions): SimServer {
  const { world, dice, gate, database, broker, failed } = options
  let process: Process | undefined
  let bus: SimBus | undefined
  let cluster: Cluster | undefined
  let hub: Hub | undefined
  let incarnation = 0
  let startedAtMs = 0
  let pausedAtMs = 0
  let steadySinceMs = 0
  let isReady = false
  let wires: Wire[] = []

  const end = (isSilent: boolean, why: 'killed' | 'stopped'): void => {
    if (!process) return
    const ended = process
    options.died(incarnation, why)
    ended.end()
    process = undefined
    database.crash(ended)
    bus?.die()
    hub = cluster = undefined
    isReady = false
    for (const wire of wires) if (wire.isServerOpen) wire.die(isSilent)
    wires = []
  }

  function start(): void {
    if (process) return
    incarnation = options.nextIncarnation()
    startedAtMs = steadySinceMs = world.nowMs
    options.started(incarnation)
    const clock = createMachineClock(world)
    const mine = new Process(incarnation, clock, world)
    process = mine
    const store = database.open(mine, !options.isOtherUp())
    const log = (level: string, event: string, fields?: object): void => {
      if (level === 'error') failed(`the server logged ${event} ${JSON.stringify(fields)}`)
      else options.note(`${mine.incarnation} logs ${event} ${JSON.stringify(fields)}`)
    }
    if (broker) {
      bus = broker.connect(mine)
      cluster = createCluster({
        bus,
        clock: options.clusterClock(clock),
        random: options.clusterRandom(dice.fork()),
        log,
      })
      cluster.ready.then(
        () => mine === process && (isReady = true),
        () => failed('the cluster did not start'),
      )
    } else isReady = true
    options.joined(incarnation, bus)
    const parts = { store, clock, random: dice.fork() }
    hub = createHub({
      ...parts,
      ...(cluster ? { cluster } : {}),
      log,
      gate,
      limits: DEFAULT_LIMITS,
      events: createEventTable(BUILT_IN_EVENTS, undefined),
      features: featuresOf(parts),
      mutedMs: () => 0,
      isHidden: () => false,
    })
  }

  function stop(): void {
    const mine = process
    if (!mine || !isReady) return
    isReady = false
    if (!cluster) {
      void hub?.drain()
      options.died(incarnation, 'stopped')
      world.schedule(50, () => {
        if (process === mine) end(false, 'stopped')
      })
      return
    }
    options.draining(incarnation)
    void (hub?.drain({ overMs: dice.between(0, 3_000) }) ?? Promise.resolve())
      .then(() => cluster?.stop())
      .then(() => process === mine && end(false, 'stopped'))
  }

  const server: SimServer = {
    get incarnation() {
      return incarnation
    },
    get isUp() {
      return process !== undefined
    },
    get isReady() {
      return isReady
    },
    get isPaused() {
      return process?.isPaused === true
    },
    get pausedAtMs() {
      return pausedAtMs
    },
    get steadySinceMs() {
      return steadySinceMs
    },
    get startedAtMs() {
      return startedAtMs
    },
    get hub() {
      return hub
    },
    get bus() {
      return process ? bus : undefined
    },
    start,
    kill: (isSilent) => end(isSilent, 'killed'),
    stop,
    pause() {
      if (!process || process.isPaused) return
      pausedAtMs = world.nowMs
      process.pause()
    },
    resume() {
      if (!process?.isPaused) return
      steadySinceMs = world.nowMs
      bus?.paused()
      process.resume()
    },
    jump: (ms) => process?.clock.jump(ms),
    accept(wire, opened) {
      const mine = process
      if (!mine) return
      wires = [...wires.filter((each) => each.isServerOpen), wire]
      mine.io(() => {
        if (!hub || mine !== process) return
        wire.attachServer(hub.accept(wire.transport, { request: undefined }))
        opened()
      })
    },
    io: (task) => process?.io(task),
  }
  return server
}
