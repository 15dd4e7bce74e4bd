/**
 * How fast one person may write, and all guests of one address together. [S33]
 *
 * Pure. A guest can become another guest at no cost, so guests are counted by where they write from as well; people the
 * site vouches for are not, because a school has one address. A refused comment costs nothing.
 */
import { fullBucket, refillMs, take } from '../bucket.js'
import type { Bucket, BucketRate } from '../bucket.js'
import { createRecent } from './recent.js'
import type { FloodRule } from './settings.js'
import type { SubmissionAuthor } from './verdict.js'

export interface Flood {
  /** Counts a comment. Returns 0, or how many milliseconds to wait; then nothing is counted. */
  enter(author: SubmissionAuthor, nowMs: number): number
  forget(person: string): void
  /** How many buckets are kept: for tests. */
  readonly size: number
}

/** Enough for every writer of a very busy minute. Half: a flood of made-up guests makes the server forget them sooner. */
export const MAX_BUCKETS = 20_000
/** One address is a family or an office, seldom more who write in the same minute. */
const PEOPLE_PER_ADDRESS = 5

export function createFlood({ perMinute, burst }: FloodRule): Flood {
  const own: BucketRate = { perSecond: perMinute / 60, burst }
  const shared: BucketRate = { perSecond: own.perSecond * PEOPLE_PER_ADDRESS, burst: burst * PEOPLE_PER_ADDRESS }
  // A bucket that has had time to fill says as little as none.
  const buckets = createRecent<Bucket>(MAX_BUCKETS, (burst / own.perSecond) * 1_000)

  /** Takes a token, or says how long until there is one. */
  function draw(key: string, rate: BucketRate, nowMs: number): number {
    const bucket = buckets.get(key, nowMs) ?? fullBucket(rate, nowMs)
    const waitMs = take(bucket, rate, nowMs) ? 0 : Math.max(1, refillMs(bucket, rate))
    buckets.set(key, bucket, nowMs)
    return waitMs
  }

  return {
    enter(author, nowMs) {
      const person = keyOf(author.id)
      const waitMs = draw(person, own, nowMs)
      if (waitMs > 0 || author.isVerified || author.addressKey === undefined) return waitMs
      const sharedWaitMs = draw(`a ${author.addressKey}`, shared, nowMs)
      const bucket = buckets.get(person, nowMs)
      if (sharedWaitMs > 0 && bucket) bucket.tokens += 1
      return sharedWaitMs
    },
    forget: (person) => buckets.delete(keyOf(person)),
    get size() {
      return buckets.size
    },
  }
}

/** Persons and addresses share one memory, and no id of one can be mistaken for the other. */
function keyOf(person: string): string {
  return `p ${person}`
}
