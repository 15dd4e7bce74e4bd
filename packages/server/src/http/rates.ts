/**
 * How much one address and one person may ask over HTTP. [W5,W6,L2]
 *
 * Owns the buckets. They are forgotten when they are full again, so that their number follows the traffic of a minute.
 * An address is known by its keyed hash only; requests that came past Node's server have none and share one.
 */
import { RoomfulError, type Clock, type ServerLimits } from '@roomful/protocol'
import { fullBucket, refillMs, take, type Bucket, type BucketRate } from '../model/bucket.js'

/** Where a request came from, as whoever took it in has told the routes. */
export function fromOf({ env }: { readonly env: unknown }): string {
  const { from } = (env ?? {}) as { readonly from?: unknown }
  return typeof from === 'string' ? from : ''
}

export interface Rates {
  /** Throws `RATE_LIMITED`. */
  payWrite(from: string, person: string): void
  payRead(from: string, person: string): void
}

/** A household, an office or a school may share an address. */
const ADDRESS_FACTOR = 4
/** Above this many buckets the full ones are looked for. */
const MAX_BUCKETS = 10_000

export function createRates(clock: Clock, limits: ServerLimits): Rates {
  const writes = createMeter(clock, limits.writesPerSecond)
  const reads = createMeter(clock, limits.readsPerSecond)
  return { payWrite: writes, payRead: reads }
}

function createMeter(clock: Clock, perSecond: number): (from: string, person: string) => void {
  const personRate: BucketRate = { perSecond, burst: 4 * perSecond }
  const addressRate: BucketRate = { perSecond: ADDRESS_FACTOR * perSecond, burst: 4 * ADDRESS_FACTOR * perSecond }
  const buckets = new Map<string, Bucket>()

  function pay(key: string, rate: BucketRate, nowMs: number): void {
    const bucket = buckets.get(key) ?? fullBucket(rate, nowMs)
    buckets.set(key, bucket)
    if (take(bucket, rate, nowMs)) return
    throw new RoomfulError('RATE_LIMITED', { retryMs: Math.max(1, refillMs(bucket, rate)) })
  }

  return (from, person) => {
    const nowMs = clock.monotonic()
    if (buckets.size > MAX_BUCKETS) {
      // Full again after four seconds of quiet, whichever rate.
      for (const [key, { atMs }] of buckets) if (nowMs - atMs > 4_000) buckets.delete(key)
    }
    pay(`a ${from}`, addressRate, nowMs)
    pay(`p ${person}`, personRate, nowMs)
  }
}
