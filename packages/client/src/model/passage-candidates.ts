/**
 * Where on a page a quote may stand: the parts where the most, and the rarest, of its words meet in the right order.
 *
 * Each word of the quote votes for the differences between its places on the page and its place in the quote. Work is bounded
 * whatever the page repeats; that the right part is among the answers is all that is promised, `passage-match.ts` looks closer.
 */
import type { Quote } from './passage-match.js'
import { firstFrom, type WordIndex } from './passage-words.js'

/** So many parts of the page are looked at word by word. */
const MAX_CANDIDATES = 4
/** Shifts this near to each other are seen by one look at the page. */
const BUCKET = 8
/** A word met no more often than this is a trace by itself; others only together with their neighbour. */
const RARE = 16
const MAX_PAIRS = 64
/** Where so much of a quote's weight meets by rare words alone, the common ones need not be asked. */
const CLEAR_VOTES = 0.25
/** Where less than this part of the quote meets, too little is left to be it. */
const MIN_VOTES = 0.1

/** Differences between place on the page and place in the quote, those first for which the most words speak. */
export function candidates(quote: Quote, index: WordIndex, expected: number): number[] {
  const { length } = quote.words
  const votes = new Float64Array(Math.ceil((index.words.length + length) / BUCKET) + 1)
  const vote = (shift: number, weight: number): void => {
    const bucket = Math.floor((shift + length) / BUCKET)
    votes[bucket] = (votes[bucket] ?? 0) + weight
  }
  const all = quote.rarity.reduce((sum, rarity) => sum + rarity, 0)
  const near = Math.floor((expected + length) / BUCKET)
  const shiftsOf = (least: number): number[] =>
    peaks(votes, all * least, near).map((bucket) => bucket * BUCKET + BUCKET / 2 - length)
  voteByRare(quote, vote)
  const clear = shiftsOf(CLEAR_VOTES)
  if (clear.length > 0) return clear
  voteByPairs(quote, index, expected, vote)
  return shiftsOf(MIN_VOTES)
}

function voteByRare({ places, rarity }: Quote, vote: (shift: number, weight: number) => void): void {
  for (const [at, all] of places.entries())
    if (all.length <= RARE) for (const place of all) vote(place - at, rarity[at] ?? 0)
}

function voteByPairs(
  { words, places, rarity }: Quote,
  { words: { ids } }: WordIndex,
  expected: number,
  vote: (shift: number, weight: number) => void,
): void {
  for (let at = 0; at + 1 < words.length; at++) {
    const [one, next] = [places[at], places[at + 1]]
    if (one === undefined || next === undefined || Math.max(one.length, next.length) <= RARE) continue
    const ahead = one.length < next.length ? 0 : 1
    const rarer = ahead === 0 ? one : next
    const middle = firstFrom(rarer, expected + at)
    const weight = (rarity[at] ?? 0) + (rarity[at + 1] ?? 0)
    for (let which = Math.max(0, middle - MAX_PAIRS); which < Math.min(rarer.length, middle + MAX_PAIRS); which++) {
      const first = (rarer[which] ?? 0) - ahead
      if (ids[first] === words.ids[at] && ids[first + 1] === words.ids[at + 1]) vote(first - at, weight)
    }
  }
}

/** The buckets with the most votes, their neighbours' included, best first and of equals the nearest to `expected`. */
function peaks(votes: Float64Array, least: number, expected: number): number[] {
  const chosen: number[] = []
  while (chosen.length < MAX_CANDIDATES) {
    let best = -1
    let most = 0
    for (let bucket = 0; bucket < votes.length; bucket++) {
      const weight = (votes[bucket - 1] ?? 0) + (votes[bucket] ?? 0) + (votes[bucket + 1] ?? 0)
      if (weight < least || weight < most || weight === 0) continue
      if (weight === most && Math.abs(bucket - expected) >= Math.abs(best - expected)) continue
      if (chosen.some((other) => Math.abs(other - bucket) <= 2)) continue
      best = bucket
      most = weight
    }
    if (best < 0) break
    chosen.push(best)
  }
  return chosen
}
