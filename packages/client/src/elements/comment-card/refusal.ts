/** Why something was refused, in a sentence for the person who tried. Pure. */
import type { ErrorCode } from '@roomful/protocol'
import type { CommentWords } from '../words/comments/comments-words.js'

const SENTENCES: Partial<Record<ErrorCode, keyof CommentWords['refusals']>> = {
  COMMENT_REFUSED: 'rules',
  RATE_LIMITED: 'rate',
  FLOOD: 'rate',
  COMMENTS_CLOSED: 'closed',
  PERSON_MUTED: 'muted',
  GRANT_MISSING: 'grant',
  NOT_AUTHOR: 'grant',
  REVOKED: 'grant',
  COMMENT_INVALID: 'text',
  MESSAGE_INVALID: 'text',
  EDIT_CLOSED: 'window',
  COMMENT_UNKNOWN: 'unknown',
}

/** Codes that a newer server may send have a sentence too. */
export function refusalOf(
  error: { readonly code?: string; readonly at?: string | undefined },
  words: CommentWords,
): string {
  const { code = '', at } = error
  if (code === 'RATE_LIMITED' && at === 'outbox') return words.refusals.full
  const key = Object.hasOwn(SENTENCES, code) ? SENTENCES[code as ErrorCode] : undefined
  return words.refusals[key ?? 'other']
}
