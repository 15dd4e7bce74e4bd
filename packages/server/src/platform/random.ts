/** The real dice. The only file of the server that may ask for chance. */
import { randomFillSync } from 'node:crypto'
import type { Random } from '@roomful/protocol'

/** Asked for in bulk: a call into the kernel costs 6 µs, and every connection needs a few bytes. */
const POOL_BYTES = 4_096
const pool = new Uint8Array(POOL_BYTES)
let used = POOL_BYTES

function pooledBytes(count: number): Uint8Array {
  if (count > POOL_BYTES) return randomFillSync(new Uint8Array(count))
  if (used + count > POOL_BYTES) {
    randomFillSync(pool)
    used = 0
  }
  used += count
  // Copied out, so that nothing handed to one caller can be seen or changed by another.
  return pool.slice(used - count, used)
}

export const systemRandom: Random = { unit: () => Math.random(), bytes: pooledBytes }

/** `count` unguessable bytes as base64url, without padding. */
export function randomId(random: Random, count: number): string {
  return Buffer.from(random.bytes(count)).toString('base64url')
}
