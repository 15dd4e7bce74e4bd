/**
 * What a text is like, in 128 numbers: texts that share most of their parts share most of the numbers. [S17,S33]
 *
 * One-permutation MinHash over all sequences of four folded letters: each is hashed once and falls into one of 128 bins,
 * which keeps its smallest. Of a sentence that is nearly everything, so short texts are compared nearly exactly. Linear in
 * the text, and of the same size for a sentence and an essay. Not a secret: who reads this can write texts that differ, and
 * that is the point, for it costs them a new text each time.
 */
import { lettersOf } from './fold.js'

/** Empty bins hold 0. */
export type Signature = Uint32Array

const BINS = 128
const BIN_BITS = 7
const PART = 4
/** Below this many letters texts are alike by chance: "Thank you so much for writing this!" is not a flood. */
const LEAST_LETTERS = 40
/** Full bins that are keys alone, and bins that are keys in pairs: of a short text few are full, of a long one all. */
const ALONE = 12
const PAIRED = 32
const PRIME = 0x01000193
/** `PRIME` to the power of `PART`: what the letter that leaves a part has become by then. */
const LEAVING = power(PRIME, PART)

/** Undefined for a text too short to say anything, unless it `mayBeShort`. */
export function signatureOf(text: string, mayBeShort: boolean): Signature | undefined {
  const letters = lettersOf(text)
  if (letters.length < (mayBeShort ? PART : LEAST_LETTERS)) return undefined
  const bins: Signature = new Uint32Array(BINS)
  let rolling = 0
  for (let at = 0; at < letters.length; at++) {
    rolling = Math.imul(rolling, PRIME) + letters.charCodeAt(at)
    if (at >= PART) rolling -= Math.imul(letters.charCodeAt(at - PART), LEAVING)
    if (at < PART - 1) continue
    const hash = scatter(rolling)
    const bin = hash & (BINS - 1)
    const value = (hash >>> BIN_BITS) + 1
    const least = bins[bin] ?? 0
    if (least === 0 || value < least) bins[bin] = value
  }
  return bins
}

/** The part of their parts that two texts share, estimated: 0 for nothing, 1 for all. */
export function likeness(one: Signature, other: Signature): number {
  let same = 0
  let used = 0
  for (let bin = 0; bin < BINS; bin++) {
    const value = one[bin] ?? 0
    const against = other[bin] ?? 0
    if (value === 0 && against === 0) continue
    used += 1
    if (value === against) same += 1
  }
  return used === 0 ? 0 : same / used
}

/** Keys of which two texts that are much alike share at least one, and other texts seldom any. */
export function keysOf(signature: Signature): readonly number[] {
  const keys: number[] = []
  for (let bin = 0; bin < BINS && keys.length < ALONE; bin++) {
    const value = signature[bin] ?? 0
    if (value !== 0) keys.push(scatter(value + bin))
  }
  for (let bin = 0; bin < PAIRED; bin += 2) {
    const first = signature[bin] ?? 0
    const second = signature[bin + 1] ?? 0
    if (first !== 0 && second !== 0) keys.push(scatter(first ^ scatter(second + bin)))
  }
  return keys
}

/** The end of MurmurHash3: every bit of the number moves every bit of the answer. */
function scatter(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function power(base: number, exponent: number): number {
  let product = 1
  for (let step = 0; step < exponent; step++) product = Math.imul(product, base)
  return product
}
