/**
 * Forgets what has served its time, once a day: old answers of writes, marks of deletions, notices, acts. [G4,W3]
 *
 * The store removes a bounded number at once; this goes on until nothing is left, with pauses in which everybody else's
 * writes have their turn. Several nodes may do it at the same time.
 */
import type { Cancel, Clock, Random } from '@roomful/protocol'
import { errorName } from '../hub/connection.js'
import type { Log } from '../platform/log.js'
import { randomId } from '../platform/random.js'
import type { Store } from '../store/store.js'
import { tellRooms, type RoomTeller } from './tell-rooms.js'

/** What is removed by age besides what always is. */
export interface RetentionOptions {
  /** Days for which comments are kept. Default: until somebody deletes them. */
  readonly commentDays?: number
}

export interface RetentionParts extends RoomTeller {
  readonly store: Pick<Store, 'read' | 'write'>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly commentDays: number | undefined
}

/** Not in the first minutes of a process, when everybody comes back at once. */
const FIRST_MS = 600_000
const DAY_MS = 86_400_000
const PAUSE_MS = 200
const ID_BYTES = 12

/** Begins; the result ends it. */
export function startRetention(parts: RetentionParts): () => void {
  const { store, clock, random, log, commentDays } = parts
  let next: Cancel = clock.after(FIRST_MS, () => begin())
  let isOver = false

  async function once(): Promise<number> {
    const { result } = await store.write({
      ...{ room: '', author: '', kind: 'retention.run' as const, fingerprint: '' },
      id: randomId(random, ID_BYTES),
      atMs: clock.now(),
      change: { nowMs: clock.now(), ...(commentDays === undefined ? {} : { commentDays }) },
    })
    await tellRooms(parts, result.rooms)
    return Object.values(result.removed).reduce((sum, count) => sum + count, 0)
  }

  function begin(sumSoFar = 0): void {
    once().then(
      (removed) => {
        if (isOver) return
        const sum = sumSoFar + removed
        if (removed === 0 && sum > 0) log('info', 'retention', { removed: sum })
        next = clock.after(removed > 0 ? PAUSE_MS : DAY_MS, () => begin(removed > 0 ? sum : 0))
      },
      (error: unknown) => {
        log('warn', 'retention-failed', { name: errorName(error) })
        if (!isOver) next = clock.after(DAY_MS, () => begin())
      },
    )
  }

  return () => {
    isOver = true
    next()
  }
}
