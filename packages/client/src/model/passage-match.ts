/**
 * One quote held against one part of the page: how much of its words, and of the words around them, is there.
 *
 * Words count by their length where it is about what was said, and by their rarity where it is about being the right place:
 * "the" and "of" stand beside each other everywhere.
 */
import type { Passage } from '@roomful/protocol'
import { align, likeness, slackFor } from './passage-align.js'
import { firstFrom, type WordIndex, type Words } from './passage-words.js'

/** From the first character to behind the last one. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A passage with its surroundings, in the words of a page. */
export interface Quote {
  readonly exact: string
  /** Prefix, words and suffix. */
  readonly text: string
  /** Where the passage is in `text`. */
  readonly from: number
  readonly to: number
  readonly words: Words
  /** The words that the passage touches, both included. */
  readonly first: number
  readonly last: number
  /** Where on the page each word stands. */
  readonly places: readonly Int32Array[]
  /** How rare each word is: 1 for the most common. */
  readonly rarity: readonly number[]
}

/** What was found at one part of the page. */
export interface Match extends Span {
  readonly isVerbatim: boolean
  /** How much of the passage's words is left, 0 to 1. */
  readonly kept: number
  /** How much of what is there now was in the passage. */
  readonly own: number
  /** How much of the surroundings is left. */
  readonly around: number
}

/** A word counts as the same one, corrected, from this likeness on: "recieve", "colour", "word/words". */
const SAME_WORD = 0.5
/** What stands between the surroundings counts as the passage from this likeness on. Random texts reach a third. */
const SAME_TEXT = 0.6
/** Comparing letter by letter grows with the square; longer passages are told by their words. */
const MAX_LETTERS = 200
/** So many words from the edge of what was looked at, nothing is evidence. */
const EDGE = 12
/** What takes the rarity off a word that every eighth one is. */
const COMMON = 3

export function readQuote({ exact, prefix, suffix }: Passage, index: WordIndex): Quote {
  const text = prefix + exact + suffix
  const words = index.read(text)
  const from = prefix.length
  const to = from + exact.length
  let first = 0
  while (first < words.length - 1 && (words.ends[first] ?? 0) <= from) first++
  let last = words.length - 1
  while (last > first && (words.starts[last] ?? 0) >= to) last--
  const places = Array.from(words.ids, (id) => index.places(id))
  const rarity = places.map(({ length }) => Math.max(1, Math.log2((index.words.length + 1) / (length + 1)) - COMMON))
  return { exact, text, from, to, words, first, last, places, rarity }
}

/** What is left of `quote` around the place that is `shift` beyond its place in the quote. */
export function matchAt(quote: Quote, index: WordIndex, shift: number): Match | undefined {
  const gains = Int32Array.from(quote.rarity, (rarity) => 2 + Math.round(rarity))
  const places = align(quote.words.ids, gains, index.words.ids, shift)
  const found = wordsOf(quote, index, places) ?? between(quote, index, places)
  return found === undefined ? undefined : { ...found, around: keptAround(quote, index, places, shift) }
}

function isSame(quote: Quote, { words }: WordIndex, places: Int32Array, at: number): boolean {
  const place = places[at] ?? -1
  return place >= 0 && words.ids[place] === quote.words.ids[at]
}

/** How much of the surroundings is left. What stands directly before tells nearly as much as both sides do. */
function keptAround(quote: Quote, index: WordIndex, places: Int32Array, shift: number): number {
  // Near the edge of what was looked at, what belongs beside a word may have been out of sight, and its place taken by another.
  const reach = slackFor(places.length) - EDGE
  const isClear = (at: number): boolean => Math.abs((places[at] ?? 0) - at - shift) <= reach
  const isJoined = (at: number): boolean =>
    isSame(quote, index, places, at) && isSame(quote, index, places, at + 1) && places[at + 1] === (places[at] ?? 0) + 1
  const keptOf = (from: number, to: number): number | undefined => {
    let all = 0
    let kept = 0
    for (let at = from; at < to; at++) {
      const rarity = quote.rarity[at] ?? 0
      all += rarity
      // A word counts only beside its neighbour: alone, any is met somewhere.
      if (isClear(at) && (isJoined(at - 1) || isJoined(at))) kept += rarity
    }
    return all === 0 ? undefined : kept / all
  }
  const before = keptOf(0, quote.first)
  const after = keptOf(quote.last + 1, quote.words.length)
  if (before === undefined || after === undefined) return before ?? after ?? 0
  return (2 * Math.max(before, after) + Math.min(before, after)) / 3
}

/** The passage by its own words. */
function wordsOf(quote: Quote, index: WordIndex, places: Int32Array): Omit<Match, 'around'> | undefined {
  const { text, words } = index
  const parts: number[] = []
  let weight = 0
  let kept = 0
  for (let at = quote.first; at <= quote.last; at++) {
    const own = wordAt(quote.text, quote.words, at)
    const part = isSame(quote, index, places, at) ? 1 : likenessOf(own, wordAt(text, words, places[at] ?? -1))
    parts.push(part)
    weight += weightOf(own)
    kept += weightOf(own) * part
  }
  const low = edge(quote, index, places, parts, quote.first, 1)
  const high = edge(quote, index, places, parts, quote.last, -1)
  if (low === undefined || high === undefined) return undefined
  const [from, to] = [places[low] ?? 0, places[high] ?? 0]
  const start = startOf(quote, index, low, from)
  const end = Math.max(start + 1, endOf(quote, index, high, to))
  const whole = verbatimNear(quote, index, start, end)
  if (whole !== undefined) return { start: whole, end: whole + quote.exact.length, isVerbatim: true, kept: 1, own: 1 }
  if (kept < weight / 2) return undefined
  let there = 0
  for (let place = from; place <= to; place++) there += weightOf(wordAt(text, words, place))
  return { start, end, isVerbatim: false, kept: kept / weight, own: Math.min(1, kept / there) }
}

/** Of equal words at an edge ("the the") the wrong one may have been taken: the passage as it was goes before. */
function verbatimNear(
  { exact, ...quote }: Quote,
  { text, words }: WordIndex,
  start: number,
  end: number,
): number | undefined {
  if (text.slice(start, end) === exact) return start
  const isWhole = quote.words.starts[quote.first] === quote.from
  const from = Math.max(0, start - exact.length + 1)
  const near = text.slice(from, end + exact.length - 1)
  for (let at = near.indexOf(exact); at >= 0; at = near.indexOf(exact, at + 1))
    if (!isWhole || words.starts[firstFrom(words.starts, from + at)] === from + at) return from + at
  return undefined
}

/**
 * The outermost word of the passage that is still there, from one side. One that was replaced by something quite different
 * counts only where the words around the passage begin right beside it.
 */
function edge(
  quote: Quote,
  index: WordIndex,
  places: Int32Array,
  parts: readonly number[],
  side: number,
  step: 1 | -1,
): number | undefined {
  for (let at = side; at >= quote.first && at <= quote.last; at += step) {
    const place = places[at] ?? -1
    if (place < 0) continue
    if ((parts[at - quote.first] ?? 0) > 0) return at
    if (at === side && isSame(quote, index, places, at - step) && places[at - step] === place - step) return at
  }
  return undefined
}

/** Where the passage begins on the page, given that its word `at` is there at `place`; it may begin inside the word. */
function startOf(quote: Quote, { words }: WordIndex, at: number, place: number): number {
  const start = words.starts[place] ?? 0
  if (at !== quote.first) return start
  const inside = Math.max(0, quote.from - (quote.words.starts[at] ?? 0))
  return Math.min(start + inside, (words.ends[place] ?? 0) - 1)
}

function endOf(quote: Quote, { words }: WordIndex, at: number, place: number): number {
  const end = words.ends[place] ?? 0
  if (at !== quote.last) return end
  const inside = Math.max(0, (quote.words.ends[at] ?? 0) - quote.to)
  return Math.max(end - inside, (words.starts[place] ?? 0) + 1)
}

/** What stands where the passage stood, when the words directly before and after it are still there: words joined, a slip mended. */
function between(quote: Quote, index: WordIndex, places: Int32Array): Omit<Match, 'around'> | undefined {
  const { text, words } = index
  if (!isSame(quote, index, places, quote.first - 1) || !isSame(quote, index, places, quote.last + 1)) return undefined
  const gap = text.slice(words.ends[places[quote.first - 1] ?? 0], words.starts[places[quote.last + 1] ?? 0])
  const now = gap.trim()
  if (now === '' || now.length > MAX_LETTERS || quote.exact.length > MAX_LETTERS) return undefined
  const alike = likeness(quote.exact.toLowerCase(), now.toLowerCase())
  if (alike < SAME_TEXT) return undefined
  const start = (words.ends[places[quote.first - 1] ?? 0] ?? 0) + gap.indexOf(now)
  return { start, end: start + now.length, isVerbatim: now === quote.exact, kept: alike, own: alike }
}

function wordAt(text: string, words: Words, at: number): string {
  return at < 0 ? '' : text.slice(words.starts[at], words.ends[at]).toLowerCase()
}

/** Three quarters of an average word is there for being a word at all: losing one long word is not losing half of a sentence. */
function weightOf(word: string): number {
  return word.length === 1 ? 1 : 3 + Math.min(word.length, 8)
}

function likenessOf(one: string, other: string): number {
  // A single letter is like another one or not.
  if (other === '' || one.length === 1 || one.length > 40 || other.length > 40) return 0
  const alike = likeness(one, other)
  return alike < SAME_WORD ? 0 : alike
}
