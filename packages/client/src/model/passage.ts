/**
 * Passages of a text: how one is described, and where its words stand after the text has been edited. Pure. [T11]
 *
 * The same words with the same words around them are found without doubt; of several such, the nearest. Otherwise the places
 * where the most, and the rarest, words of the quote meet are looked at word by word (`passage-match.ts`). Where the evidence is
 * thin the answer is that the words are gone: a mark at the wrong words is worse than none.
 */
import { MAX_PASSAGE_CHARS, MAX_PASSAGE_CONTEXT_CHARS, type Passage } from '@roomful/protocol'
import { candidates } from './passage-candidates.js'
import { matchAt, readQuote, type Match, type Quote, type Span } from './passage-match.js'
import { firstFrom, indexWords, nearest, type WordIndex } from './passage-words.js'

export type { Span } from './passage-match.js'

/** How a passage was found: the same words at the same place, the same words elsewhere, or words that were edited. */
export type PassageQuality = 'exact' | 'moved' | 'changed'

export interface FoundPassage extends Span {
  readonly quality: PassageQuality
}

/** What is known of a passage's place besides its words. */
export interface PassageHints {
  /** Where it should begin now; without it where it began when it was chosen. */
  readonly at?: number
  /** Where the element is now that it stood in; asked only when the words are not where they should be. */
  readonly block?: () => Span | undefined
}

/** A readable text in which any number of passages can be looked for. */
export interface PassageText {
  readonly text: string
  /** Numbers the words of the text when first called. */
  index(): WordIndex
}

export function preparePassages(text: string): PassageText {
  let index: WordIndex | undefined
  return { text, index: () => (index ??= indexWords(text)) }
}

/** The text from `start` to `end` as a passage: without white space at its ends, cut to what a passage may hold; undefined for none. */
export function describePassage(text: string, start: number, end: number): Passage | undefined {
  const chosen = text.slice(Math.max(0, start), Math.max(0, end))
  const first = wholeSign(text, Math.max(0, start) + chosen.length - chosen.trimStart().length, -1)
  let last = wholeSign(text, Math.max(0, start) + chosen.trimEnd().length, 1)
  if (last <= first) return undefined
  if (last - first > MAX_PASSAGE_CHARS) last = first + cutEnd(text.slice(first, first + MAX_PASSAGE_CHARS + 1)).length
  const exact = text.slice(first, last)
  const before = text.slice(Math.max(0, first - MAX_PASSAGE_CONTEXT_CHARS - 1), first)
  const after = text.slice(last, last + MAX_PASSAGE_CONTEXT_CHARS + 1)
  return { exact, prefix: cutStart(before), suffix: cutEnd(after, false), start: first, end: last }
}

/** Where the words of `passage` stand in the text; undefined when they are gone. */
export function findPassage(page: PassageText, passage: Passage, hints: PassageHints = {}): FoundPassage | undefined {
  const { prefix, exact, suffix } = passage
  const at = hints.at ?? passage.start
  const whole = prefix + exact + suffix
  // Nearly always nothing has changed, and then no word is looked at.
  if (at >= prefix.length && page.text.startsWith(whole, at - prefix.length)) return verbatim(passage, at)
  const index = page.index()
  const quote = readQuote(passage, index)
  const expected = firstFrom(index.words.starts, at)
  const block = hints.block?.()
  const same = findWhole(quote, index, expected, block)
  if (same !== undefined) return verbatim(passage, same)
  const match = bestMatch(quote, index, expected, block)
  if (match === undefined) return undefined
  return match.isVerbatim ? verbatim(passage, match.start) : { start: match.start, end: match.end, quality: 'changed' }
}

function verbatim({ start, exact }: Passage, at: number): FoundPassage {
  return { start: at, end: at + exact.length, quality: at === start ? 'exact' : 'moved' }
}

/** A word met more often than this is looked for only this often, nearest first: what bounds the work on a page that repeats itself. */
const MAX_PLACES = 256

/** Where the quote stands letter by letter, surroundings included. */
function findWhole(quote: Quote, index: WordIndex, expected: number, block: Span | undefined): number | undefined {
  const { words, text, from } = quote
  let rarest = -1
  let places = index.places(-1)
  for (let at = 0; at < words.length; at++) {
    // The outermost words may be pieces of words.
    if ((at === 0 && quote.first > 0) || (at === words.length - 1 && quote.last < at)) continue
    const own = quote.places[at] ?? places
    if (rarest < 0 || own.length < places.length) [rarest, places] = [at, own]
  }
  let found: number | undefined
  for (const place of nearest(places, expected - quote.first + rarest, MAX_PLACES)) {
    const begin = (index.words.starts[place] ?? 0) - (words.starts[rarest] ?? 0)
    if (begin < 0 || !index.text.startsWith(text, begin)) continue
    const start = begin + from
    if (block === undefined || (start >= block.start && start < block.end)) return start
    found ??= start
  }
  return found
}

/** This much of the words and of what stands around them is nowhere else. */
const CERTAIN = 0.7

function bestMatch(quote: Quote, index: WordIndex, expected: number, block: Span | undefined): Match | undefined {
  let best: Match | undefined
  let bestScore = 0
  for (const shift of candidates(quote, index, expected - quote.first)) {
    const match = matchAt(quote, index, shift)
    if (match === undefined) continue
    const isInBlock = block !== undefined && match.start >= block.start && match.end <= block.end
    if (!isCredible(quote, index, match, isInBlock)) continue
    const score = match.kept + match.own + 2 * match.around + (match.isVerbatim ? 0.5 : 0) + (isInBlock ? 0.5 : 0)
    if (score > bestScore) [best, bestScore] = [match, score]
    if (match.kept > CERTAIN && match.around > CERTAIN) break
  }
  return best
}

/** Whether a match is more than chance. The shorter the words, the more of their surroundings has to be there too. */
function isCredible(quote: Quote, index: WordIndex, match: Match, isInBlock: boolean): boolean {
  const { exact, first, last, rarity } = quote
  const around = match.around + (isInBlock ? 0.2 : 0)
  if (!match.isVerbatim) {
    if (match.kept < 0.5 || match.own < 0.3) return false
    return around >= (exact.length < 12 ? 0.6 : 0.4) || (exact.length * match.kept >= 40 && match.kept >= 0.7)
  }
  if (around >= (exact.length < 12 ? 0.45 : exact.length < 32 ? 0.35 : 0.25)) return true
  // With nothing left around them, the words must be too many or too rare to be met by chance, and met but once.
  const bits = rarity.slice(first, last + 1).reduce((sum, one) => sum + one, 0)
  if (exact.length < 16 || (exact.length < 32 && bits < 10)) return false
  return index.text.indexOf(exact) === index.text.lastIndexOf(exact)
}

/** Moves a place out of the middle of a sign that takes two units. */
function wholeSign(text: string, at: number, step: 1 | -1): number {
  const isInside = at > 0 && at < text.length && (text.codePointAt(at - 1) ?? 0) > 0xffff
  return isInside ? at + step : at
}

/** A word cut in two is no help in finding it again; but where there is no space near, there are no words to cut. */
const MAX_WORD = 24

/** The end of `text` that begins with a whole word, one unit shorter at least when it is too long. */
function cutStart(text: string): string {
  if (text.length <= MAX_PASSAGE_CONTEXT_CHARS) return text
  const space = text.indexOf(' ')
  return text.slice(space >= 0 && space < MAX_WORD ? space + 1 : wholeSign(text, 1, 1))
}

/** The start of `text` that ends with a whole word. `text` is one unit longer than it may be, or short enough. */
function cutEnd(text: string, isCut = true): string {
  if (!isCut && text.length <= MAX_PASSAGE_CONTEXT_CHARS) return text
  const space = text.lastIndexOf(' ')
  return text.slice(0, space >= text.length - MAX_WORD && space > 0 ? space : wholeSign(text, text.length - 1, -1))
}
