/**
 * What the checks are asked and what they answer. Types, and the one verdict that needs no reason.
 *
 * A reason is a stable code. Moderators see it, authors never do: whoever learns which rule caught them walks around it.
 */

/** Who wrote a comment, and how it went with them so far. */
export interface SubmissionAuthor {
  readonly id: string
  readonly name: string
  /** The site vouches for this person. */
  readonly isVerified: boolean
  /** May moderate this room: only the limits of a text hold for them. */
  readonly isModerator?: boolean
  /** Comments that a moderator approved, or that are visible without having needed one. */
  readonly approved: number
  /** Comments that a moderator rejected. */
  readonly rejected: number
  /** When this person first wrote here, in milliseconds since 1970; undefined for a first comment. */
  readonly sinceMs: number | undefined
  /** An opaque key of the address a guest writes from, never the address itself. Without it only persons are counted. */
  readonly addressKey?: string
}

/** A comment that somebody wants to be seen. */
export interface Submission {
  /** Made by the client for this write, the same when it is sent again: asked twice, the checks answer once. */
  readonly id: string
  readonly room: string
  /** The source, cleaned. */
  readonly text: string
  /** What a reader sees of it, without the signs of Markdown. */
  readonly plain: string
  /** The addresses of all links, in order, repeats included. */
  readonly links: readonly string[]
  readonly author: SubmissionAuthor
  readonly atMs: number
  readonly isReply: boolean
  readonly isEdit: boolean
  /** Of an edit: which comment is changed. */
  readonly comment?: string
}

/** Why a comment did not simply pass. `external:…` carries the word that the site's own check gave. */
export type Reason =
  | 'length'
  | 'lines'
  | 'flood'
  | 'words'
  | 'name'
  | 'links'
  | 'similar'
  | 'history'
  | 'first-timer'
  | 'guest'
  | 'all'
  | 'external'
  | `external:${string}`
  | 'external-silent'

/** The codes of the catalogue a comment can be refused with. */
export type RefusalCode = 'COMMENT_INVALID' | 'COMMENT_REFUSED' | 'RATE_LIMITED'

/** What becomes of a comment. */
export type Verdict =
  | { readonly do: 'pass' }
  /** Kept, and shown once a moderator agrees. */
  | { readonly do: 'hold'; readonly reason: Reason }
  /** Kept, and shown to its author alone, who is not told. */
  | { readonly do: 'shadow'; readonly reason: Reason }
  /** Not kept. The author is told the code. */
  | { readonly do: 'reject'; readonly code: RefusalCode; readonly reason: Reason; readonly retryMs?: number }

export const PASS: Verdict = { do: 'pass' }

export function refused(reason: Reason): Verdict {
  return { do: 'reject', code: 'COMMENT_REFUSED', reason }
}

export function held(reason: Reason): Verdict {
  return { do: 'hold', reason }
}
