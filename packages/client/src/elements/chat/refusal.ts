/** Why words were refused, in a sentence for the person who wrote them. Pure. */
import type { TalkWords } from '../words/talk/talk-words.js'

/** Undefined for what trying again may change. */
export function refusalIn(error: unknown, words: TalkWords): string | undefined {
  const { code } = error as { readonly code?: unknown }
  switch (code) {
    case 'PERSON_MUTED':
      return words.muted
    case 'GRANT_MISSING':
    case 'REVOKED':
      return words.mayNot
    case 'COMMENTS_CLOSED':
      return words.closed
    case 'COMMENT_REFUSED':
    case 'COMMENT_INVALID':
    case 'MESSAGE_INVALID':
      return words.refused
    case 'NOT_CONNECTED':
    case 'ROOM_NOT_JOINED':
      return words.offline
    case 'RATE_LIMITED':
    case 'FLOOD':
      return words.tooFast
    default:
      return undefined
  }
}
