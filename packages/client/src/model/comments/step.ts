/**
 * What a page shows of a room's comments, as a pure machine: pages that were read, and the log that goes on meanwhile. [T7,G3]
 *
 * Invariant: pages and entries in any order give the same comments, because each says of which offset it is, and what comes
 * while a page is on its way is heard again when it has come.
 */
import type { Comment, CommentPage, CommentSort, LogEntry, LogPosition } from '@roomful/protocol'
import { isOwn, reveal, withFresh, type CommentList } from './list.js'
import { changeComment, isVisible, type KnownComment } from './merge.js'
import { readAnew, readMore, readThread } from './pages.js'

export type CommentEvent =
  /** A page was asked for. */
  | { readonly type: 'asked' }
  /** It will not come, or is not wanted any more. */
  | { readonly type: 'unread' }
  /** Everything from the beginning, in place of what is shown. */
  | {
      readonly type: 'read'
      readonly pages: readonly CommentPage[]
      readonly sort: CommentSort
      readonly isAround: boolean
    }
  /** What follows. */
  | { readonly type: 'more'; readonly page: CommentPage }
  | { readonly type: 'thread'; readonly thread: string; readonly page: CommentPage }
  /** The log begins here, or begins again. */
  | { readonly type: 'reset'; readonly position: Pick<LogPosition, 'epoch' | 'offset'> }
  | { readonly type: 'entries'; readonly list: readonly LogEntry[] }
  /** The server's answer to one's own write. */
  | { readonly type: 'own'; readonly comment: Comment }
  /** Who is at this page, and whether new comments of theirs are on their way. */
  | { readonly type: 'self'; readonly me: string | undefined; readonly isSending: boolean }
  /** Shows what was held back: all of it, or that of one thread. */
  | { readonly type: 'show'; readonly thread: string | undefined }

export function stepComments(list: CommentList, event: CommentEvent): CommentList {
  switch (event.type) {
    case 'asked':
      return { ...list, reads: list.reads + 1 }
    case 'unread':
      return came(list, undefined)
    case 'read':
      return came(list, readAnew(list, event.pages, event.sort, event.isAround))
    case 'more':
      return came(list, readMore(list, event.page))
    case 'thread':
      return came(list, readThread(list, event.thread, event.page))
    case 'reset':
      return reset(list, event.position)
    case 'entries':
      return heard(list.reads > 0 ? { ...list, loose: [...list.loose, ...event.list] } : list, event.list)
    case 'own':
      return answeredOwn(
        list.reads > 0 ? { ...list, looseOwn: [...list.looseOwn, event.comment] } : list,
        event.comment,
      )
    case 'self':
      return settled({ ...list, me: event.me, isSending: event.isSending })
    case 'show':
      return reveal(list, ({ id, thread }) => event.thread === undefined || (thread ?? id) === event.thread)
  }
}

/** A page has come. What has been heard since it was asked for may be about what it brought. */
function came(list: CommentList, read: CommentList | undefined): CommentList {
  let next = read ?? list
  if (read) {
    next = heard(next, list.loose)
    // What the page says of a held one is newer than the answer.
    for (const each of list.looseOwn) if (each.o > 0 || !read.known.has(each.id)) next = answeredOwn(next, each)
  }
  const reads = Math.max(0, list.reads - 1)
  return reads > 0 ? { ...next, reads } : { ...next, reads, loose: [], looseOwn: [] }
}

/** [G4] */
function reset(list: CommentList, { epoch, offset }: Pick<LogPosition, 'epoch' | 'offset'>): CommentList {
  const { readAt } = list
  const isStale = readAt !== undefined && (readAt.epoch !== epoch || readAt.offset < offset)
  return { ...list, begins: { epoch, offset }, isStale, loose: [], looseOwn: [] }
}

function heard(list: CommentList, entries: readonly LogEntry[]): CommentList {
  // Before the first page and after a reset there is nothing to change; the page that is on its way is changed when it comes.
  if (!list.readAt || list.isStale) return list
  return entries.reduce((next, entry) => (entry.k === 'comment' ? heardOne(next, entry) : heardRoom(next, entry)), list)
}

/** [T9] */
function heardRoom(list: CommentList, { o, k, i, v }: LogEntry): CommentList {
  if (k !== 'thread' || i !== 'room' || o <= list.countedAt) return list
  const { closed, total } = v
  return {
    ...list,
    countedAt: o,
    ...(typeof closed === 'boolean' && { closed }),
    ...(typeof total === 'number' && { total }),
  }
}

function heardOne(list: CommentList, entry: LogEntry): CommentList {
  const before = list.known.get(entry.i)
  const after = changeComment(before, entry)
  if (!after) return list
  const { comment } = after
  const counted = recount(list, entry.o, before, comment)
  if (before) return { ...counted, known: new Map(list.known).set(comment.id, after) }
  if (comment.status === 'deleted' || !hasPlace(list, comment)) return counted
  return settled(withFresh(counted, after))
}

/** [T7] One's own appear at once; unless the answer that says which of them this is, is still on its way. */
function settled(list: CommentList): CommentList {
  return list.isSending ? list : reveal(list, (comment) => isOwn(list, comment))
}

/** Keeps the total true where the room itself is not told. */
function recount(list: CommentList, o: number, before: KnownComment | undefined, after: Comment): CommentList {
  const newestMs = Math.max(list.newestMs, after.atMs)
  if (o <= list.countedAt) return { ...list, newestMs }
  const is = isVisible(after)
  // Of one that was not read it is only known when it was written, or that it is gone from where nothing was read.
  const was = before ? before.isCounted : is ? after.atMs < list.newestMs : !isAllRead(list, after)
  return { ...list, newestMs, countedAt: o, total: list.total + Number(is) - Number(was) }
}

/** Whether everything was read where this comment stands. */
function isAllRead(list: CommentList, { thread }: Comment): boolean {
  if (thread !== undefined) return list.answers.get(thread)?.isComplete === true
  return list.more === undefined && !list.isAround
}

/** Whether a comment nobody has told us of stands among those that were read. Otherwise it is where "more" leads. */
function hasPlace(list: CommentList, comment: Comment): boolean {
  const { thread, atMs } = comment
  if (thread !== undefined && !list.answers.has(thread)) return false
  if (isOwn(list, comment) || isAllRead(list, comment)) return true
  if (thread !== undefined) return false
  if (list.isAround || list.sort === 'top') return atMs > list.newestMs
  const times = list.order.slice(list.pinned).flatMap((id) => list.known.get(id)?.comment.atMs ?? [])
  return list.sort === 'new' ? atMs >= Math.min(...times) : atMs <= Math.max(...times)
}

function answeredOwn(list: CommentList, comment: Comment): CommentList {
  const { id, thread, o, status } = comment
  const before = list.known.get(id)
  if (!list.readAt || (thread !== undefined && !list.answers.has(thread))) return list
  // [M1] What is held has no offset: it is what its author sees, whatever the log says of it.
  const isNewer = o === 0 || o >= (before?.asOf ?? 0)
  const kept = isNewer || !before ? comment : before.comment
  const mine = comment.mine ?? before?.comment.mine
  const after: KnownComment = {
    comment: mine ? { ...kept, mine } : kept,
    // One less than it is of: the log will say the same, and is what the total goes by.
    asOf: Math.max(o - 1, before?.asOf ?? 0),
    isCounted: before?.isCounted ?? false,
    isVeiled: o === 0 && before?.comment.status !== 'deleted',
  }
  const isPlaced = before !== undefined || status === 'deleted'
  const next = isPlaced ? { ...list, known: new Map(list.known).set(id, after) } : withFresh(list, after)
  return reveal(next, (each) => each.id === id)
}
