/**
 * [T11] A passage: which words of a page a comment is about, in the sense of the W3C Web Annotation Data Model.
 *
 * `exact`, `prefix` and `suffix` are a text quote selector, `start` and `end` a text position selector over the page's readable
 * text. The rule of that text is `readableChar`: both ends of the wire agree on it, so that a quote made on one screen is found on
 * another. Where the words stand now is the client's business (`model/passage.ts`).
 *
 * Invariant: nothing `checkPassage` lets through holds a character that is not in a readable text, so a quote can be shown as
 * it is: no line break, no control, nothing that turns the direction of what follows.
 */
import { MAX_PASSAGE_CHARS, MAX_PASSAGE_CONTEXT_CHARS } from './limits.js'

/** Words of a page, and enough around them to find them again. */
export interface Passage {
  /** The words, white space folded; 1 to 1,000 UTF-16 units. */
  readonly exact: string
  /** What stands directly before; at most 64 units, empty at the start of the page. */
  readonly prefix: string
  /** What stands directly after. */
  readonly suffix: string
  /** Where the words stood in the readable text when they were chosen, in UTF-16 units. */
  readonly start: number
  /** `start` plus the length of `exact`. */
  readonly end: number
  /** [C2] 24-bit name of the element they stood in. */
  readonly block?: number
}

/** A page's text beyond this is not looked at; what is longer is a database, not something read. */
export const MAX_READABLE_CHARS = 1_000_000

// Soft hyphens and zero-width spaces come and go with the width of a screen; the rest is never meant to be read. Joiners stay:
// they make signs of several.
const DROPPED =
  // eslint-disable-next-line no-control-regex -- reason: control characters are what this looks for
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/
const REFUSED = /* @__PURE__ */ new RegExp(`${DROPPED.source}|[^\\S ]|\\p{Cs}`, 'u')

/** What a UTF-16 unit of a page becomes in its readable text: itself, a space, or nothing. Runs of spaces are one space. */
export function readableChar(char: string): string {
  return DROPPED.test(char) ? '' : /\s/.test(char) ? ' ' : char
}

/** A passage that came from somebody else, with nothing but its own fields; undefined where it is none. */
export function checkPassage(value: unknown): Passage | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { exact, prefix, suffix, start, end, block } = value as Readonly<Record<string, unknown>>
  if (!isReadable(exact, MAX_PASSAGE_CHARS) || exact === '' || exact.trim() !== exact) return undefined
  if (!isReadable(prefix, MAX_PASSAGE_CONTEXT_CHARS) || !isReadable(suffix, MAX_PASSAGE_CONTEXT_CHARS)) return undefined
  if (!isWithin(start, MAX_READABLE_CHARS) || end !== start + exact.length) return undefined
  if (block === undefined) return { exact, prefix, suffix, start, end }
  return isWithin(block, 0xffffff) ? { exact, prefix, suffix, start, end, block } : undefined
}

function isReadable(value: unknown, maxChars: number): value is string {
  return typeof value === 'string' && value.length <= maxChars && !REFUSED.test(value)
}

function isWithin(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
}
