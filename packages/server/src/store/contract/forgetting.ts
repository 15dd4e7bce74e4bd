/** What every store has to keep about forgetting: persons who are erased, and what has served its time. [G4, T4, W3] */
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { LOG_MEMORY_DAYS, WRITE_MEMORY_DAYS } from '@roomful/protocol'
import { acts, judge, sanction } from './moderation.js'
import { inbox, mail, post, tell } from './notices.js'
import type { Check } from './place.js'
import { ROOM, add, added, checkStore, findFor, first, idsOf, logOf, pageOf, person, react, write } from './place.js'
import { CANARY, canary, exported, plant } from './planting.js'
import type { TransferChanges } from '../person-store.js'
import type { Store } from '../store.js'

const DAY_MS = 86_400_000

export const FORGETTING_CHECKS: readonly Check[] = [
  checkStore('[T4] nothing of a person who is erased is left', erases),
  checkStore('[T4,G5] erasure tells those who read on, and counts again what it took away', erasesInPublic),
  checkStore('[M5] whoever was banned is not let in again for having been erased', async (store) => {
    await sanction(store, 'bob', 'ban')
    await sanction(store, 'bob', 'mute', 10)
    deepStrictEqual(await erase(store, 'bob'), { comments: 0, rooms: [] })
    deepStrictEqual(await store.read('sanctions', { nowMs: 0 }), [{ person: 'bob', kind: 'ban' }])
  }),
  checkStore('[T4] erasing twice, or nobody, is fine', async (store) => {
    await added(store, { by: person('bob') })
    strictEqual((await erase(store, 'bob')).comments, 1)
    deepStrictEqual(await erase(store, 'bob'), { comments: 0, rooms: [] })
    deepStrictEqual(await erase(store, 'nobody%'), { comments: 0, rooms: [] })
    strictEqual((await acts(store)).length, 3)
    // Who leaves by themselves, or by the command line, leaves no act.
    for (const author of ['', 'cyd']) {
      await write(store, { room: '', author, kind: 'person.erase', change: { person: 'cyd' } })
    }
    strictEqual((await acts(store)).length, 3)
  }),
  checkStore('[W3] a write is remembered for its time, and then forgotten', async (store) => {
    const ask = { id: 'old', atMs: 0, comment: 'one' }
    await add(store, ask)
    await retain(store, WRITE_MEMORY_DAYS * DAY_MS)
    strictEqual((await add(store, ask)).isRepeat, true)
    strictEqual((await retain(store, WRITE_MEMORY_DAYS * DAY_MS + 1))['writes'], 1)
    strictEqual((await add(store, { ...ask, comment: 'two' })).isRepeat, false)
  }),
  checkStore('[G4] a mark is forgotten after its time, and whoever missed it starts over', marksAreForgotten),
  checkStore('[T4,G4] a mark with answers stays in its place', async (store) => {
    const parent = await added(store)
    const answer = await added(store, { parent })
    await write(store, { atMs: 1, kind: 'comment.delete', change: { comment: parent, isModerator: false } })
    strictEqual((await retain(store, 1_000 * DAY_MS))['marks'], 0)
    deepStrictEqual(await idsOf(store), [parent, answer])
    await write(store, { atMs: 1, kind: 'comment.delete', change: { comment: answer, isModerator: false } })
    strictEqual((await retain(store, 1_000 * DAY_MS))['marks'], 2)
    deepStrictEqual(await idsOf(store), [])
  }),
  checkStore('everything that serves its time is forgotten, and nothing before', servesItsTime),
  checkStore('[T4] a site that keeps comments for so long deletes the older ones', async (store) => {
    const old = await added(store, { atMs: 0, text: 'Long ago.' })
    const answer = await added(store, { atMs: 20 * DAY_MS, parent: old })
    strictEqual((await retain(store, 30 * DAY_MS, 30))['comments'], 0)
    strictEqual((await retain(store, 31 * DAY_MS, 30))['comments'], 1)
    const [mark, kept] = (await pageOf(store)).list
    deepStrictEqual([mark?.status, mark?.text, kept?.id], ['deleted', '', answer])
    strictEqual((await retain(store, 31 * DAY_MS, 30))['comments'], 0)
    strictEqual(first(await logOf(store, ROOM, 2)).i, old)
  }),
  checkStore('what retention would find is what it removes', async (store) => {
    await plant(store)
    await added(store, { atMs: 0 })
    const nowMs = 3e12
    const due = await store.read('retention.due', { nowMs, commentDays: 1 })
    const sums = new Map<string, number>()
    const rooms = new Set<string>()
    for (let isOver = false; !isOver;) {
      const { removed, rooms: changed } = await retained(store, nowMs, 1)
      for (const [name, count] of Object.entries(removed)) sums.set(name, (sums.get(name) ?? 0) + count)
      for (const room of changed) rooms.add(room)
      isOver = Object.values(removed).every((count) => count === 0)
    }
    // Deleting comments takes their reports, notices and parcels along, which are then no longer found.
    const alike = ['comments', 'writes', 'acts', 'addresses', 'sanctions'] as const
    for (const name of alike) deepStrictEqual([name, sums.get(name)], [name, due[name]])
    ok((due['comments'] ?? 0) > 4)
    deepStrictEqual([...rooms].sort(), [ROOM, '/held'])
    const after = await store.read('retention.due', { nowMs, commentDays: 1 })
    deepStrictEqual([...new Set(Object.values(after))], [0])
  }),
]

async function erase(store: Store, who: string): Promise<TransferChanges['person.erase']['result']> {
  const ask = { room: '', author: 'mod', atMs: 100, kind: 'person.erase', change: { person: who } } as const
  return (await write(store, ask)).result
}

export async function retain(
  store: Store,
  nowMs: number,
  commentDays?: number,
): Promise<Readonly<Record<string, number>>> {
  return (await retained(store, nowMs, commentDays)).removed
}

async function retained(
  store: Store,
  nowMs: number,
  commentDays?: number,
): Promise<TransferChanges['retention.run']['result']> {
  const change = { nowMs, ...(commentDays !== undefined && { commentDays }) }
  return (await write(store, { room: '', author: '', atMs: nowMs, kind: 'retention.run', change })).result
}

async function erases(store: Store): Promise<void> {
  await plant(store)
  const { comments, rooms } = await erase(store, canary.id)
  deepStrictEqual([comments, rooms], [3, [ROOM, '/held']])
  const left = {
    export: await exported(store),
    person: await exported(store, { person: canary.id }),
    one: await store.read('person.one', { person: canary.id }),
    log: [await logOf(store), await logOf(store, '/held')],
    pages: [await pageOf(store, { reader: canary.id }), await pageOf(store, { room: '/held', reader: canary.id })],
    queue: await store.read('queue.page', { filter: 'all', limit: 100 }),
    parcels: await store.read('parcels.due', { nowMs: 1e15, limit: 100 }),
    inboxes: [await inbox(store, canary.id), await inbox(store, 'bob')],
    people: await store.read('comments.people', { room: ROOM, q: CANARY, limit: 10 }),
    sanctions: await store.read('sanctions', { nowMs: 100 }),
  }
  // What Bob said is Bob's.
  const text = JSON.stringify(left).replaceAll('@canary name, hello', '')
  ok(!text.includes(CANARY), text.slice(Math.max(0, text.indexOf(CANARY) - 300), text.indexOf(CANARY) + 100))
  deepStrictEqual(left.person, [])
  strictEqual(left.parcels.length, 1)
  deepStrictEqual(
    (await acts(store)).map(({ what, moderator, person: about }) => [what, moderator, about]),
    [
      ['erase', 'mod', undefined],
      ['shadow', 'mod', 'bob'],
      ['mute', 'mod', undefined],
      ['approve', '', 'bob'],
      ['approve', 'mod', undefined],
    ],
  )
  // Their client, which does not know, says it once more: nothing of the old answer is left.
  strictEqual((await add(store, { by: canary, id: `${CANARY}-write` })).isRepeat, false)
}

async function erasesInPublic(store: Store): Promise<void> {
  const by = person('bob', 'Bob')
  const theirs = await added(store, { by })
  const others = await added(store, { parent: theirs })
  const named = await added(store, { text: 'Well, @Bob, yes.', mentions: ['bob'] })
  strictEqual((await findFor(store, undefined, named))?.mentions?.length, 1)
  await react(store, others, { author: 'bob', emoji: '🎉' })
  await react(store, others, { author: 'bob', emoji: '👏' })
  await react(store, others, { author: 'cyd', emoji: '👏' })
  const { offset } = await store.read('log.head', { room: ROOM })
  await erase(store, 'bob')
  const changed = await logOf(store, ROOM, offset)
  deepStrictEqual(changed.map(({ i }) => i).sort(), [theirs, others, named].sort())
  const { list, total } = await pageOf(store)
  strictEqual(total, 2)
  deepStrictEqual(
    list.map(({ id, status, author, reactions, mentions }) => [id, status, author?.id, reactions, mentions]),
    [
      [theirs, 'deleted', undefined, [], undefined],
      [others, 'visible', 'ada', [['👏', 1]], undefined],
      [named, 'visible', 'ada', [], undefined],
    ],
  )
}

async function marksAreForgotten(store: Store): Promise<void> {
  const comment = await added(store, { atMs: 0 })
  const taken = await added(store, { atMs: 0 })
  await add(store)
  await write(store, { atMs: 0, kind: 'state.set', change: { key: 'k', value: 1 } })
  await write(store, { atMs: 0, kind: 'comment.delete', change: { comment, isModerator: false } })
  await write(store, { atMs: 0, author: 'mod', kind: 'comment.judge', change: { comment: taken, verdict: 'reject' } })
  await write(store, { atMs: 0, kind: 'state.remove', change: { key: 'k' } })
  const before = await logOf(store)
  strictEqual(before.length, 4)
  strictEqual((await retain(store, LOG_MEMORY_DAYS * DAY_MS))['marks'], 0)
  deepStrictEqual(await logOf(store), before)
  strictEqual((await retain(store, LOG_MEMORY_DAYS * DAY_MS + 1))['marks'], 3)
  strictEqual((await logOf(store)).length, 1)
  const { floor, offset } = await store.read('log.head', { room: ROOM })
  deepStrictEqual([floor, offset], [7, 7])
  // Only the mark was forgotten; the words are still their author's.
  strictEqual((await findFor(store, 'ada', taken))?.status, 'rejected')
  strictEqual(first((await judge(store, taken, 'approve')).entries).o, 8)
}

async function servesItsTime(store: Store): Promise<void> {
  const at = { atMs: 0 }
  const comment = await added(store, at)
  await tell(store, comment, [{ person: 'bob', kind: 'reply' }], 0)
  await write(store, { ...at, author: 'bob', kind: 'comment.report', change: { comment } })
  await write(store, { ...at, author: 'mod', kind: 'comment.judge', change: { comment, verdict: 'approve' } })
  await write(store, { ...at, author: 'cyd', kind: 'comment.report', change: { comment } })
  await post(store, { to: 'x' }, at)
  await mail(store, 'asked', at)
  await mail(store, 'asked', { ...at, who: 'cyd', address: 'cyd@example.org' })
  await mail(store, 'confirmed', { ...at, who: 'cyd', address: 'cyd@example.org' })
  await sanction(store, 'bob', 'mute', 10)
  await sanction(store, 'bob', 'ban')
  const due = [
    [7, { parcels: 1, addresses: 1, sanctions: 0 }],
    [90, { notices: 1 }],
    [180, { acts: 3, reports: 1 }],
  ] as const
  strictEqual((await retain(store, 11))['sanctions'], 1)
  for (const [days, expected] of due) {
    const early = await retain(store, days * DAY_MS)
    const late = await retain(store, days * DAY_MS + 2)
    for (const [name, count] of Object.entries(expected))
      deepStrictEqual([name, early[name], late[name]], [name, 0, count])
  }
  deepStrictEqual(await store.read('sanctions', { nowMs: 0 }), [{ person: 'bob', kind: 'ban' }])
  strictEqual((await store.read('mail.of', { person: 'cyd' }))?.state, 'confirmed')
  deepStrictEqual(await store.read('queue.counts', {}), { held: 0, reported: 1 })
  deepStrictEqual(await inbox(store, 'bob'), { list: [], unread: 0 })
  strictEqual((await pageOf(store)).total, 1)
}
