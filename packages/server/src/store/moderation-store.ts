/** What a store keeps of moderation. Rules: SPEC M. Types only. */
import type { Act, PersonCard, QueueFilter, QueueItem, Sanction, SanctionKind, Verdict } from '@roomful/protocol'
import type { Author, CommentResult } from './comment-store.js'

export interface ModerationChanges {
  /** [M3] One a person and comment. Rejects COMMENT_UNKNOWN. */
  'comment.report': {
    readonly change: { readonly comment: string; readonly reason?: string }
    readonly result: { readonly reports: number }
  }
  /** [M4] Keeps the act. `hold` takes a verdict back: the comment waits (again). Rejects COMMENT_UNKNOWN. */
  'comment.judge': {
    readonly change: {
      readonly comment: string
      readonly verdict: Verdict
      readonly reason?: string
      /** Who decides, so that their name is known where acts are read. */
      readonly by?: Author
    }
    readonly result: CommentResult
  }
  /** [M5] Keeps the act. `room` is ''. */
  'person.sanction': {
    readonly change: {
      readonly person: string
      readonly what: SanctionKind | 'none'
      readonly untilMs?: number
      readonly reason?: string
      readonly by?: Author
    }
    readonly result: { readonly person: string; readonly sanctions: readonly Sanction[] }
  }
}

export interface ModerationQueries {
  /** `rooms`: undefined for all. */
  'queue.page': {
    readonly ask: {
      readonly filter: QueueFilter
      readonly room?: string
      readonly cursor?: string
      readonly limit: number
    }
    readonly answer: { readonly list: readonly QueueItem[]; readonly more?: string }
  }
  'queue.counts': {
    readonly ask: { readonly room?: string }
    readonly answer: { readonly held: number; readonly reported: number }
  }
  /** What waits in each room where something does; at most a thousand rooms. */
  'queue.rooms': {
    readonly ask: object
    readonly answer: readonly { readonly room: string; readonly held: number; readonly reported: number }[]
  }
  /** What a person wrote, in whatever state, the newest first. */
  'queue.person': {
    readonly ask: { readonly person: string; readonly limit: number }
    readonly answer: { readonly list: readonly QueueItem[] }
  }
  /** Undefined for whom nothing is known. */
  'people.card': {
    readonly ask: { readonly person: string; readonly nowMs: number }
    readonly answer: PersonCard | undefined
  }
  /** People with a word in their name that begins so, or with this id; without `q` those with a sanction in force. */
  'people.found': {
    readonly ask: { readonly q?: string; readonly cursor?: string; readonly limit: number; readonly nowMs: number }
    readonly answer: { readonly list: readonly PersonCard[]; readonly more?: string }
  }
  'acts.page': {
    readonly ask: {
      readonly comment?: string
      readonly person?: string
      readonly room?: string
      readonly cursor?: string
      readonly limit: number
    }
    readonly answer: { readonly list: readonly Act[]; readonly more?: string }
  }
  /** All sanctions in force; read once at start and then followed by the node. */
  sanctions: { readonly ask: { readonly nowMs: number }; readonly answer: readonly Sanction[] }
  /** What the checks want to know of an author. */
  'person.history': {
    readonly ask: { readonly person: string }
    readonly answer: { readonly approved: number; readonly rejected: number; readonly sinceMs: number | undefined }
  }
}
