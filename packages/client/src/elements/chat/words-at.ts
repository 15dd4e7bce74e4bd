/**
 * Which words of a text are meant by a place in it: the sentence there, else how its block begins. Pure.
 *
 * What is said beside a pod is about something small; a whole paragraph marked for it would hide that.
 */
import type { Span } from '../../model/passage.js'

/** Longer sentences are cut. Double: a mark of half a paragraph. */
const MAX_CHARS = 160
/** Of a block in which no place is known. */
const FIRST_CHARS = 80

/**
 * @param block where the block is in `text`
 * @param at a place in it; undefined where only the block is known
 * @returns undefined for a block without words
 */
export function wordsAt(text: string, block: Span, at: number | undefined): Span | undefined {
  const whole = trimmed(text, block)
  if (whole === undefined) return undefined
  const isInside = at !== undefined && at >= whole.start && at < whole.end
  if (!isInside) return cut(text, whole, FIRST_CHARS)
  return cut(text, trimmed(text, sentenceAt(text, whole, at)) ?? whole, MAX_CHARS, at)
}

function sentenceAt(text: string, block: Span, at: number): Span {
  // Firefox has it since 2024.
  if (!('Segmenter' in Intl)) return block
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' })
  const found = segmenter.segment(text.slice(block.start, block.end)).containing(at - block.start)
  if (found === undefined) return block
  const start = block.start + found.index
  return { start, end: start + found.segment.length }
}

function trimmed(text: string, { start, end }: Span): Span | undefined {
  const words = text.slice(start, end)
  const from = start + words.length - words.trimStart().length
  const to = start + words.trimEnd().length
  return to > from ? { start: from, end: to } : undefined
}

/** At most so many characters, ending with a word; those that hold `at`. */
function cut(text: string, { start, end }: Span, chars: number, at = start): Span {
  if (end - start <= chars) return { start, end }
  const wanted = at - start < chars ? start : Math.min(at - chars / 2, end - chars)
  const before = text.lastIndexOf(' ', wanted)
  const from = wanted === start ? start : before < start ? wanted : before + 1
  const to = text.lastIndexOf(' ', from + chars)
  return { start: from, end: to > at ? to : Math.min(end, from + chars) }
}
