/** What every store has to keep about what moderators read: the queue, people, and what was done. [M2, M6, M7] */
import type { QueueItem } from '@roomful/protocol'
import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict'
import { acts, judge, queue, report, sanction } from './moderation.js'
import type { QueueAsk } from './moderation.js'
import type { Check } from './place.js'
import { ROOM, added, checkStore, first, person, remove, write } from './place.js'
import type { ModerationQueries } from '../moderation-store.js'
import type { Store } from '../store.js'

export const QUEUE_CHECKS: readonly Check[] = [
  checkStore('[M7] the name of whoever acts is known also where they never wrote', async (store) => {
    const comment = await added(store)
    const by = person('mod', 'Mona', { isVerified: true, role: 'moderator' })
    await write(store, { author: 'mod', kind: 'comment.judge', change: { comment, verdict: 'reject', by } })
    await write(store, {
      author: 'eve',
      kind: 'comment.delete',
      change: { comment, isModerator: true, by: person('eve', 'Eve') },
    })
    deepStrictEqual(
      (await acts(store)).map(({ what, moderatorName }) => [what, moderatorName]),
      [
        ['delete', 'Eve'],
        ['reject', 'Mona'],
      ],
    )
  }),
  checkStore('[M6] rooms where something waits, with how much', async (store) => {
    deepStrictEqual(await store.read('queue.rooms', {}), [])
    const seen = await added(store)
    for (const room of [ROOM, ROOM, '/other']) await added(store, { room, status: 'held' })
    await added(store, { room: '/quiet' })
    await report(store, seen, 'bob')
    await report(store, seen, 'cyd')
    deepStrictEqual(await store.read('queue.rooms', {}), [
      { room: ROOM, held: 2, reported: 1 },
      { room: '/other', held: 1, reported: 0 },
    ])
  }),
  checkStore('[M6] what a person wrote, in whatever state, the newest first', async (store) => {
    const by = person('bob', 'Bob')
    const ids = [
      await added(store, { by }),
      await added(store, { by, status: 'held', room: '/other' }),
      await added(store, { by, status: 'hidden' }),
    ]
    await added(store)
    const gone = await added(store, { by })
    await remove(store, gone, { author: 'bob' })
    const ofPerson = async (limit: number): Promise<readonly unknown[]> =>
      (await store.read('queue.person', { person: 'bob', limit })).list.map(({ comment, status }) => [
        comment.id,
        status,
      ])
    const all = [
      [ids[2], 'hidden'],
      [ids[1], 'held'],
      [ids[0], 'visible'],
    ]
    deepStrictEqual(await ofPerson(10), all)
    deepStrictEqual(await ofPerson(2), all.slice(0, 2))
  }),
  checkStore(
    '[M5,M6] people are found by a word of their name, by their id, or because something is in force',
    findsPeople,
  ),
  checkStore('[M6] the queue holds what waits, oldest first, and of each why', queueTells),
  checkStore('[M6] each filter lists its own, of one room or all', queueFilters),
  checkStore('[M6] pages of the queue hold still while others decide', queuePages),
  checkStore('[M6] a cursor of one’s own making is refused', async (store) => {
    for (const cursor of ['', 'x', '[]', '{}', '["1","a"]', '[1,"a"', '[1.5,"a"]', '[1,null]', '[1,"a","b","c"]']) {
      await rejects(queue(store, { cursor }), { code: 'MESSAGE_INVALID', at: 'cursor' }, cursor)
      await rejects(store.read('acts.page', { cursor, limit: 1 }), { code: 'MESSAGE_INVALID' }, cursor)
    }
  }),
  checkStore('[M7] every act of a moderator is kept, with who, what and why', actsAreKept),
  checkStore('[M7] acts are read by room, person and comment, the last first', actsArePaged),
  checkStore('[M2] a person’s history counts what passed and what was rejected', async (store) => {
    const { approved, rejected, sinceMs } = await store.read('person.history', { person: 'bob' })
    deepStrictEqual([approved, rejected, sinceMs], [0, 0, undefined])
    const by = person('bob')
    const comment = await added(store, { by, atMs: 7_000 })
    await added(store, { by, room: '/other' })
    await added(store, { by, status: 'held' })
    await judge(store, comment, 'reject')
    deepStrictEqual(await store.read('person.history', { person: 'bob' }), { approved: 1, rejected: 1, sinceMs: 7_000 })
  }),
]

async function queuedIds(store: Store, ask: Partial<QueueAsk> = {}): Promise<readonly string[]> {
  return (await queue(store, ask)).list.map(({ comment }) => comment.id)
}

async function findsPeople(store: Store): Promise<void> {
  await added(store, { by: person('ada', 'Ada Lovelace'), atMs: 5 })
  await added(store, { by: person('bob', 'Łukasz 100%', { isVerified: true }), atMs: 6 })
  const seen = await added(store, { by: person('bob', 'Łukasz 100%', { isVerified: true }), room: '/other' })
  await judge(store, seen, 'reject', { room: '/other' })
  await sanction(store, 'bob', 'mute', 2_000)
  await sanction(store, 'nobody', 'ban')
  const found = async (q?: string, nowMs = 1_000): Promise<readonly string[]> =>
    (await store.read('people.found', { limit: 10, nowMs, ...(q !== undefined && { q }) })).list.map(
      ({ person: id }) => id,
    )
  deepStrictEqual(await found('love'), ['ada'])
  deepStrictEqual(await found('ŁUK'), ['bob'])
  deepStrictEqual(await found('100%'), ['bob'])
  for (const q of ['%', '_', 'ovelace', '!']) deepStrictEqual(await found(q), [], q)
  deepStrictEqual(await found('bob'), ['bob'])
  deepStrictEqual(await found(), ['bob', 'nobody'])
  deepStrictEqual(await found(undefined, 2_000), ['nobody'])
  const page = await store.read('people.found', { limit: 1, nowMs: 1_000 })
  deepStrictEqual(
    (await store.read('people.found', { limit: 1, nowMs: 1_000, cursor: page.more ?? '' })).list.length,
    1,
  )
  await rejects(store.read('people.found', { limit: 1, nowMs: 0, cursor: '[1]' }), { code: 'MESSAGE_INVALID' })
  deepStrictEqual(await store.read('people.card', { person: 'bob', nowMs: 1_000 }), {
    ...{ person: 'bob', name: 'Łukasz 100%', verified: true, sinceMs: 6, approved: 1, rejected: 1 },
    sanctions: [{ person: 'bob', kind: 'mute', untilMs: 2_000 }],
  })
  strictEqual((await store.read('people.card', { person: 'nobody', nowMs: 1_000 }))?.name, '')
  strictEqual(await store.read('people.card', { person: 'never', nowMs: 1_000 }), undefined)
}

async function queueTells(store: Store): Promise<void> {
  await added(store, { by: person('bob') })
  const seen = await added(store, { by: person('bob'), text: 'Seen by all.' })
  const held = await added(store, { by: person('bob', 'Bob'), status: 'held', reason: 'links', text: 'Buy this.' })
  await write(store, { author: 'cyd', atMs: 5, kind: 'comment.report', change: { comment: seen, reason: 'rude' } })
  await write(store, { author: 'dan', atMs: 4, kind: 'comment.report', change: { comment: seen } })
  const { list, more } = await queue(store)
  const told = list.map(({ comment, ...rest }: QueueItem) => [comment.text, comment.author?.name, rest])
  const common = { room: ROOM, approved: 2, rejected: 0 }
  const reports = [
    { person: 'dan', atMs: 4 },
    { person: 'cyd', reason: 'rude', atMs: 5 },
  ]
  deepStrictEqual(told, [
    ['Seen by all.', 'Bob', { ...common, status: 'visible', reports }],
    ['Buy this.', 'Bob', { ...common, status: 'held', reason: 'links', reports: [] }],
  ])
  deepStrictEqual([first(list).comment.id, list[1]?.comment.id, more], [seen, held, undefined])
}

async function queueFilters(store: Store): Promise<void> {
  const held = await added(store, { status: 'held' })
  const seen = await added(store)
  const refused = await added(store)
  const hidden = await added(store, { status: 'hidden' })
  const elsewhere = await added(store, { status: 'held', room: '/other' })
  await report(store, seen, 'bob')
  await report(store, refused, 'bob')
  await judge(store, refused, 'reject')
  deepStrictEqual(await queuedIds(store, { filter: 'held' }), [held, elsewhere])
  deepStrictEqual(await queuedIds(store, { filter: 'reported' }), [seen])
  deepStrictEqual(await queuedIds(store, { filter: 'all' }), [held, seen, elsewhere])
  deepStrictEqual(await queuedIds(store, { filter: 'all', room: '/other' }), [elsewhere])
  deepStrictEqual(await queuedIds(store, { filter: 'rejected' }), [hidden, refused])
  deepStrictEqual(await store.read('queue.counts', {}), { held: 2, reported: 1 })
  deepStrictEqual(await store.read('queue.counts', { room: '/other' }), { held: 1, reported: 0 })
}

async function queuePages(store: Store): Promise<void> {
  const ids: string[] = []
  // Many at one moment, in rooms that are read between each other.
  for (let index = 0; index < 24; index += 1) {
    const isHeld = index % 3 !== 0
    const room = index % 2 === 0 ? ROOM : '/other'
    const comment = await added(store, {
      room,
      atMs: 1_000 * Math.floor(index / 8),
      status: isHeld ? 'held' : 'visible',
    })
    if (!isHeld) await write(store, { room, author: 'bob', kind: 'comment.report', change: { comment } })
    ids.push(comment)
  }
  for (const room of [undefined, ROOM, '/other']) {
    const whole = await queuedIds(store, room === undefined ? {} : { room })
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page = await queue(store, {
        limit: 5,
        ...(room !== undefined && { room }),
        ...(cursor !== undefined && { cursor }),
      })
      found.push(...page.list.map(({ comment }) => comment.id))
      cursor = page.more
      const [done] = page.list
      // What was on the page is decided before the next one is asked for.
      if (room === undefined && done) await judge(store, done.comment.id, 'reject', { room: done.room })
    } while (cursor !== undefined)
    deepStrictEqual(found, whole)
    if (room === undefined) deepStrictEqual([...found].sort(), [...ids].sort())
  }
  const [only] = await queuedIds(store, { filter: 'rejected', limit: 1 })
  const whole = await queuedIds(store, { filter: 'rejected' })
  const { more } = await queue(store, { filter: 'rejected', limit: 1 })
  deepStrictEqual(
    [only, ...(await queuedIds(store, { filter: 'rejected', ...(more !== undefined && { cursor: more }) }))],
    whole,
  )
}

async function actsAreKept(store: Store): Promise<void> {
  await added(store, { by: person('mod', 'Mona') })
  const comment = await added(store, { by: person('bob') })
  const other = await added(store, { by: person('bob'), status: 'held' })
  const by = { author: 'mod', atMs: 9 }
  const own = { text: 'x', windowMs: 1e15, status: 'visible' } as const
  await write(store, { ...by, kind: 'comment.edit', change: { comment, isModerator: true, ...own } })
  await write(store, { ...by, kind: 'comment.mark', change: { comment, mark: 'pinned', on: true, isModerator: true } })
  await write(store, {
    ...by,
    kind: 'comment.mark',
    change: { comment, mark: 'resolved', on: false, isModerator: true },
  })
  await write(store, { ...by, kind: 'comment.judge', change: { comment: other, verdict: 'reject', reason: 'spam' } })
  await write(store, { ...by, kind: 'comment.delete', change: { comment, isModerator: true, reason: 'rude' } })
  await write(store, { ...by, kind: 'room.close', change: { on: true } })
  await sanction(store, 'bob', 'mute')
  // What is theirs, people change as they like.
  const theirs = await added(store, { by: person('bob') }).catch(() => undefined)
  strictEqual(theirs, undefined)
  const mine = await added(store, { by: person('mod', 'Mona'), room: '/other' })
  const pin = { comment: mine, mark: 'pinned', on: true, isModerator: true } as const
  await write(store, { ...by, room: '/other', kind: 'comment.mark', change: pin })
  await write(store, {
    ...by,
    room: '/other',
    kind: 'comment.edit',
    change: { comment: mine, isModerator: true, ...own },
  })
  await write(store, { ...by, room: '/other', kind: 'comment.delete', change: { comment: mine, isModerator: true } })
  const who = { moderator: 'mod', moderatorName: 'Mona' }
  const bob = { person: 'bob', personName: 'Name of bob' }
  const here = { atMs: 9, ...who, room: ROOM, ...bob }
  deepStrictEqual((await acts(store)).toReversed(), [
    { ...here, what: 'edit', comment },
    { ...here, what: 'pin', comment },
    { ...here, what: 'reopen', comment },
    { ...here, what: 'reject', comment: other, reason: 'spam' },
    { ...here, what: 'delete', comment, reason: 'rude' },
    { atMs: 9, ...who, what: 'close', room: ROOM },
    { atMs: 1, ...who, what: 'mute', ...bob, reason: 'why mute' },
    { ...here, room: '/other', person: 'mod', personName: 'Mona', what: 'pin', comment: mine },
  ])
}

async function actsArePaged(store: Store): Promise<void> {
  const bobs = await added(store, { by: person('bob') })
  const cyds = await added(store, { by: person('cyd'), room: '/other' })
  for (const verdict of ['reject', 'approve', 'reject'] as const) {
    await judge(store, bobs, verdict, { reason: 'one' })
    await judge(store, cyds, verdict, { room: '/other' })
  }
  const read = async (ask: Partial<ModerationQueries['acts.page']['ask']>): Promise<readonly unknown[]> => {
    const { list } = await store.read('acts.page', { limit: 100, ...ask })
    return list.map((act) => [act.what, act.comment])
  }
  const all = await read({})
  strictEqual(all.length, 6)
  const ofBob = [
    ['reject', bobs],
    ['approve', bobs],
    ['reject', bobs],
  ]
  deepStrictEqual(await read({ person: 'bob' }), ofBob)
  deepStrictEqual(await read({ room: ROOM, comment: bobs }), ofBob)
  deepStrictEqual(await read({ room: '/other', person: 'bob' }), [])
  const found: unknown[] = []
  let cursor: string | undefined
  do {
    const page = await store.read('acts.page', { limit: 4, ...(cursor !== undefined && { cursor }) })
    found.push(...page.list.map((act) => [act.what, act.comment]))
    cursor = page.more
  } while (cursor !== undefined)
  deepStrictEqual(found, all)
}
