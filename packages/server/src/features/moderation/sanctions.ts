/**
 * Who is muted, hidden or banned at this moment, on every node and after a restart. [M5,I4,Y10]
 *
 * Owns the table in memory. The store is the truth: other nodes only say that something has changed, and it is read again then,
 * after every gap, and every few seconds while nothing could be heard. A ban is a refusal besides, so that its person's
 * connections end at once; each node decides that by itself.
 */
import type { Clock, Sanction } from '@roomful/protocol'
import type { Cluster } from '../../cluster/cluster.js'
import { errorName } from '../../hub/connection.js'
import type { Refusal } from '../../hub/nodes/refusals.js'
import type { Log } from '../../platform/log.js'
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
  readonly clock: Clock
  readonly log: Log
  /** Ends a person's connections on this node and refuses new ones, and lifts that. */
  readonly ban: Refusal
  /** The other nodes, and whether they can be heard. Absent: there are none. */
  readonly cluster?: Pick<Cluster, 'site' | 'onGap' | 'isUp'> | undefined
}

const KIND = 'sanctioned'
/** A ban that runs out is lifted at most this late. */
const SWEEP_MS = 1_000
/** While nothing is heard of other nodes, and until the store has answered. */
const READ_AGAIN_MS = 5_000
const RETRY_MS = 1_000
const DAY_MS = 86_400_000

export async function createSanctions({ store, clock, log, ban, cluster }: SanctionParts): Promise<Sanctions> {
  let byPerson: ReadonlyMap<string, readonly Sanction[]> = new Map()
  const banned = new Set<string>()
  let isReading = false
  let isStale = false
  let isStopped = false

  const isInForce = ({ untilMs }: Sanction): boolean => untilMs === undefined || untilMs > clock.now()
  const find = (person: string, kind: Sanction['kind']): Sanction | undefined =>
    byPerson.get(person)?.find((each) => each.kind === kind && isInForce(each))

  function obey(person: string): void {
    const isBanned = find(person, 'ban') !== undefined
    if (isBanned === banned.has(person)) return
    if (isBanned) banned.add(person)
    else banned.delete(person)
    if (isBanned) ban.revoke(person)
    else ban.restore(person)
  }
  async function read(): Promise<void> {
    const known = await store.read('sanctions', { nowMs: clock.now() })
    const before = byPerson
    byPerson = grouped(known)
    for (const person of new Set([...before.keys(), ...byPerson.keys(), ...banned])) obey(person)
  }
  /** One question to the store at a time; what is said meanwhile leads to another. */
  function readAgain(): void {
    isStale = true
    if (isReading || isStopped) return
    isReading = true
    isStale = false
    read().then(
      () => {
        isReading = false
        if (isStale) readAgain()
      },
      (error: unknown) => {
        log('warn', 'sanctions-unavailable', { name: errorName(error) })
        clock.after(RETRY_MS, () => {
          isReading = false
          readAgain()
        })
      },
    )
  }

  const undos = [
    clock.every(SWEEP_MS, () => {
      for (const person of [...banned]) obey(person)
    }),
    ...(cluster
      ? [
          cluster.site.on(KIND, () => (readAgain(), true)),
          cluster.onGap(readAgain),
          clock.every(READ_AGAIN_MS, () => {
            if (!cluster.isUp()) readAgain()
          }),
        ]
      : []),
  ]
  await read()

  return {
    async took(person, sanctions) {
      byPerson = new Map(byPerson).set(person, sanctions)
      obey(person)
      // A question that was put before may be answered with what was true before.
      if (isReading) isStale = true
      await cluster?.site.announce(KIND, { person }).catch(() => log('warn', 'bus-unavailable', { topic: KIND }))
    },
    mutedMs(person) {
      const mute = find(person, 'mute')
      if (!mute) return 0
      const leftMs = mute.untilMs === undefined ? DAY_MS : mute.untilMs - clock.now()
      return Math.max(1, Math.min(DAY_MS, leftMs))
    },
    isHidden: (person) => find(person, 'shadow') !== undefined,
    stop() {
      isStopped = true
      for (const undo of undos) undo()
      return Promise.resolve()
    },
  }
}

function grouped(sanctions: readonly Sanction[]): ReadonlyMap<string, readonly Sanction[]> {
  const byPerson = new Map<string, Sanction[]>()
  for (const each of sanctions) {
    const known = byPerson.get(each.person)
    if (known) known.push(each)
    else byPerson.set(each.person, [each])
  }
  return byPerson
}
