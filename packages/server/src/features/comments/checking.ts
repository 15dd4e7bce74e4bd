/** What the comments feature asks of moderation: may this text stand, and in which state? [M2] Types only. */
import type { Block } from '@roomful/protocol'
import type { Speaker } from '../../hub/feature.js'
import type { Author } from '../../store/comment-store.js'

/** A text on its way in. */
export interface Draft {
  /** Of the write: the same one is not counted twice by flood control. */
  readonly id: string
  readonly text: string
  /** The text, parsed. */
  readonly blocks: readonly Block[]
  readonly author: Author
  /** The comment that is changed; absent for a new one. */
  readonly comment?: string
  readonly isReply: boolean
  /** The words it quotes: they can be made up, so they are looked at as well. */
  readonly quote?: string
}

/** In which state it may be kept, and why. */
export interface Checked {
  readonly status: 'visible' | 'held' | 'hidden'
  readonly reason?: string
}

/** Rejects `COMMENT_REFUSED`, `RATE_LIMITED`, `PERSON_MUTED` for what may not be kept at all. */
export type CommentCheck = (speaker: Speaker, draft: Draft) => Promise<Checked>
