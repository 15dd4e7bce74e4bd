/**
 * Chance that repeats: the same seed draws the same numbers, on every machine.
 *
 * A 32-bit xorshift is plenty for shuffling faults, and it is a third of the price of a library's generator in the
 * fuzzers, which draw ten million numbers. Not for anything that must be unguessable outside a test.
 */
import type { Random } from '@roomful/protocol'

/** Draws for tests. */
export interface Dice extends Random {
  /** A whole number from 0 to `limit` − 1. */
  below(limit: number): number
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** True this often. */
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** 32 bits. */
  word(): number
  /** Another generator, whose draws do not shift this one's. */
  fork(): Dice
}

export function createDice(seed: number): Dice {
  // Spread the seed's bits first: neighbouring seeds would otherwise draw alike for a while; zero would draw zeros.
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0 || 0x6d2b79f5
  const word = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  for (let warm = 0; warm < 8; warm++) word()
  const unit = (): number => word() / 0x1_0000_0000
  const below = (limit: number): number => Math.floor(unit() * limit)
  return {
    unit,
    word,
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (probability) => unit() < probability,
    pick: (from) => from[below(from.length)] as (typeof from)[number],
    bytes: (count) => Uint8Array.from({ length: count }, () => word() & 0xff),
    fork: () => createDice(word()),
  }
}
