import type { Comment, CommentPage, CommentSort, LogEntry } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCommentList, threadsOf, unreadAnswers, type CommentList } from './list.js'
import { comment, createCommentServer, part, whole } from '../../../test/comment-server.js'
import { stepComments, type CommentEvent } from './step.js'

const page = (list: Comment[], patch: Partial<CommentPage> = {}): CommentPage => ({
  list,
  total: list.length,
  closed: false,
  epoch: 'e',
  offset: 10,
  ...patch,
})
const read = (first: CommentPage, sort: CommentSort = 'new'): CommentEvent[] => [
  { type: 'asked' },
  { type: 'read', pages: [first], sort, isAround: false },
]
const entries = (...list: LogEntry[]): CommentEvent => ({ type: 'entries', list })

function run(events: readonly CommentEvent[], from: CommentList = createCommentList('new')): CommentList {
  return events.reduce(stepComments, from)
}
const text = (list: CommentList, id: string): string | undefined => list.known.get(id)?.comment.text
const answersOf = (list: CommentList, id: string): readonly string[] => list.answers.get(id)?.ids ?? []

test('[T7] new threads and answers are held back until they are asked for, and then stand where new ones belong', () => {
  const pinned = comment('p', { pinned: true })
  const first = run(
    read(page([pinned, comment('a', { atMs: 5 }), comment('a1', { thread: 'a', parent: 'a', atMs: 6 })])),
  )
  const late = run(
    [
      entries(
        whole(comment('b', { o: 11, atMs: 8 })),
        whole(comment('a2', { o: 12, thread: 'a', parent: 'a', atMs: 9 })),
        whole(comment('c', { o: 13, atMs: 10 })),
      ),
    ],
    first,
  )
  expect(threadsOf(late)).toEqual(['p', 'a'])
  expect(answersOf(late, 'a')).toEqual(['a1'])
  expect(late.fresh).toEqual(['b', 'a2', 'c'])
  expect(late.total).toBe(6)
  const thread = run([{ type: 'show', thread: 'a' }], late)
  expect(answersOf(thread, 'a')).toEqual(['a1', 'a2'])
  expect(thread.fresh).toEqual(['b', 'c'])
  const all = run([{ type: 'show', thread: undefined }], late)
  expect(threadsOf(all)).toEqual(['p', 'c', 'b', 'a'])
  expect(all.fresh).toEqual([])
  expect(threadsOf(run([{ type: 'show', thread: undefined }], { ...late, sort: 'old' }))).toEqual(['p', 'a', 'b', 'c'])
})

test('[G3] what the log says while a page is on its way stands against the page, whichever comes first', () => {
  const change = part(12, 'a', { text: 'newer' })
  const asked: CommentEvent = { type: 'asked' }
  const [, came] = read(page([comment('a', { text: 'older' })])) as [CommentEvent, CommentEvent]
  for (const events of [
    [asked, came, entries(change)],
    [asked, entries(change), came],
    [asked, entries(change), came, entries(change)],
  ]) {
    expect(text(run(events), 'a')).toBe('newer')
  }
  // What the page knows already is not undone by an entry from before it.
  expect(text(run([asked, entries(part(9, 'a', { text: 'ancient' })), came]), 'a')).toBe('older')
})

test('[T4] a deleted comment leaves nothing but its place', () => {
  const list = run([
    ...read(page([comment('a', { replies: 1, mine: ['👏'] }), comment('a1', { thread: 'a', parent: 'a' })])),
    entries(part(11, 'a', { status: 'deleted' })),
  ])
  expect(list.known.get('a')?.comment).toEqual({
    id: 'a',
    o: 11,
    status: 'deleted',
    text: '',
    atMs: 1,
    reactions: [],
    replies: 1,
  })
  expect(list.total).toBe(1)
})

test('[T5] the log says how many signs there are; which are the reader’s own stays known', () => {
  const list = run([
    ...read(page([comment('a', { mine: ['👏'], pinned: true })])),
    entries(part(11, 'a', { reactions: [['👏', 3]], pinned: null })),
    entries(whole(comment('a', { o: 12, text: 'whole' }))),
  ])
  expect(list.known.get('a')?.comment).toEqual(comment('a', { o: 12, text: 'whole', mine: ['👏'] }))
})

test('[T9] the total and whether the room is closed come from the room where it says so', () => {
  const list = run([
    ...read(page([], { total: 40 })),
    entries(whole(comment('b', { o: 11, atMs: 9 })), { o: 12, k: 'thread', i: 'room', v: { total: 41, closed: true } }),
    entries({ o: 3, k: 'thread', i: 'room', v: { total: 2, closed: false } }),
  ])
  expect([list.total, list.closed]).toEqual([41, true])
})

test('[T7] a comment that stands on a page not read yet is not new', () => {
  const list = run([
    ...read(page([comment('b', { atMs: 50 }), comment('a', { atMs: 40 })], { more: 'next', total: 9 })),
    entries(whole(comment('old', { o: 11, atMs: 3 })), whole(comment('new', { o: 12, atMs: 60 }))),
  ])
  expect(list.fresh).toEqual(['new'])
  expect(list.total).toBe(10)
  const long = run([
    ...read(page([comment('a', { replies: 80 }), comment('a1', { thread: 'a' })])),
    entries(whole(comment('a99', { o: 11, thread: 'a', atMs: 99 }))),
  ])
  expect(long.fresh).toEqual([])
  expect(unreadAnswers(long, 'a')).toBe(79)
})

test('[T7] one’s own comment appears at once, also from another tab, and never twice', () => {
  const me: CommentEvent = { type: 'self', me: 'ada', isSending: false }
  const sending: CommentEvent = { ...me, isSending: true }
  const own = comment('b', { o: 11, atMs: 9 })
  const start = run([...read(page([comment('a')])), me])
  expect(threadsOf(run([entries(whole(own))], start))).toEqual(['b', 'a'])
  // The log may be faster than the answer that names it.
  const early = run([sending, entries(whole(own))], start)
  expect(threadsOf(early)).toEqual(['a'])
  expect(threadsOf(run([{ type: 'own', comment: own }], early))).toEqual(['b', 'a'])
  const late = run([sending, { type: 'own', comment: own }, me, entries(whole(own))], start)
  expect(threadsOf(late)).toEqual(['b', 'a'])
  expect(late.total).toBe(2)
})

test('[T7] what was shown ahead of its page stands once, where the page says', () => {
  const me: CommentEvent = { type: 'self', me: 'ada', isSending: false }
  const start = run([...read(page([comment('a')], { more: 'next' }), 'old'), me], createCommentList('old'))
  const own = run([entries(whole(comment('z', { o: 11, atMs: 9 })))], start)
  expect(threadsOf(own)).toEqual(['a', 'z'])
  const more = page([comment('b', { atMs: 2 }), comment('z', { o: 11, atMs: 9 }), comment('y', { atMs: 9 })], {
    offset: 12,
    total: 4,
  })
  const all = run([{ type: 'asked' }, { type: 'more', page: more }], own)
  expect(threadsOf(all)).toEqual(['a', 'b', 'z', 'y'])
  expect([all.total, all.more, all.reads]).toEqual([4, undefined, 0])
})

test('[M1] an edit that is held stays before its author’s eyes when it is gone for everybody else', () => {
  const edited = comment('a', { o: 0, status: 'held', text: 'edited' })
  const gone = entries(part(11, 'a', { status: 'deleted' }))
  const own: CommentEvent = { type: 'own', comment: edited }
  for (const events of [
    [own, gone],
    [gone, own],
  ]) {
    const list = run([...read(page([comment('a')])), ...events])
    expect(list.known.get('a')?.comment).toMatchObject({ status: 'held', text: 'edited' })
    expect(list.total).toBe(0)
    const approved = run([entries(whole(comment('a', { o: 12, text: 'edited' })))], list)
    expect(approved.known.get('a')?.comment.status).toBe('visible')
    expect(run([entries(part(13, 'a', { status: 'deleted' }))], approved).known.get('a')?.comment.status).toBe(
      'deleted',
    )
  }
})

test('[G4] after a reset a page from before it is not taken, and what comes meanwhile is kept for the one that is', () => {
  const stale = run([
    ...read(page([comment('a', { text: 'then' })])),
    { type: 'asked' },
    { type: 'reset', position: { epoch: 'f', offset: 3 } },
    entries(part(4, 'a', { text: 'latest' })),
    { type: 'read', pages: [page([comment('a')])], sort: 'new', isAround: false },
  ])
  expect([stale.isStale, text(stale, 'a')]).toEqual([true, 'then'])
  const again = run(
    [
      { type: 'asked' },
      entries(part(5, 'a', { text: 'last' })),
      { type: 'read', pages: [page([comment('a')], { epoch: 'f', offset: 4 })], sort: 'new', isAround: false },
    ],
    stale,
  )
  expect([again.isStale, text(again, 'a')]).toEqual([false, 'last'])
  // Read where the log begins, or later: nothing to read again.
  expect(run([{ type: 'reset', position: { epoch: 'f', offset: 4 } }], again).isStale).toBe(false)
})

const step = fc.record({
  do: fc.constantFrom(
    'add',
    'answer',
    'edit',
    'react',
    'remove',
    'hear',
    'hear',
    'ask',
    'ask',
    'answer page',
    'arrive',
    'show',
    'start over',
  ),
  at: fc.nat(20),
})

test('[G3,T7] any order of pages and entries: in the end the page shows what is there, and nothing moves by itself', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const server = createCommentServer()
      let list = createCommentList('new')
      const log: CommentEvent[] = [{ type: 'reset', position: server.position() }]
      /** Asked, answered, on its way: a question is answered at some moment after it was asked. */
      let asked: (() => CommentEvent)[] = []
      let coming: CommentEvent[] = []

      const feed = (event: CommentEvent): void => {
        const before = threadsOf(list)
        const isSame = list.readAt
        list = stepComments(list, event)
        if (event.type === 'read' || event.type === 'show' || !isSame) return
        expect(threadsOf(list).slice(0, before.length)).toEqual(before)
      }
      const ask = (at: number): void => {
        const { more } = list
        const thread = threadsOf(list).find((id) => unreadAnswers(list, id) > 0)
        const isReading = asked.length + coming.length > 0
        if (isReading && at % 3 !== 0) return
        feed({ type: 'asked' })
        if (!list.readAt || list.isStale || at % 3 === 0)
          asked.push(() => ({ type: 'read', pages: [server.first()], sort: 'new', isAround: false }))
        else if (thread !== undefined && at % 3 === 1) {
          const { cursor } = list.answers.get(thread) ?? {}
          asked.push(() => ({ type: 'thread', thread, page: server.thread(thread, cursor) }))
        } else if (more !== undefined) asked.push(() => ({ type: 'more', page: server.first(more) }))
        else feed({ type: 'unread' })
      }
      const hear = (): void => {
        const event = log.shift()
        if (!event) return
        // A page that shows something from before asks again at once.
        feed(event)
        if (event.type === 'reset') ask(0)
      }
      const answerAll = (): void => {
        coming.push(...asked.map((answer) => answer()))
        asked = []
      }
      for (const { do: what, at } of steps) {
        const all = [...server.all.values()]
        const one = all[at % Math.max(1, all.length)]
        const visible = one?.status === 'visible' ? one : undefined
        if (what === 'add') log.push(entries(server.add()))
        else if (what === 'answer' && visible) log.push(entries(server.add(visible)))
        else if (what === 'edit' && visible) log.push(entries(server.edit(visible)))
        else if (what === 'react' && visible) log.push(entries(server.react(visible)))
        else if (what === 'remove' && visible) log.push(entries(server.remove(visible)))
        else if (what === 'hear') hear()
        else if (what === 'ask') ask(at)
        else if (what === 'answer page') answerAll()
        else if (what === 'arrive') {
          const [event] = coming.splice(at % Math.max(1, coming.length), 1)
          if (event) feed(event)
        } else if (what === 'show') feed({ type: 'show', thread: undefined })
        else if (what === 'start over') {
          server.startOver()
          log.push({ type: 'reset', position: server.position() })
        }
      }
      while (log.length > 0) hear()
      answerAll()
      for (const event of coming) feed(event)
      coming = []
      const totalShown = list.total
      const wasRead = list.readAt !== undefined && !list.isStale
      for (let i = 0; i < 200; i++) {
        const isDone =
          list.readAt &&
          !list.isStale &&
          list.more === undefined &&
          threadsOf(list).every((id) => unreadAnswers(list, id) === 0)
        if (isDone) break
        ask(list.readAt && !list.isStale ? (list.more === undefined ? 1 : 2) : 0)
        answerAll()
        for (const event of coming) feed(event)
        coming = []
      }
      feed({ type: 'show', thread: undefined })
      if (wasRead) expect(totalShown).toBe(server.total())
      const shown = threadsOf(list).flatMap((id) => [id, ...answersOf(list, id)])
      expect(new Set(shown).size).toBe(shown.length)
      const isShownAs = (id: string): unknown => {
        const { replies: _replies, ...rest } = list.known.get(id)?.comment ?? {}
        return rest
      }
      for (const [id, truth] of server.all) {
        if (shown.includes(id)) expect(isShownAs(id)).toEqual(truth)
        else expect(server.isThere(truth) ? [id, truth.status] : 'not there').toBe('not there')
      }
    }),
    { numRuns: 400 },
  )
})
