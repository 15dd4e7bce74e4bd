/**
 * What the measured comments say: a sentence or two with a bit of Markdown and a link, as people write, which begins with
 * the comment's number. The same for every peer.
 */
import { readDigits } from './digits.mjs'

const DIGITS = 9
const BASE = 100_000_000
const HEAD = 'Comment '
const MARK = Buffer.from(`"text":"${HEAD}`)
const TAIL =
  ' of today: I had not seen it **that** way before, thank you. There is more about it at ' +
  'https://example.org/articles/a-longer-one?part=2, which somebody here has *surely* read.'

/** The words of comment `k`, below a hundred million. */
export function commentText(k) {
  return `${HEAD}${BASE + k}${TAIL}`
}

/** The number of the first comment in `bytes` at or after `from`, or -1. */
export function commentNumber(bytes, from, to) {
  const at = bytes.indexOf(MARK, from)
  return at < 0 || at >= to ? -1 : readDigits(bytes, at + MARK.length, DIGITS) - BASE
}

/** The id under which comment `k` is written, always ten characters. */
export const writeId = (k) => `c${BASE + k}`

/** Reads it back. */
export const writeNumber = (bytes, at) => readDigits(bytes, at + 1, DIGITS) - BASE
