/**
 * What a page knows of a room's comments, and in which order it shows them. Values only: what changes them is in
 * `step.ts` (the log, one's own writes) and `pages.ts` (what was read).
 *
 * Invariant: nothing that is shown changes its place unless the reader asks for it, so new ones are kept apart from what was
 * read, and what a comment was when it was read decides where it stands.
 */
import type { Comment, CommentSort, LogEntry, LogPosition } from '@roomful/protocol'
import type { KnownComment } from './merge.js'

/** The answers of one thread. */
export interface Answers {
  /** Shown, oldest first. */
  readonly ids: readonly string[]
  /** All there are have been read. */
  readonly isComplete: boolean
  /** The last one up to which all have been read: asks for what follows. */
  readonly cursor?: string | undefined
}

export interface CommentList {
  readonly sort: CommentSort
  readonly known: ReadonlyMap<string, KnownComment>
  /** Threads as they were read. */
  readonly order: readonly string[]
  /** How many at the beginning of `order` were pinned then. */
  readonly pinned: number
  /** Threads that came later and are shown by now: own ones, and those the reader asked for. */
  readonly revealed: readonly string[]
  /** Threads and answers that came later and are held back. */
  readonly fresh: readonly string[]
  readonly answers: ReadonlyMap<string, Answers>
  /** Asks for the next page. */
  readonly more: string | undefined
  /** It was read around one comment, so that there is something before it, too. */
  readonly isAround: boolean
  readonly total: number
  readonly closed: boolean
  /** Up to where `total` counts. */
  readonly countedAt: number
  /** Of the newest comment heard of. */
  readonly newestMs: number
  /** What the oldest page that is shown was read at; undefined before the first. */
  readonly readAt: Pick<LogPosition, 'epoch' | 'offset'> | undefined
  /** [G4] Where the log began or began again: a page from before is of no use. */
  readonly begins: Pick<LogPosition, 'epoch' | 'offset'> | undefined
  /** What is shown is from before that. */
  readonly isStale: boolean
  /** Pages on their way, and what came since they were asked for. */
  readonly reads: number
  readonly loose: readonly LogEntry[]
  readonly looseOwn: readonly Comment[]
  /** The person at this page, where known. */
  readonly me: string | undefined
  /** New comments of this page wait for their answer, so one's own may be heard of before it is known which it is. */
  readonly isSending: boolean
}

export function createCommentList(sort: CommentSort): CommentList {
  return {
    sort,
    known: new Map(),
    order: [],
    pinned: 0,
    revealed: [],
    fresh: [],
    answers: new Map(),
    more: undefined,
    isAround: false,
    total: 0,
    closed: false,
    countedAt: 0,
    newestMs: 0,
    readAt: undefined,
    begins: undefined,
    isStale: false,
    reads: 0,
    loose: [],
    looseOwn: [],
    me: undefined,
    isSending: false,
  }
}

/** The threads that are shown, in order. */
export function threadsOf(list: CommentList): readonly string[] {
  const { order, pinned, revealed, sort } = list
  const late = byTime(list, revealed)
  return sort === 'old' ? [...order, ...late] : [...order.slice(0, pinned), ...late.reverse(), ...order.slice(pinned)]
}

/** How many answers of a thread have not been read. */
export function unreadAnswers(list: CommentList, thread: string): number {
  const answers = list.answers.get(thread)
  if (!answers || answers.isComplete) return 0
  const heardOf = [...answers.ids, ...list.fresh.filter((id) => list.known.get(id)?.comment.thread === thread)]
  const replies = list.known.get(thread)?.comment.replies ?? 0
  return Math.max(1, replies - countVisible(list, heardOf))
}

export function countVisible({ known }: CommentList, ids: readonly string[]): number {
  return ids.filter((id) => known.get(id)?.comment.status === 'visible').length
}

export function byTime({ known }: CommentList, ids: readonly string[]): string[] {
  const time = (id: string): number => known.get(id)?.comment.atMs ?? 0
  return [...ids].sort((a, b) => time(a) - time(b))
}

/** Whether the comment is this person's own. */
export function isOwn({ me }: CommentList, { author }: Comment): boolean {
  return me !== undefined && author?.id === me
}

/** Adds a comment that was not known, held back. */
export function withFresh(list: CommentList, added: KnownComment): CommentList {
  const { id, thread } = added.comment
  const isThread = thread === undefined && !list.answers.has(id)
  return {
    ...list,
    known: new Map(list.known).set(id, added),
    fresh: [...list.fresh, id],
    ...(isThread && { answers: new Map(list.answers).set(id, { ids: [], isComplete: true }) }),
  }
}

/** Shows those held back that `isWanted` names: threads at the edge where new ones belong, answers after the others. */
export function reveal(list: CommentList, isWanted: (comment: Comment) => boolean): CommentList {
  const fresh: string[] = []
  const revealed = [...list.revealed]
  const answers = new Map(list.answers)
  for (const id of list.fresh) {
    const comment = list.known.get(id)?.comment
    if (!comment) continue
    const { thread } = comment
    if (!isWanted(comment)) fresh.push(id)
    else if (thread === undefined) revealed.push(id)
    else {
      const before = answers.get(thread)
      if (before) answers.set(thread, { ...before, ids: [...before.ids, id] })
    }
  }
  return { ...list, fresh, revealed, answers }
}
