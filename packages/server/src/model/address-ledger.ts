/**
 * How many connections each address holds, and how fast it opens new ones. [L2]
 *
 * Pure: keys come in as opaque strings (never an IP address, see `http/address.ts`), time comes in as a number.
 * Invariant: an address that holds nothing is forgotten once its bucket is full again, by work that each newcomer does
 * for a few old entries; so memory follows the connections of the last seconds and no sweep ever stalls.
 */
import { fullBucket, take } from './bucket.js'
import type { Bucket, BucketRate } from './bucket.js'

interface Entry {
  connections: number
  readonly bucket: Bucket
}

export interface AddressLedger {
  /** Counts a new connection. Returns false, and counts nothing, when the address has too many or comes too fast. */
  enter(key: string, nowMs: number): boolean
  /** Uncounts one connection. */
  leave(key: string, nowMs: number): void
  /** How many addresses are remembered: for tests. */
  readonly size: number
}

const FORGET_PER_ENTER = 4

export function createAddressLedger(maxConnections: number, connectsPerSecond: number): AddressLedger {
  const rate: BucketRate = { perSecond: connectsPerSecond, burst: maxConnections }
  const fullAfterMs = (rate.burst / rate.perSecond) * 1_000
  const entries = new Map<string, Entry>()
  // Addresses without connections and when they became so, oldest first.
  const idle = new Map<string, number>()

  function newEntry(nowMs: number): Entry {
    return { connections: 0, bucket: fullBucket(rate, nowMs) }
  }

  function forgetSome(nowMs: number): void {
    let left = FORGET_PER_ENTER
    for (const [key, sinceMs] of idle) {
      if (left-- === 0 || nowMs - sinceMs < fullAfterMs) return
      idle.delete(key)
      entries.delete(key)
    }
  }

  return {
    enter(key, nowMs) {
      forgetSome(nowMs)
      const entry = entries.get(key) ?? newEntry(nowMs)
      if (entry.connections >= maxConnections || !take(entry.bucket, rate, nowMs)) return false
      entry.connections += 1
      entries.set(key, entry)
      idle.delete(key)
      return true
    },
    leave(key, nowMs) {
      const entry = entries.get(key)
      if (!entry || entry.connections === 0) return
      entry.connections -= 1
      if (entry.connections === 0) idle.set(key, nowMs)
    },
    get size() {
      return entries.size
    },
  }
}
