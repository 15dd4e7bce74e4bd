/**
 * Takes in what was read of a room's comments. [T7]
 *
 * A page says what each of its comments was at the page's offset. Invariant [G3]: a page from before the log's beginning is
 * not taken at all, and what the log has said since a page's offset stands against the page.
 */
import { MAX_THREAD_REPLIES, type CommentPage, type CommentSort } from '@roomful/protocol'
import { isVisible } from './merge.js'
import { byTime, countVisible, createCommentList, type CommentList } from './list.js'

/** What is shown after a reading from the beginning; undefined when the pages are of no use. */
export function readAnew(
  list: CommentList,
  pages: readonly CommentPage[],
  sort: CommentSort,
  isAround: boolean,
): CommentList | undefined {
  const last = pages.at(-1)
  if (!last || !pages.every((page) => isOfUse(list, page) && page.epoch === last.epoch)) return undefined
  const { reads, loose, looseOwn, begins, me, isSending } = list
  let next: CommentList = { ...createCommentList(sort), reads, loose, looseOwn, begins, me, isSending }
  for (const page of pages) next = withPage(next, page)
  const pinned = next.order.findIndex((id) => next.known.get(id)?.comment.pinned !== true)
  return {
    ...next,
    pinned: pinned < 0 ? next.order.length : pinned,
    more: last.more,
    isAround,
    total: last.total,
    closed: last.closed,
    countedAt: last.offset,
    readAt: { epoch: last.epoch, offset: Math.min(...pages.map(({ offset }) => offset)) },
  }
}

/** What is shown with the next page at its end. */
export function readMore(list: CommentList, page: CommentPage): CommentList | undefined {
  if (!list.readAt || list.isStale || !isOfUse(list, page)) return undefined
  return { ...withPage(list, page), ...counted(list, page), more: page.more }
}

/** What is shown with more answers in one thread. */
export function readThread(list: CommentList, thread: string, page: CommentPage): CommentList | undefined {
  const before = list.answers.get(thread)
  if (!before || list.isStale || !isOfUse(list, page)) return undefined
  const read = withPage(list, page)
  const ids = byTime(read, [...new Set([...before.ids, ...(read.answers.get(thread)?.ids ?? [])])])
  const answers = new Map(list.answers).set(thread, { ids, isComplete: page.more === undefined, cursor: page.more })
  // The thread itself may come with its answers; its place is where it is.
  return { ...read, ...counted(list, page), answers, order: list.order, revealed: list.revealed }
}

/** What a later page says of the room as a whole. */
function counted(list: CommentList, { total, closed, offset }: CommentPage): Partial<CommentList> {
  return offset < list.countedAt ? {} : { total, closed, countedAt: offset }
}

function isOfUse({ begins }: CommentList, { epoch, offset }: CommentPage): boolean {
  return begins === undefined || (epoch === begins.epoch && offset >= begins.offset)
}

/** Threads in the order of the page, each with its answers. */
function withPage(list: CommentList, page: CommentPage): CommentList {
  const known = new Map(list.known)
  const answers = new Map(list.answers)
  const order = [...list.order]
  let { newestMs } = list
  for (const comment of page.list) {
    const { id, thread } = comment
    newestMs = Math.max(newestMs, comment.atMs)
    if (page.offset >= (known.get(id)?.asOf ?? 0))
      known.set(id, { comment, asOf: page.offset, isCounted: isVisible(comment) })
    if (thread === undefined) {
      if (!order.includes(id)) order.push(id)
    } else {
      const ids = answers.get(thread)?.ids ?? []
      if (!ids.includes(id)) answers.set(thread, { ids: [...ids, id], isComplete: true })
    }
  }
  const inPage = new Set(page.list.map(({ id }) => id))
  const revealed = list.revealed.filter((id) => !inPage.has(id))
  const fresh = list.fresh.filter((id) => !inPage.has(id))
  const next = { ...list, known, answers, order, revealed, fresh, newestMs }
  for (const { id, thread, replies = 0 } of page.list) {
    if (thread !== undefined) continue
    const read = page.list.filter((each) => each.thread === id)
    const ids = answers.get(id)?.ids ?? []
    // Beyond the first ones there may be a gap, before an answer that was linked to.
    const cursor = read.slice(0, MAX_THREAD_REPLIES).at(-1)?.id
    answers.set(id, { ids: byTime(next, ids), isComplete: replies <= countVisible(next, ids), cursor })
  }
  return next
}
