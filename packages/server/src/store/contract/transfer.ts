/** What every store has to keep about imports and exports. [D2, G1, G4] */
import { deepStrictEqual, notStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict'
import { retain } from './forgetting.js'
import { judge } from './moderation.js'
import type { Check } from './place.js'
import { ROOM, add, added, checkStore, findFor, first, idsOf, logOf, pageOf, person, remove, write } from './place.js'
import { canary, exported, plant } from './planting.js'
import { memoryStore } from '../memory.js'
import type { ExportRecord, ImportRecord, TransferChanges } from '../person-store.js'
import type { Store } from '../store.js'

export const TRANSFER_CHECKS: readonly Check[] = [
  checkStore('[G1] imported comments keep their dates, their threads and their order', importsThreads),
  checkStore('[D2] importing the same file twice adds nothing', async (store) => {
    const records = [record('a'), record('b', { parent: 'a' }), record('c', { room: '/other' })]
    deepStrictEqual(await bring(store, records.slice(0, 2)), { added: 2, known: 0 })
    deepStrictEqual(await bring(store, records), { added: 1, known: 2 })
    await remove(store, 'b', { isModerator: true })
    deepStrictEqual(await bring(store, [...records, ...records]), { added: 0, known: 6 })
    strictEqual((await findFor(store, undefined, 'b'))?.text ?? '', '')
  }),
  checkStore('[G1,G5] who reads on finds what was imported in the log, and only what is public', async (store) => {
    await add(store)
    const { epoch } = await store.read('log.head', { room: ROOM })
    await bring(store, [record('a'), record('b', { status: 'held' }), record('c', { status: 'rejected' }), record('d')])
    const since = await store.read('log.since', { room: ROOM, after: 1, limit: 10 })
    deepStrictEqual(
      since.list.map(({ o, i }) => [o, i]),
      [
        [2, 'a'],
        [3, 'd'],
      ],
    )
    strictEqual(since.epoch, epoch)
    strictEqual((await pageOf(store)).total, 3)
    deepStrictEqual(await store.read('queue.counts', {}), { held: 1, reported: 0 })
  }),
  checkStore('[M1] an imported answer is never more visible than what it answers', async (store) => {
    await bring(store, [
      record('a', { status: 'held' }),
      record('b', { parent: 'a' }),
      record('c', { parent: 'unknown' }),
    ])
    deepStrictEqual(await idsOf(store), ['c'])
    strictEqual((await store.read('queue.counts', {})).held, 2)
  }),
  checkStore('[T4] what was deleted elsewhere holds the place of its answers, also for who reads on', async (store) => {
    const gone = { room: ROOM, text: '', atMs: 1_000, status: 'deleted' } as const
    await bring(store, [{ ...gone, comment: 'a' }, record('a1', { parent: 'a' }), { ...gone, comment: 'b' }])
    const { list, total } = await pageOf(store)
    deepStrictEqual(
      list.map(({ id, status, thread, author }) => [id, status, thread, author?.id]),
      [
        ['a', 'deleted', undefined, undefined],
        ['a1', 'visible', 'a', 'import:a1'],
      ],
    )
    strictEqual(total, 1)
    deepStrictEqual(
      (await logOf(store)).map(({ i }) => i),
      ['a', 'a1', 'b'],
    )
    strictEqual((await retain(store, 3e12))['marks'], 1)
    deepStrictEqual(await idsOf(store), ['a', 'a1'])
  }),
  checkStore('an old file does not rename people who are here', async (store) => {
    await add(store, { by: person('bob', 'Bob today') })
    await bring(store, [record('a', { author: { id: 'bob', name: 'Bobby of 2009' } })])
    strictEqual((await store.read('person.one', { person: 'bob' }))?.name, 'Bob today')
    strictEqual((await store.read('person.history', { person: 'bob' })).sinceMs, 1_000)
  }),
  checkStore('[G4] after a backup was restored every log has another name, also those to come', async (store) => {
    const { epoch } = await add(store)
    const unwritten = await store.read('log.head', { room: '/unwritten' })
    strictEqual((await write(store, { room: '', author: '', kind: 'log.renew', change: null })).result.rooms, 1)
    const after = await store.read('log.head', { room: ROOM })
    notStrictEqual(after.epoch, epoch)
    strictEqual(after.offset, 1)
    notStrictEqual((await store.read('log.head', { room: '/unwritten' })).epoch, unwritten.epoch)
    strictEqual((await add(store)).epoch, after.epoch)
  }),
  checkStore('an export is the same in pages of any size', async (store) => {
    await plant(store)
    const whole = await exported(store)
    deepStrictEqual(await exported(store, {}, 1), whole)
    deepStrictEqual(await exported(store, {}, 7), whole)
    const kinds = ['room', 'person', 'comment', 'reaction', 'state', 'report', 'act', 'sanction', 'notice', 'mail']
    deepStrictEqual([...new Set(whole.map(({ kind }) => kind))], kinds)
    ok(!JSON.stringify(whole).includes('the secret of the server'))
  }),
  checkStore('[D2] an export goes into another database, and comes out of it as it was', movesAll),
  checkStore(
    '[D2] an answer that comes before what it answers waits, and at the end begins a thread',
    async (store) => {
      const comment = (id: string, parent?: string): ExportRecord => {
        const author = { id: 'ada', name: 'Ada' }
        const fields = { room: ROOM, comment: id, author, text: 'x', atMs: 1_000, status: 'visible' }
        return { kind: 'comment', fields: { ...fields, ...(parent !== undefined && { parent }) } }
      }
      const about = { room: ROOM, comment: 'late', person: 'bob', atMs: 1_000 }
      const records = [
        { kind: 'reaction', fields: { ...about, emoji: '👏' } },
        { kind: 'report', fields: { ...about, open: true } },
        { kind: 'notice', fields: { ...about, about: 'reply', read: false } },
        { kind: 'reaction', fields: { ...about, comment: 'nowhere', emoji: '👏' } },
        ...[comment('late', 'first'), comment('first'), comment('orphan', 'nowhere')],
      ]
      deepStrictEqual(await bringBack(store, records), { added: 1, known: 0, waiting: [0, 1, 2, 3, 4, 6] })
      deepStrictEqual(await bringBack(store, records), { added: 1, known: 1, waiting: [0, 1, 2, 3, 6] })
      deepStrictEqual(await bringBack(store, records, true), { added: 4, known: 3, waiting: [] })
      deepStrictEqual(await bringBack(store, records, true), { added: 0, known: 7, waiting: [] })
      const { list } = await pageOf(store)
      const parents = new Map(list.map(({ id, parent }) => [id, parent]))
      deepStrictEqual(Object.fromEntries(parents), { first: undefined, late: 'first', orphan: undefined })
    },
  ),
  checkStore('what is no line of an export is refused, with its batch', refusesGarbage),
  checkStore('an export has comments before their answers, and can be imported', exportsForImport),
  checkStore('an export of a room, or a person, has what is theirs and no more', exportsParts),
  checkStore('a cursor of an export of one’s own making is refused', async (store) => {
    await plant(store)
    for (const cursor of ['', '[', '[]', '["0"]', '[99]', '[-1]', '[0,1]', '[0,"a","b"]', '[0.5]', '{"0":1}']) {
      await rejects(store.read('export.page', { cursor, limit: 1 }), { code: 'MESSAGE_INVALID', at: 'cursor' }, cursor)
    }
  }),
]

function record(comment: string, rest: Partial<ImportRecord> = {}): ImportRecord {
  const author = { id: `import:${comment}`, name: `Author of ${comment}` }
  return { room: ROOM, comment, author, text: `Text of ${comment}.`, atMs: 1_000, status: 'visible', ...rest }
}

async function bring(store: Store, records: readonly ImportRecord[]): Promise<{ added: number; known: number }> {
  return (await write(store, { room: '', author: '', kind: 'import.add', change: { records } })).result
}

async function bringBack(
  store: Store,
  records: readonly ExportRecord[],
  isLast = false,
): Promise<TransferChanges['import.records']['result']> {
  const change = { records, ...(isLast && { isLast }) }
  return (await write(store, { room: '', author: '', kind: 'import.records', change })).result
}

async function importsThreads(store: Store): Promise<void> {
  await bring(store, [
    record('b', { atMs: 2_000 }),
    record('a', { atMs: 1_000 }),
    record('a1', { parent: 'a', atMs: 5_000 }),
    record('a2', { parent: 'a', atMs: 4_000 }),
    record('a11', { parent: 'a1', atMs: 6_000 }),
  ])
  const { list, total } = await pageOf(store)
  deepStrictEqual(
    list.map(({ id, parent, thread, atMs, author }) => [id, parent, thread, atMs, author?.name]),
    [
      ['a', undefined, undefined, 1_000, 'Author of a'],
      ['a2', 'a', 'a', 4_000, 'Author of a2'],
      ['a1', 'a', 'a', 5_000, 'Author of a1'],
      ['a11', 'a1', 'a', 6_000, 'Author of a11'],
      ['b', undefined, undefined, 2_000, 'Author of b'],
    ],
  )
  deepStrictEqual([total, first(list).replies], [5, 3])
}

async function movesAll(store: Store): Promise<void> {
  await plant(store)
  const passage = { exact: 'a passage', prefix: 'this is ', suffix: '.', start: 8, end: 17 }
  const marked = await added(store, { passage, text: 'About **this**.' })
  await write(store, {
    author: 'ada',
    kind: 'comment.mark',
    change: { comment: marked, mark: 'resolved', on: true, isModerator: false },
  })
  await write(store, {
    author: 'mod',
    kind: 'comment.mark',
    change: { comment: marked, mark: 'pinned', on: true, isModerator: true },
  })
  const parent = await added(store, { text: 'Below this there is more.' })
  await added(store, { parent, by: person('bob') })
  await added(store, { parent, status: 'hidden', reason: 'shadow' })
  await judge(store, parent, 'reject')
  const gone = await added(store)
  await added(store, { parent: gone, by: person('bob') })
  await remove(store, gone)
  await write(store, { room: '/closed', author: 'mod', kind: 'room.close', change: { on: true } })
  const records = (await exported(store)).filter(({ kind }) => kind !== 'write')
  const other = memoryStore()
  try {
    deepStrictEqual(await bringBack(other, records), { added: records.length, known: 0, waiting: [] })
    deepStrictEqual(await exported(other), records)
    deepStrictEqual(await bringBack(other, records), { added: 0, known: records.length, waiting: [] })
    deepStrictEqual(await exported(other), records)
    const shown = async (each: Store): Promise<unknown> => {
      const { list, total, closed } = await pageOf(each, { reader: 'ada' })
      return [list.map(({ o: _offset, ...rest }) => rest), total, closed]
    }
    deepStrictEqual(await shown(other), await shown(store))
    strictEqual((await pageOf(other, { room: '/closed' })).closed, true)
    const log = await logOf(other)
    strictEqual(new Set(log.map(({ o }) => o)).size, log.length)
    // What everybody sees answered is there for who reads on, if only as a mark. [M1]
    ok(log.some(({ i }) => i === parent))
    // And the other way round: what is here already stays as it is.
    deepStrictEqual((await bringBack(store, await exported(other))).added, 0)
  } finally {
    await other.close()
  }
}

async function refusesGarbage(store: Store): Promise<void> {
  await plant(store)
  const before = await exported(store)
  const fresh = { kind: 'sanction', fields: { person: 'zoe', sanction: 'ban', atMs: 1 } }
  for (const { kind, fields } of [...before, fresh]) {
    // As if it were new: what is known, or refers to nothing, is left as it is without another look.
    const isBesides = ['reaction', 'report', 'notice'].includes(kind)
    const other = isBesides ? { person: 'zoe' } : { comment: 'zoe', person: 'zoe', room: '/zoe', key: 'zoe' }
    for (const name of Object.keys(fields)) {
      // Any value may be shared, and comments are counted anew.
      if (name === 'value' || name === 'comments') continue
      for (const value of [null, [{}], 1.5, { a: 1 }, 'a\0b']) {
        const wrong = { kind, fields: { ...fields, ...other, [name]: value } }
        await rejects(
          bringBack(store, [fresh, wrong], true),
          { code: 'IMPORT_INVALID' },
          `${kind}.${name}: ${JSON.stringify(value)}`,
        )
      }
    }
  }
  for (const kind of ['', 'secret', 'settings', '__proto__']) {
    await rejects(bringBack(store, [fresh, { kind, fields: {} }]), { code: 'IMPORT_INVALID' })
  }
  deepStrictEqual(await exported(store), before)
}

async function exportsForImport(store: Store): Promise<void> {
  for (let index = 0; index < 6; index += 1) {
    const parent = await added(store, { room: `/r/${index % 2}`, text: `${index}` })
    const answer = await added(store, { room: `/r/${index % 2}`, parent, by: person('bob') })
    await added(store, { room: `/r/${index % 2}`, parent: answer, status: 'held' })
    if (index > 3) await remove(store, parent, { room: `/r/${index % 2}` })
  }
  const comments = (await exported(store)).filter(({ kind }) => kind === 'comment').map(({ fields }) => fields)
  strictEqual(comments.length, 18)
  const seen = new Set<unknown>()
  for (const { comment, parent } of comments) {
    ok(parent === undefined || seen.has(parent))
    seen.add(comment)
  }
  const kept = comments.filter(({ status }) => status !== 'deleted') as unknown as readonly ImportRecord[]
  strictEqual((await bring(store, kept)).known, kept.length)
  const moved = await bring(
    store,
    kept.map((each) => ({ ...each, room: `/new${each.room}` })),
  )
  strictEqual(moved.added, kept.length)
}

async function exportsParts(store: Store): Promise<void> {
  await plant(store)
  const room = await exported(store, { room: '/held' })
  deepStrictEqual(
    room.map(({ kind }) => kind),
    ['room', 'person', 'comment'],
  )
  const own = await exported(store, { person: canary.id })
  const count = (kind: string): number => own.filter((each) => each.kind === kind).length
  const kinds = ['person', 'comment', 'reaction', 'report', 'act', 'sanction', 'notice', 'mail']
  deepStrictEqual(kinds.map(count), [1, 3, 2, 1, 3, 1, 2, 1])
  ok(count('write') >= 5)
  ok(own.every(({ fields }) => !JSON.stringify(fields).includes('Something else')))
  const both = await exported(store, { person: canary.id, room: '/held' })
  deepStrictEqual(
    both.map(({ kind }) => kind),
    ['person', 'comment', 'write'],
  )
}
