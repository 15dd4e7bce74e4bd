/**
 * Who is muted, hidden or banned at this moment, on every node and after a restart. [M5,I4]
 *
 * Owns the table in memory: read from the store at start, changed by what moderators do here and by what other nodes say
 * over the bus. A ban is a withdrawal of rights besides, so that its person's connections end at once. What comes over the
 * bus is another program's word and is checked like anybody's.
 */
import { checkJson, jsonBytes, parseJson, type Clock } from '@roomful/protocol'
import type { Bus } from '../../bus/bus.js'
import type { Log } from '../../platform/log.js'
import type { Sanction } from '../../store/moderation-store.js'
import type { Store } from '../../store/store.js'

export interface Sanctions {
  /** A moderator's act is in the store: obeyed here at once, and told to the other nodes. */
  took(person: string, sanctions: readonly Sanction[]): Promise<void>
  /** Milliseconds after which to ask again; 0: may speak. At most a day, also for a silence without an end. */
  mutedMs(person: string): number
  /** New comments of this person are shown to nobody else. */
  isHidden(person: string): boolean
  stop(): Promise<void>
}

export interface SanctionParts {
  readonly store: Pick<Store, 'read'>
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  /** Ends a person's connections on every node, and lifts that. */
  readonly ban: { revoke(person: string): Promise<void>; restore(person: string): Promise<void> }
}

const TOPIC = 'sanctions'
/** A ban that runs out is lifted at most this late. */
const SWEEP_MS = 1_000
const DAY_MS = 86_400_000

export async function createSanctions({ store, bus, clock, log, ban }: SanctionParts): Promise<Sanctions> {
  const byPerson = new Map<string, readonly Sanction[]>()
  const banned = new Set<string>()

  const isInForce = ({ untilMs }: Sanction): boolean => untilMs === undefined || untilMs > clock.now()
  const find = (person: string, kind: Sanction['kind']): Sanction | undefined =>
    byPerson.get(person)?.find((each) => each.kind === kind && isInForce(each))

  async function obey(person: string, sanctions: readonly Sanction[]): Promise<void> {
    if (sanctions.length === 0) byPerson.delete(person)
    else byPerson.set(person, sanctions)
    const isBanned = find(person, 'ban') !== undefined
    if (isBanned === banned.has(person)) return
    if (isBanned) banned.add(person)
    else banned.delete(person)
    await (isBanned ? ban.revoke(person) : ban.restore(person))
  }
  const obeyed = (person: string, sanctions: readonly Sanction[]): void => {
    obey(person, sanctions).catch(() => log('warn', 'bus-unavailable', { topic: TOPIC }))
  }

  const unsubscribe = await bus.subscribe(TOPIC, (frame) => {
    const heard = read(frame)
    if (!heard) return log('warn', 'bus-frame-refused', { topic: TOPIC })
    obeyed(heard.person, heard.sanctions)
  })
  const known = await store.read('sanctions', { nowMs: clock.now() })
  for (const { person } of known) {
    obeyed(
      person,
      known.filter((each) => each.person === person),
    )
  }
  const stopSweep = clock.every(SWEEP_MS, () => {
    for (const person of banned) if (!find(person, 'ban')) obeyed(person, byPerson.get(person) ?? [])
  })

  return {
    async took(person, sanctions) {
      await obey(person, sanctions)
      await bus.publish(TOPIC, jsonBytes({ person, sanctions: sanctions.map((each) => ({ ...each })) }))
    },
    mutedMs(person) {
      const mute = find(person, 'mute')
      if (!mute) return 0
      const leftMs = mute.untilMs === undefined ? DAY_MS : mute.untilMs - clock.now()
      return Math.max(1, Math.min(DAY_MS, leftMs))
    },
    isHidden: (person) => find(person, 'shadow') !== undefined,
    async stop() {
      stopSweep()
      await unsubscribe()
    },
  }
}

function read(frame: Uint8Array): { person: string; sanctions: readonly Sanction[] } | undefined {
  try {
    const value = parseJson(frame)
    if (!checkJson(value) || typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const { person, sanctions } = value as Record<string, unknown>
    if (typeof person !== 'string' || !Array.isArray(sanctions) || !sanctions.every(isSanction)) return undefined
    return { person, sanctions }
  } catch {
    return undefined
  }
}

function isSanction(value: unknown): value is Sanction {
  if (typeof value !== 'object' || value === null) return false
  const { person, kind, untilMs } = value as Record<string, unknown>
  return (
    typeof person === 'string' &&
    ['mute', 'shadow', 'ban'].includes(String(kind)) &&
    (untilMs === undefined || typeof untilMs === 'number')
  )
}
