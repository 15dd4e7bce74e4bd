/**
 * A server's comments as a page meets them: their log, and pages of what is there at any moment.
 *
 * Two threads a page, two answers a thread, so that a test needs few of them. Entries are whole where a comment is new or gone,
 * else the fields that changed. [G3,T7]
 */
import type { Comment, CommentPage, JsonFields, LogEntry } from '@roomful/protocol'

export const comment = (id: string, patch: Partial<Comment> = {}): Comment => ({
  id,
  o: 1,
  status: 'visible',
  author: { id: 'ada', name: 'Ada' },
  text: id,
  atMs: 1,
  reactions: [],
  ...patch,
})
export const whole = (each: Comment): LogEntry => ({
  o: each.o,
  k: 'comment',
  i: each.id,
  v: { ...each } as unknown as JsonFields,
  w: true,
})
export const part = (o: number, i: string, v: JsonFields): LogEntry => ({ o, k: 'comment', i, v })

/** The server: comments, their log, and pages of what is there. */
export function createCommentServer() {
  const all = new Map<string, Comment>()
  let [epoch, offset, now] = [1, 0, 0]
  const threads = (): Comment[] => [...all.values()].filter(({ thread }) => thread === undefined)
  const answers = (id: string): Comment[] => [...all.values()].filter(({ thread }) => thread === id)
  const isThere = (each: Comment): boolean => each.status === 'visible' || answers(each.id).some(isThere)
  const sorted = (): Comment[] =>
    threads()
      .filter(isThere)
      .sort((a, b) => Number(b.pinned ?? false) - Number(a.pinned ?? false) || b.atMs - a.atMs)
  const total = (): number => [...all.values()].filter(({ status }) => status === 'visible').length
  const put = (each: Comment, v?: JsonFields): LogEntry => {
    const made = { ...each, o: ++offset }
    all.set(each.id, made)
    return v ? part(offset, each.id, v) : whole(made)
  }
  const position = () => ({ epoch: `e${epoch}`, offset })
  const asPage = (list: Comment[], more: string | undefined): CommentPage => ({
    list,
    total: total(),
    closed: false,
    ...position(),
    ...(more === undefined ? {} : { more }),
  })
  const withReplies = (each: Comment): Comment => ({
    ...each,
    replies: answers(each.id).filter(({ status }) => status === 'visible').length,
  })
  return {
    all,
    position,
    total,
    isThere,
    add(parent?: Comment): LogEntry {
      const id = `c${++now}`
      const thread = parent && (parent.thread ?? parent.id)
      return put(comment(id, { atMs: now, ...(thread && parent ? { thread, parent: parent.id } : {}) }))
    },
    edit: (each: Comment): LogEntry => put({ ...each, text: `edit ${offset}` }, { text: `edit ${offset}` }),
    react: (each: Comment): LogEntry => put({ ...each, reactions: [['👏', offset]] }, { reactions: [['👏', offset]] }),
    remove(each: Comment): LogEntry {
      const { id, atMs, thread, parent } = each
      const mark = {
        id,
        atMs,
        status: 'deleted',
        text: '',
        reactions: [],
        ...(thread ? { thread } : {}),
        ...(parent ? { parent } : {}),
      }
      return put(mark as unknown as Comment)
    },
    startOver() {
      epoch++
      offset = 0
      for (const each of [...all.values()]) all.set(each.id, { ...each, o: ++offset })
    },
    /** Two threads a page, two answers a thread. `cursor`: what was before. */
    first(cursor?: string): CommentPage {
      const at = cursor === undefined ? 0 : Number(cursor)
      const rest = sorted().filter(({ atMs }) => cursor === undefined || atMs < at)
      const list = rest.slice(0, 2)
      const more = rest.length > 2 ? String(list.at(-1)?.atMs) : undefined
      return asPage(
        list.flatMap((each) => [withReplies(each), ...answers(each.id).filter(isThere).slice(0, 2)]),
        more,
      )
    },
    thread(id: string, cursor?: string): CommentPage {
      const at = (cursor === undefined ? undefined : all.get(cursor)?.atMs) ?? 0
      const rest = answers(id).filter((each) => isThere(each) && each.atMs > at)
      return asPage(rest.slice(0, 3), rest.length > 3 ? rest[2]?.id : undefined)
    },
  }
}
