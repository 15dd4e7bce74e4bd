/** A simulated server: the real hub on a machine that can be killed and started again. */
import { DEFAULT_LIMITS } from '@roomful/protocol'
import type { Gate } from '../../packages/server/src/auth/admission.js'
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
import type { SimDatabase } from './database.js'

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
  /** Counts starts; 0 before the first. */
  readonly incarnation: number
  readonly isUp: boolean
  readonly startedAtMs: number
  readonly hub: Hub | undefined
  start(): void
  /** The process is gone. `isSilent`: its machine as well, so that nobody hears of it. */
  kill(isSilent: boolean): void
  /** [K3] Says farewell, then ends. */
  stop(): void
  accept(wire: Wire): void
}

export interface ServerOptions {
  readonly world: World
  readonly dice: Dice
  readonly gate: Gate
  readonly database: SimDatabase
  readonly started: (incarnation: number) => void
  readonly died: (incarnation: number) => void
  readonly failed: (what: string) => void
}

export function createSimServer({ world, dice, gate, database, started, died, failed }: ServerOptions): SimServer {
  let clock: MachineClock | undefined
  let hub: Hub | undefined
  let incarnation = 0
  let startedAtMs = 0
  let wires: Wire[] = []

  const end = (isSilent: boolean): void => {
    clock?.stop()
    database.crash()
    hub = undefined
    died(incarnation)
    for (const wire of wires) if (wire.isServerOpen) wire.die(isSilent)
    wires = []
  }
  return {
    get incarnation() {
      return incarnation
    },
    get isUp() {
      return hub !== undefined
    },
    get startedAtMs() {
      return startedAtMs
    },
    get hub() {
      return hub
    },
    start() {
      incarnation++
      startedAtMs = world.nowMs
      started(incarnation)
      clock = createMachineClock(world)
      const store = database.open()
      const parts = { store, clock, random: dice.fork() }
      hub = createHub({
        ...parts,
        log: (level, event, fields) => {
          if (level === 'error') failed(`the server logged ${event} ${JSON.stringify(fields)}`)
        },
        gate,
        limits: DEFAULT_LIMITS,
        events: createEventTable(BUILT_IN_EVENTS, undefined),
        features: featuresOf(parts),
        mutedMs: () => 0,
        isHidden: () => false,
      })
    },
    kill: end,
    stop() {
      const mine = incarnation
      void hub?.drain()
      died(mine)
      world.schedule(50, () => {
        if (incarnation === mine && hub) end(false)
      })
    },
    accept(wire) {
      if (!hub) return
      wires = [...wires.filter((each) => each.isServerOpen), wire]
      wire.attachServer(hub.accept(wire.transport, { request: undefined }))
    },
  }
}
