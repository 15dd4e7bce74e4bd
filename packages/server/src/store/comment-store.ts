/** What a store keeps of comments: the changes, the questions, and their shapes. Rules: SPEC T. Types only. */
import type { Comment, CommentPage, CommentSort, Mention, Passage, StoredStatus } from '@roomful/protocol'

/** A person as a comment's author. Kept once per person, newest name wins. */
export interface Author {
  readonly id: string
  readonly name: string
  readonly avatar?: string
  readonly color?: number
  readonly role?: string
  readonly isVerified: boolean
  readonly isRobot?: true
}

/** Why a comment did not simply become visible: a code for moderators. */
export type HoldReason = string

export interface CommentChanges {
  /** Rejects COMMENT_UNKNOWN (parent), COMMENTS_CLOSED. */
  'comment.add': {
    readonly change: {
      /** Made by the server. */
      readonly comment: string
      readonly author: Author
      readonly text: string
      readonly parent?: string
      readonly passage?: Passage
      /** Ids as the client sent them; the store keeps those it knows of in this room. [T6] */
      readonly mentions?: readonly string[]
      readonly status: 'visible' | 'held' | 'hidden'
      readonly reason?: HoldReason
      /** [T9] Closes by itself this long after the room's first comment; absent: never. */
      readonly closeAfterMs?: number
    }
    readonly result: CommentResult
  }
  /** Rejects COMMENT_UNKNOWN, NOT_AUTHOR, EDIT_CLOSED. */
  'comment.edit': {
    readonly change: {
      readonly comment: string
      readonly text: string
      readonly mentions?: readonly string[]
      readonly isModerator: boolean
      /** A moderator who does it, so that their name is known where acts are read. [M7] */
      readonly by?: Author
      readonly windowMs: number
      /** Where the new text does not pass: the comment leaves the public log until a moderator agrees. */
      readonly status: 'visible' | 'held' | 'hidden'
      readonly reason?: HoldReason
    }
    readonly result: CommentResult
  }
  /** [T4] Rejects COMMENT_UNKNOWN, NOT_AUTHOR. Deleting twice is fine. */
  'comment.delete': {
    readonly change: {
      readonly comment: string
      readonly isModerator: boolean
      readonly by?: Author
      readonly reason?: string
    }
    readonly result: CommentResult
  }
  /** [T5] Rejects COMMENT_UNKNOWN, MESSAGE_INVALID (too many kinds). */
  'comment.react': {
    readonly change: { readonly comment: string; readonly emoji: string; readonly on: boolean }
    readonly result: CommentResult
  }
  /** [T8] Rejects COMMENT_UNKNOWN, NOT_AUTHOR (resolve by somebody who is neither author nor moderator). */
  'comment.mark': {
    readonly change: {
      readonly comment: string
      readonly mark: 'pinned' | 'resolved'
      readonly on: boolean
      readonly isModerator: boolean
      readonly by?: Author
    }
    readonly result: CommentResult
  }
  /** [T9] */
  'room.close': {
    readonly change: { readonly on: boolean; readonly by?: Author }
    readonly result: { readonly closed: boolean }
  }
}

/** What a change made of a comment. */
export interface CommentResult {
  /** As the one who asked sees it. Of a repeat: as it is now. */
  readonly comment: Comment
  /** Whom it concerns besides: notices are made from these, once it is visible. [X2] */
  readonly concerns: readonly { readonly person: string; readonly kind: 'mention' | 'reply' }[]
  /** Why it is held, for the queue. */
  readonly status: StoredStatus
}

export interface CommentQueries {
  /** [T7] `reader` sees its own held, rejected and hidden ones as M1 says, and its own signs in `mine`. */
  'comments.page': {
    readonly ask: {
      readonly room: string
      readonly reader?: string
      readonly sort: CommentSort
      readonly cursor?: string
      readonly limit: number
      readonly thread?: string
      readonly around?: string
      /** [T9] Rooms whose first comment is older than this moment are closed by their age; absent: none is. */
      readonly staleMs?: number
    }
    readonly answer: CommentPage
  }
  /** One comment in whatever state, for rights and checks. */
  'comments.one': {
    readonly ask: { readonly room: string; readonly comment: string; readonly reader?: string }
    readonly answer: { readonly comment: Comment; readonly status: StoredStatus; readonly author: string } | undefined
  }
  /** The newest visible comments of a room, answers among them, newest first. */
  'comments.latest': {
    readonly ask: { readonly room: string; readonly limit: number }
    readonly answer: readonly Comment[]
  }
  /** How many visible comments each room has. */
  'comments.counts': {
    readonly ask: { readonly rooms: readonly string[] }
    readonly answer: readonly { readonly room: string; readonly total: number }[]
  }
  /** [T6] People who have commented here, by the beginning of a word of their name. */
  'comments.people': {
    readonly ask: { readonly room: string; readonly q: string; readonly limit: number }
    readonly answer: readonly Mention[]
  }
}
