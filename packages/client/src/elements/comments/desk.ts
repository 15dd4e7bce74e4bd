/**
 * What all parts of one comment section share: the room, its nouns, the words, and a few ways to reach the whole.
 *
 * Types and small questions only. It is made in `section.ts`; nothing here draws.
 */
import type { CommentAuthor, Grant, Member, Passage } from '@roomful/protocol'
import type { Comments } from '../../room/comments.js'
import type { Moderation } from '../../room/moderation.js'
import type { Room } from '../../room/room.js'
import type { Write } from '../../room/writes.js'
import type { Drafts } from '../compose/drafts.js'
import type { Live } from '../live.js'
import type { CommentSpeech } from '../words/comments/comments-words.js'

/** Words that were sent, and are to be changed before they are sent again. */
export interface Rewritten {
  readonly text: string
  readonly parent: string | undefined
  readonly passage: Passage | undefined
}

export interface Desk {
  readonly live: Live
  readonly room: Room
  readonly root: ShadowRoot
  readonly comments: Comments
  readonly moderation: Moderation
  readonly speech: CommentSpeech
  readonly drafts: Drafts
  /** Whether the reader has this grant here. */
  may(grant: Grant): boolean
  /** Whether this is the reader. */
  isMe(author: CommentAuthor | undefined): boolean
  /** The reader as others will see them, as far as this page knows. */
  self(): CommentAuthor | undefined
  /** The member who is this person, if they are here and chose to be seen. */
  memberOf(person: string): Member | undefined
  /** The name to offer to a guest; undefined where the site says who somebody is. */
  guest(): { readonly name: string } | undefined
  /** The address of one comment. */
  addressOf(comment: string): string
  /** Says something to screen readers, when they have finished. */
  announce(text: string): void
  /** The same, for everybody to see for a moment. */
  tell(text: string): void
  /** Says when a write is done, and why it was refused; `isShown: false` where both can be seen in its place. */
  follow(write: Write<unknown>, how?: { readonly done?: string; readonly isShown?: boolean }): void
  /** The reader is writing, in a thread or a new one. */
  wrote(thread?: string): void
  /** Draws what has changed, without moving what is being read. */
  redraw(): void
  /** Opens the form for these words again, as a new comment or an answer. */
  rewrite(words: Rewritten): void
  /** Brings a comment into view; `isMarked` also takes the focus there and marks it for a moment. */
  reveal(comment: string, isMarked: boolean): void
}

/** [I2] The server names its guests like this; whoever has another name is known to the site. */
const GUEST = /^g_[\w-]{22}$/

/** Whether an id is that of a guest, who may choose a name. Before the server has answered everybody is. */
export function isGuest(id: string | undefined): boolean {
  return id === undefined || GUEST.test(id)
}
