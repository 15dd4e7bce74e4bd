/**
 * Comments as everybody sees them: the shape of a comment and of what travels with it. [T1–T9]
 *
 * Types only. What a client may write is checked by the server's feature; the text's grammar is in `markdown.ts`, a
 * passage's shape in `passage.ts`. A deleted comment keeps its place in the thread and nothing of its author or words. [T4]
 */
import type { Passage } from './passage.js'

/** [T2] Who wrote it, as the server vouches for them. */
export interface CommentAuthor {
  readonly id: string
  readonly name: string
  readonly avatar?: string
  readonly color?: number
  readonly role?: string
  /** The site vouches for the name. */
  readonly verified?: true
  readonly robot?: true
}

/** A person named in a text. [T6] */
export interface Mention {
  readonly id: string
  readonly name: string
}

/** What a comment is to whoever reads it. Others only ever see `visible` and `deleted`. [M1] */
export type CommentStatus = 'visible' | 'held' | 'rejected' | 'deleted'

/** [T1] One comment. */
export interface Comment {
  /** Made by the server; also its name in a permalink. */
  readonly id: string
  /** [G3] Of its last public change; 0 while nobody else may see it. */
  readonly o: number
  readonly status: CommentStatus
  /** The comment it answers; absent for the first of a thread. */
  readonly parent?: string
  /** The first comment of the thread; absent for that one itself. */
  readonly thread?: string
  /** Absent when deleted. */
  readonly author?: CommentAuthor
  /** Source of the small Markdown subset; empty when deleted. */
  readonly text: string
  readonly atMs: number
  readonly editedMs?: number
  /** [T5] Signs and how many people gave each, most first. */
  readonly reactions: readonly (readonly [emoji: string, count: number])[]
  readonly mentions?: readonly Mention[]
  readonly passage?: Passage
  readonly pinned?: true
  /** [T8] Of the first in a thread: the matter is settled. */
  readonly resolved?: true
  /** Of the first in a thread: how many visible answers it has. */
  readonly replies?: number
  /** The reader's own signs; only in answers to the reader. */
  readonly mine?: readonly string[]
}

/** [T7] In which order threads are read. */
export type CommentSort = 'new' | 'old' | 'top'

/** [T7] One page of a room's comments: threads in order, each followed by its answers, oldest first. */
export interface CommentPage {
  readonly list: readonly Comment[]
  /** Asks for what follows; absent at the end. */
  readonly more?: string
  /** All visible comments of the room. */
  readonly total: number
  /** [T9] Nobody can add any more. */
  readonly closed: boolean
  /** [G3] How much of the log this page already contains. */
  readonly epoch: string
  readonly offset: number
}
