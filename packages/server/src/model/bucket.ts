/** A token bucket: so many a second, with a burst, and no timer. Pure; the caller says what time it is. */

/** What a bucket remembers. `atMs` is monotonic time. */
export interface Bucket {
  tokens: number
  atMs: number
}

/** How fast a bucket fills and how much it holds. */
export interface BucketRate {
  readonly perSecond: number
  readonly burst: number
}

export function fullBucket(rate: BucketRate, nowMs: number): Bucket {
  return { tokens: rate.burst, atMs: nowMs }
}

/** Takes `cost` tokens if they are there. Returns false, and takes nothing, when they are not. */
export function take(bucket: Bucket, rate: BucketRate, nowMs: number, cost = 1): boolean {
  const filled = bucket.tokens + (Math.max(0, nowMs - bucket.atMs) / 1_000) * rate.perSecond
  bucket.tokens = Math.min(rate.burst, filled)
  bucket.atMs = nowMs
  if (bucket.tokens < cost) return false
  bucket.tokens -= cost
  return true
}

/** Milliseconds until `cost` tokens are there, as of the last `take`. */
export function refillMs(bucket: Bucket, rate: BucketRate, cost = 1): number {
  return Math.max(0, Math.ceil(((cost - bucket.tokens) / rate.perSecond) * 1_000))
}
