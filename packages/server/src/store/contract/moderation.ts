/** What every store has to keep about moderation: reports, verdicts and sanctions. [M1–M5] */
import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict'
import type { Check } from './place.js'
import {
  ROOM,
  added,
  checkStore,
  findFor,
  first,
  idsOf,
  logOf,
  nextId,
  pageOf,
  person,
  remove,
  write,
} from './place.js'
import type { ModerationChanges, ModerationQueries } from '../moderation-store.js'
import type { Store, Written } from '../store.js'

const UNKNOWN = { code: 'COMMENT_UNKNOWN' }

export const MODERATION_CHECKS: readonly Check[] = [
  checkStore('[M3] a comment is reported once a person', async (store) => {
    const comment = await added(store)
    strictEqual((await report(store, comment, 'bob')).result.reports, 1)
    strictEqual((await report(store, comment, 'bob', 'again')).result.reports, 1)
    strictEqual((await report(store, comment, 'cyd')).result.reports, 2)
    strictEqual((await store.read('queue.counts', {})).reported, 1)
  }),
  checkStore('[M3,M1] what a reporter cannot see is unknown to them', async (store) => {
    const ids = [await added(store, { status: 'held' }), await added(store, { status: 'hidden' }), 'nothing']
    const gone = await added(store)
    await remove(store, gone)
    for (const id of [...ids, gone]) await rejects(report(store, id, 'bob'), UNKNOWN)
    strictEqual((await store.read('queue.counts', {})).reported, 0)
  }),
  checkStore('[M4,G5] approval gives a held comment its offset', async (store) => {
    const parent = await added(store)
    const comment = await added(store, { status: 'held', parent, by: person('bob'), reason: 'links' })
    deepStrictEqual(await idsOf(store), [parent])
    const { entries, result } = await judge(store, comment, 'approve')
    deepStrictEqual([first(entries).o, first(entries).i, result.status], [2, comment, 'visible'])
    deepStrictEqual(result.concerns, [{ person: 'ada', kind: 'reply' }])
    deepStrictEqual(await idsOf(store), [parent, comment])
    deepStrictEqual(await logOf(store, ROOM, 1), entries)
    strictEqual((await pageOf(store)).total, 2)
  }),
  checkStore('[M4,G5] what is rejected before anybody saw it leaves no trace in the log', async (store) => {
    const comment = await added(store, { status: 'held' })
    const { entries, result } = await judge(store, comment, 'reject')
    deepStrictEqual([entries, result.status], [[], 'rejected'])
    strictEqual((await store.read('log.head', { room: ROOM })).offset, 0)
    strictEqual((await findFor(store, 'ada', comment))?.status, 'rejected')
    strictEqual(await findFor(store, 'bob', comment), undefined)
  }),
  checkStore(
    '[M4,S33] rejection takes a visible comment out of every view, with a mark that it is gone',
    async (store) => {
      const comment = await added(store, { text: 'Unwelcome words.' })
      const { entries } = await judge(store, comment, 'reject')
      const entry = first(entries)
      deepStrictEqual([entry.o, entry.i, (entry.v as { status?: string }).status], [2, comment, 'deleted'])
      const log = await logOf(store)
      deepStrictEqual(log, entries)
      ok(!JSON.stringify([log, await pageOf(store, { reader: 'bob' })]).includes('Unwelcome'))
      strictEqual((await pageOf(store)).total, 0)
      strictEqual((await findFor(store, 'ada', comment))?.text, 'Unwelcome words.')
    },
  ),
  checkStore('[M4] a verdict can be taken back', async (store) => {
    const comment = await added(store)
    await judge(store, comment, 'reject')
    const { entries } = await judge(store, comment, 'approve')
    strictEqual(first(entries).o, 3)
    strictEqual((await findFor(store, undefined, comment))?.status, 'visible')
    deepStrictEqual(await history(store, 'ada'), [1, 0])
  }),
  checkStore('[M4] a comment can be put back among those that wait', putsBack),
  checkStore('[M4] the same verdict again changes nothing public', async (store) => {
    const comment = await added(store)
    deepStrictEqual((await judge(store, comment, 'approve')).entries, [])
    await judge(store, comment, 'reject')
    deepStrictEqual((await judge(store, comment, 'reject')).entries, [])
    strictEqual((await store.read('log.head', { room: ROOM })).offset, 2)
  }),
  checkStore('[M4,D2] a verdict sent twice is one', async (store) => {
    const comment = await added(store, { status: 'held' })
    const id = nextId('w')
    const written = await judge(store, comment, 'approve', { id })
    const again = await judge(store, comment, 'approve', { id })
    deepStrictEqual([again.isRepeat, again.entries, again.result.status], [true, [], written.result.status])
    strictEqual((await acts(store)).length, 1)
  }),
  checkStore('[M4] nobody judges what is unknown or deleted', async (store) => {
    const comment = await added(store)
    await remove(store, comment)
    for (const id of [comment, 'nothing']) await rejects(judge(store, id, 'approve'), UNKNOWN)
    strictEqual((await acts(store)).length, 0)
  }),
  checkStore('[M1,M4] an answer to what nobody has seen waits for that', async (store) => {
    const parent = await added(store, { status: 'held' })
    const answer = await added(store, { status: 'held', parent })
    await rejects(judge(store, answer, 'approve'), { code: 'MESSAGE_INVALID' })
    deepStrictEqual(await idsOf(store), [])
    await judge(store, parent, 'approve')
    await judge(store, answer, 'approve')
    deepStrictEqual(await idsOf(store), [parent, answer])
  }),
  checkStore('[M6] a verdict settles the reports there are, not those to come', async (store) => {
    const comment = await added(store)
    await report(store, comment, 'bob')
    await judge(store, comment, 'approve')
    deepStrictEqual(await store.read('queue.counts', {}), { held: 0, reported: 0 })
    await report(store, comment, 'cyd')
    deepStrictEqual(await store.read('queue.counts', {}), { held: 0, reported: 1 })
    await remove(store, comment)
    deepStrictEqual(await store.read('queue.counts', {}), { held: 0, reported: 0 })
  }),
  checkStore('[M5] sanctions hold until their time, and are lifted all at once', async (store) => {
    deepStrictEqual((await sanction(store, 'bob', 'mute', 2_000)).result.sanctions, [
      { person: 'bob', kind: 'mute', untilMs: 2_000 },
    ])
    await sanction(store, 'bob', 'ban')
    await sanction(store, 'bob', 'mute', 3_000)
    await sanction(store, 'cyd', 'shadow', 5_000)
    const bob = [
      { person: 'bob', kind: 'ban' },
      { person: 'bob', kind: 'mute', untilMs: 3_000 },
    ]
    const cyd = { person: 'cyd', kind: 'shadow', untilMs: 5_000 }
    deepStrictEqual(await store.read('sanctions', { nowMs: 2_999 }), [...bob, cyd])
    deepStrictEqual(await store.read('sanctions', { nowMs: 3_000 }), [bob[0], cyd])
    deepStrictEqual((await sanction(store, 'bob', 'none')).result, { person: 'bob', sanctions: [] })
    deepStrictEqual(await store.read('sanctions', { nowMs: 0 }), [cyd])
  }),
  {
    title: '[M5,D1] a sanction is there after a restart',
    isDurable: true,
    async run({ open }) {
      const before = await open()
      await sanction(before, 'bob', 'ban')
      await before.close()
      const after = await open()
      deepStrictEqual(await after.read('sanctions', { nowMs: 1 }), [{ person: 'bob', kind: 'ban' }])
      await after.close()
    },
  },
]

interface JudgeOptions {
  readonly id?: string
  readonly room?: string
  readonly reason?: string
}

type What = ModerationChanges['person.sanction']['change']['what']

export function report(
  store: Store,
  comment: string,
  author: string,
  reason?: string,
): Promise<Written<'comment.report'>> {
  return write(store, { author, kind: 'comment.report', change: { comment, ...(reason !== undefined && { reason }) } })
}

export function judge(
  store: Store,
  comment: string,
  verdict: ModerationChanges['comment.judge']['change']['verdict'],
  { reason, ...ask }: JudgeOptions = {},
): Promise<Written<'comment.judge'>> {
  const change = { comment, verdict, ...(reason !== undefined && { reason }) }
  return write(store, { author: 'mod', kind: 'comment.judge', change, ...ask })
}

/** At one millisecond after the beginning of time. */
export function sanction(store: Store, who: string, what: What, untilMs?: number): Promise<Written<'person.sanction'>> {
  const change = { person: who, what, ...(untilMs !== undefined && { untilMs }), reason: `why ${what}` }
  return write(store, { room: '', author: 'mod', atMs: 1, kind: 'person.sanction', change })
}

export type QueueAsk = ModerationQueries['queue.page']['ask']

export function queue(store: Store, ask: Partial<QueueAsk> = {}): Promise<ModerationQueries['queue.page']['answer']> {
  return store.read('queue.page', { filter: 'all', limit: 50, ...ask })
}

export async function acts(store: Store): Promise<ModerationQueries['acts.page']['answer']['list']> {
  return (await store.read('acts.page', { limit: 1_000 })).list
}

async function history(store: Store, who: string): Promise<readonly number[]> {
  const { approved, rejected } = await store.read('person.history', { person: who })
  return [approved, rejected]
}

async function putsBack(store: Store): Promise<void> {
  const comment = await added(store, { status: 'held', by: person('bob'), reason: 'links' })
  await judge(store, comment, 'reject')
  deepStrictEqual(await history(store, 'bob'), [0, 1])
  deepStrictEqual((await judge(store, comment, 'hold')).entries, [])
  deepStrictEqual(await history(store, 'bob'), [0, 0])
  deepStrictEqual(
    (await queue(store)).list.map(({ status, reason }) => [status, reason]),
    [['held', 'links']],
  )
  await judge(store, comment, 'approve')
  const { entries, result } = await judge(store, comment, 'hold')
  deepStrictEqual(
    [first(entries).o, (first(entries).v as { status?: string }).status, result.status],
    [2, 'deleted', 'held'],
  )
  deepStrictEqual(await history(store, 'bob'), [0, 0])
  deepStrictEqual(
    (await queue(store)).list.map(({ status, reason }) => [status, reason]),
    [['held', 'moderator']],
  )
  strictEqual((await findFor(store, 'bob', comment))?.status, 'held')
  deepStrictEqual(
    (await acts(store)).map(({ what }) => what),
    ['hold', 'approve', 'hold', 'reject'],
  )
  // Reports are settled by a verdict, and this is none.
  const seen = await added(store)
  await report(store, seen, 'cyd')
  await judge(store, seen, 'hold')
  strictEqual((await queue(store, { filter: 'held' })).list.at(-1)?.reports.length, 1)
}
