/** The first check: a comment shows something, and is neither an endless text nor an endless column. */
import type { TextLimits } from './settings.js'
import type { Submission, Verdict } from './verdict.js'

const SHOWS_SOMETHING = /[\p{L}\p{N}\p{P}\p{S}]/u

export function checkLimits(submission: Submission, limits: TextLimits): Verdict | undefined {
  const { text } = submission
  if (text.length > limits.most || !SHOWS_SOMETHING.test(text)) return invalid('length')
  return linesOf(text) > limits.lines ? invalid('lines') : undefined
}

function invalid(reason: 'length' | 'lines'): Verdict {
  return { do: 'reject', code: 'COMMENT_INVALID', reason }
}

function linesOf(text: string): number {
  let lines = 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}
