/**
 * What an author's history opens and closes: first-timers wait for a moderator, the often rejected do so again. [S33]
 *
 * Trust takes more than being seen once: whoever has one friendly comment approved may have written it to be let in.
 */
import type { HoldRule } from './settings.js'
import { held } from './verdict.js'
import type { SubmissionAuthor, Verdict } from './verdict.js'

/** As many approved comments make a guest a regular, who is no longer counted in links or compared with others. */
const APPROVALS_OF_A_REGULAR = 5
/** A bad record is this many rejections, and more than this part of all that was decided. */
const BAD_REJECTIONS = 3
const BAD_PART = 0.3

/** Whether these rules ask what became of an author's earlier comments. */
export function needsHistory(hold: HoldRule): boolean {
  return hold !== 'none'
}

/** Somebody the site vouches for, or a regular; never one with a bad record. */
export function isTrusted(author: SubmissionAuthor, hold: HoldRule, approvals: number): boolean {
  if (!needsHistory(hold)) return author.isVerified
  if (hasBadRecord(author)) return false
  return author.isVerified || author.approved >= Math.max(approvals, APPROVALS_OF_A_REGULAR)
}

export function checkNewcomer(author: SubmissionAuthor, hold: HoldRule, approvals: number): Verdict | undefined {
  if (!needsHistory(hold)) return undefined
  if (hasBadRecord(author)) return held('history')
  if (hold === 'all') return held('all')
  if (author.isVerified) return undefined
  if (hold === 'guests') return held('guest')
  return author.approved < approvals ? held('first-timer') : undefined
}

function hasBadRecord({ approved, rejected }: SubmissionAuthor): boolean {
  return rejected >= BAD_REJECTIONS && rejected > (approved + rejected) * BAD_PART
}
