/** What the addresses for moderators answer, as types. Rules: SPEC.md, section M. */
import type { Comment } from './comments.js'

/** [M4] `hold` takes a verdict back: the comment waits (again). */
export type Verdict = 'approve' | 'reject' | 'hold'

/** [M1] How a comment stands in the database; `hidden` is shown to its author as visible. */
export type StoredStatus = 'visible' | 'held' | 'hidden' | 'rejected' | 'deleted'

/** [M6] Which comments a moderator's list holds. */
export type QueueFilter = 'held' | 'reported' | 'rejected' | 'all'

/** [M5] What a person is kept from: writing, being heard, coming. */
export type SanctionKind = 'mute' | 'shadow' | 'ban'

export interface Sanction {
  readonly person: string
  readonly kind: SanctionKind
  /** Absent: until lifted. */
  readonly untilMs?: number
}

/** [M6] A comment as it waits for a moderator. */
export interface QueueItem {
  readonly room: string
  readonly comment: Comment
  /** What was deleted is on no list. */
  readonly status: Exclude<StoredStatus, 'deleted'>
  /** Why it is here: codes of the checks. */
  readonly reason?: string
  readonly reports: readonly { readonly person: string; readonly reason?: string; readonly atMs: number }[]
  /** The author's history on this site. */
  readonly approved: number
  readonly rejected: number
}

/** A person as moderators see them. */
export interface PersonCard {
  readonly person: string
  /** Empty where nothing but an id is known. */
  readonly name: string
  readonly verified?: true
  readonly sinceMs?: number
  readonly approved: number
  readonly rejected: number
  /** In force. */
  readonly sanctions: readonly Sanction[]
}

/** [M7] What a moderator did. */
export interface Act {
  readonly atMs: number
  readonly moderator: string
  readonly moderatorName: string
  readonly what: string
  readonly room?: string
  readonly comment?: string
  readonly person?: string
  /** Absent where nothing but an id is known. */
  readonly personName?: string
  readonly reason?: string
}
