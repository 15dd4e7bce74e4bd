/** What every store has to keep about lists of comments. [T6, T7] */
import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict'
import { MAX_THREAD_REPLIES } from '@roomful/protocol'
import type { CommentSort } from '@roomful/protocol'
import type { Check } from './place.js'
import { ROOM, add, added, checkStore, idsOf, nextMs, pageOf, person, react, remove, write } from './place.js'
import type { Store } from '../store.js'

export const PAGE_CHECKS: readonly Check[] = [
  checkStore('[T7] threads are read by new, old or top, pinned ones first, answers in order of time', async (store) => {
    const [a, b, c] = [await added(store), await added(store), await added(store)]
    const b2 = await added(store, { parent: b })
    const b3 = await added(store, { parent: b2 })
    await react(store, a, { author: 'p1' })
    await react(store, a, { author: 'p2' })
    await react(store, a, { author: 'p3' })
    deepStrictEqual(await idsOf(store, { sort: 'old' }), [a, b, b2, b3, c])
    deepStrictEqual(await idsOf(store, { sort: 'new' }), [c, b, b2, b3, a])
    deepStrictEqual(await idsOf(store, { sort: 'top' }), [a, b, b2, b3, c])
    await write(store, { kind: 'comment.mark', change: { comment: c, mark: 'pinned', on: true, isModerator: true } })
    for (const sort of SORTS) strictEqual((await idsOf(store, { sort }))[0], c)
  }),
  checkStore(
    '[T7] page after page gives every thread once, in every order, whatever the page’s size',
    async (store) => {
      const threads = await manyThreads(store)
      for (const sort of SORTS) {
        const whole = (await pageOf(store, { sort })).list.filter(({ thread }) => thread === undefined)
        deepStrictEqual([...whole.map(({ id }) => id)].sort(), [...threads].sort())
        for (const limit of [1, 3, 7, 50]) {
          const pages = await allPages(store, sort, limit)
          deepStrictEqual(
            pages,
            whole.map(({ id }) => id),
            `${sort} by ${limit}`,
          )
        }
      }
    },
  ),
  checkStore('[T7] a cursor that no page has given out is refused', async (store) => {
    for (const cursor of ['', 'x', '1', '9.9.9.9', `0.1.2.${'x'.repeat(300)}`, "0.0.0.a' OR 1=1"])
      await pageOf(store, { cursor }).catch((error: { code?: string; at?: string }) =>
        deepStrictEqual([error.code, error.at], ['MESSAGE_INVALID', 'cursor']),
      )
    await rejects(pageOf(store, { cursor: 'x' }), { code: 'MESSAGE_INVALID', at: 'cursor' })
  }),
  checkStore('[T7] a long thread comes with its first answers, and the others are asked for', async (store) => {
    const root = await added(store)
    const other = await added(store)
    const count = MAX_THREAD_REPLIES + 25
    const answers: string[] = []
    for (let index = 0; index < count; index += 1) answers.push(await added(store, { parent: answers.at(-1) ?? root }))
    const { list } = await pageOf(store)
    deepStrictEqual(
      list.map(({ id }) => id),
      [root, ...answers.slice(0, MAX_THREAD_REPLIES), other],
    )
    strictEqual(list[0]?.replies, count)
    const rest = await pageOf(store, { thread: root, cursor: answers[MAX_THREAD_REPLIES - 1] ?? '', limit: 20 })
    deepStrictEqual(
      rest.list.map(({ id }) => id),
      answers.slice(MAX_THREAD_REPLIES, MAX_THREAD_REPLIES + 20),
    )
    const last = await pageOf(store, { thread: root, cursor: rest.more ?? '', limit: 20 })
    deepStrictEqual([last.list.map(({ id }) => id), last.more], [answers.slice(-5), undefined])
    const wanted = answers.at(-3) ?? ''
    const around = await idsOf(store, { around: wanted, limit: 1 })
    ok(around[0] === root && around.includes(wanted))
  }),
  checkStore('[T7] a link leads to the page its comment is on, and on from there', async (store) => {
    const threads = await manyThreads(store)
    const target = threads[9] ?? ''
    for (const sort of SORTS) {
      const all = await allPages(store, sort, 50)
      const from = all.slice(all.indexOf(target))
      const page = await pageOf(store, { sort, around: target, limit: 2 })
      const firsts = page.list.filter(({ thread }) => thread === undefined).map(({ id }) => id)
      deepStrictEqual(firsts, from.slice(0, 2))
      deepStrictEqual(await allPages(store, sort, 3, page.more), from.slice(2))
    }
    await rejects(pageOf(store, { around: 'unknown' }), { code: 'COMMENT_UNKNOWN' })
    const hidden = await added(store, { by: person('eve'), status: 'hidden' })
    await rejects(pageOf(store, { around: hidden, reader: 'ada' }), { code: 'COMMENT_UNKNOWN' })
    ok((await idsOf(store, { around: hidden, reader: 'eve' })).includes(hidden))
  }),
  checkStore('[T7] one’s own waiting comments stand in one’s pages where they belong', async (store) => {
    const eve = person('eve')
    const [a, held, b] = [await added(store), await added(store, { by: eve, status: 'held' }), await added(store)]
    const [a1, own, a2] = [
      await added(store, { parent: a }),
      await added(store, { parent: a, by: eve, status: 'held' }),
      await added(store, { parent: a }),
    ]
    deepStrictEqual(await idsOf(store, { reader: 'eve' }), [a, a1, own, a2, held, b])
    deepStrictEqual(await idsOf(store, { reader: 'bob' }), [a, a1, a2, b])
    deepStrictEqual(await allPages(store, 'new', 1, undefined, 'eve'), [b, held, a])
    deepStrictEqual(await idsOf(store, { reader: 'eve', thread: a }), [a1, own, a2])
    strictEqual((await pageOf(store, { reader: 'eve' })).total, 4)
  }),
  checkStore('[T7] a page of very long comments is cut, and goes on where it was cut', async (store) => {
    const text = 'x'.repeat(10_000)
    const asked = Array.from({ length: 45 }, () => added(store, { text }))
    const ids = await Promise.all(asked)
    const { list, more } = await pageOf(store)
    ok(list.length > 0 && list.length < ids.length)
    deepStrictEqual([...list.map(({ id }) => id), ...(await allPages(store, 'old', 50, more))], ids)
  }),
  checkStore('comments of one moment keep one order on all pages', async (store) => {
    const atMs = nextMs()
    const ids: string[] = []
    for (let index = 0; index < 9; index += 1) ids.push(await added(store, { atMs, comment: `c${(index * 5) % 9}` }))
    deepStrictEqual(await allPages(store, 'old', 2), [...ids].sort())
    deepStrictEqual(await allPages(store, 'new', 2), [...ids].sort().reverse())
  }),
  checkStore('[T6] people are found by the beginning of a word of their name', async (store) => {
    const names = ['Ada Lovelace', 'ÁDÁM', 'Bob_%', 'Lovell', 'Grada', 'Élise Ada']
    for (const [index, name] of names.entries()) await add(store, { by: person(`p${index}`, name) })
    await add(store, { by: person('far', 'Ada'), room: '/other' })
    const find = async (q: string, limit = 10): Promise<readonly string[]> =>
      (await store.read('comments.people', { room: ROOM, q, limit })).map(({ name }) => name).sort()
    deepStrictEqual(await find('ada'), ['Ada Lovelace', 'Élise Ada'])
    deepStrictEqual(await find('love'), ['Ada Lovelace', 'Lovell'])
    deepStrictEqual(await find('ádá'), ['ÁDÁM'])
    deepStrictEqual([await find('%'), await find('_'), await find('bob_%')], [[], [], ['Bob_%']])
    strictEqual((await find('', 3)).length, 3)
  }),
  checkStore('rooms are counted together, and the newest comments come first', async (store) => {
    const a = await added(store)
    const b = await added(store, { parent: a })
    await add(store, { status: 'held' })
    const c = await added(store)
    await remove(store, await added(store))
    deepStrictEqual(
      (await store.read('comments.latest', { room: ROOM, limit: 2 })).map(({ id }) => id),
      [c, b],
    )
    deepStrictEqual(await store.read('comments.counts', { rooms: [ROOM, '/none'] }), [
      { room: ROOM, total: 3 },
      { room: '/none', total: 0 },
    ])
    deepStrictEqual(await store.read('comments.counts', { rooms: [] }), [])
  }),
]

const SORTS = ['new', 'old', 'top'] as const

/** Threads of different age and score, two of them pinned, some of one score. */
async function manyThreads(store: Store): Promise<readonly string[]> {
  const threads: string[] = []
  for (let index = 0; index < 14; index += 1) {
    const id = await added(store)
    for (let sign = 0; sign < (index * 7) % 4; sign += 1) await react(store, id, { author: `p${sign}` })
    if (index % 5 === 1) await added(store, { parent: id })
    threads.push(id)
  }
  for (const comment of [threads[3] ?? '', threads[11] ?? ''])
    await write(store, { kind: 'comment.mark', change: { comment, mark: 'pinned', on: true, isModerator: true } })
  return threads
}

/** The first comments of all threads, read page by page. */
async function allPages(
  store: Store,
  sort: CommentSort,
  limit: number,
  from?: string,
  reader?: string,
): Promise<readonly string[]> {
  const ids: string[] = []
  let cursor = from
  do {
    const page = await pageOf(store, {
      ...{ sort, limit },
      ...(cursor !== undefined && { cursor }),
      ...(reader !== undefined && { reader }),
    })
    const firsts = page.list.filter(({ thread }) => thread === undefined)
    ok(firsts.length > 0 && firsts.length <= limit)
    ids.push(...firsts.map(({ id }) => id))
    strictEqual(new Set(ids).size, ids.length, 'a page repeats what was on one before it')
    cursor = page.more
  } while (cursor !== undefined)
  return ids
}
