import { expect, test } from 'vitest'
import { systemClock } from '../platform/clock.js'
import { systemRandom } from '../platform/random.js'
import { memoryStore } from '../store/memory.js'
import type { Store } from '../store/store.js'
import type { ExportRecord, PlacedComment } from '../transfer/transfer.js'
import { createTransferStore } from './transfer-store.js'

const DAY_MS = 86_400_000

function setUp(more: { readonly secret?: string; readonly commentDays?: number } = {}) {
  const store = memoryStore()
  const transfer = createTransferStore({
    ...{ store, clock: systemClock, random: systemRandom, secret: 'the secret of a server in a test' },
    ...more,
  })
  return { store, transfer }
}

const comment = (sourceId: string, more: Partial<PlacedComment> = {}): PlacedComment => ({
  ...{
    source: 'wordpress',
    sourceId,
    page: 'https://blog.example/a',
    room: '/a',
    authorName: 'Ann',
    text: `Text ${sourceId}`,
  },
  ...{ atMs: 1_000, status: 'visible' },
  ...more,
})

const authorsIn = async (store: Store): Promise<readonly (string | undefined)[]> =>
  (await store.read('comments.page', { room: '/a', sort: 'old', limit: 50 })).list.map(({ author }) => author?.id)

test('one account or one address is one person; two guests of one name are two', async () => {
  const { store, transfer } = setUp()
  await transfer.importComments([
    comment('1', { authorId: '7', authorEmail: 'old@x.example' }),
    comment('2', { authorId: '7', authorEmail: 'new@x.example' }),
    comment('3', { authorEmail: 'Ann@x.example' }),
    comment('4', { authorEmail: ' ann@X.example' }),
    comment('5'),
    comment('6'),
  ])
  const [a, b, c, d, e, f] = await authorsIn(store)
  expect([a === b, c === d, e === f]).toEqual([true, true, false])
  expect(new Set([a, c, e, f]).size).toBe(4)
})

test('[S32] no name gives away an address, not to whoever tries addresses either', async () => {
  const [one, other] = [setUp(), setUp({ secret: 'another secret of another server!' })]
  for (const { transfer } of [one, other])
    await transfer.importComments([comment('1', { authorEmail: 'ann@x.example' })])
  const [[first], [second]] = [await authorsIn(one.store), await authorsIn(other.store)]
  expect(first).not.toBe(second)
  expect(JSON.stringify(await one.store.read('export.page', { limit: 100 }))).not.toContain('x.example')
})

test('[D2] ids of other systems, however odd, name a comment, and the same one the second time', async () => {
  const { store, transfer } = setUp()
  const ids = ['12', 'a b/c', 'x'.repeat(300), '../..', 'é', '']
  expect(await transfer.importComments(ids.map((id) => comment(id)))).toEqual({ stored: 6, known: 0 })
  expect(await transfer.importComments(ids.map((id) => comment(id)))).toEqual({ stored: 0, known: 6 })
  const { list } = await store.read('comments.page', { room: '/a', sort: 'old', limit: 50 })
  for (const { id } of list) expect(id).toMatch(/^w_[\w-]{1,60}$/)
})

test('what refers to something that comes later waits for it; what never comes is done without', async () => {
  const { store, transfer } = setUp()
  const row = (id: string, parent?: string): ExportRecord => ({
    kind: 'comment',
    fields: {
      ...{ room: '/a', comment: id, text: id, status: 'visible', atMs: 1, author: { id: 'ann', name: 'Ann' } },
      ...(parent === undefined ? {} : { parent }),
    },
  })
  const sign: ExportRecord = { kind: 'reaction', fields: { room: '/a', comment: 'c', person: 'bob', emoji: '👏' } }
  expect(await transfer.importRecords([row('c', 'b'), row('b', 'a'), sign, row('x', 'lost')])).toMatchObject({
    stored: 0,
  })
  expect(await transfer.importRecords([row('a')])).toEqual({ stored: 1, known: 0 })
  expect(await transfer.finishRecords()).toMatchObject({ stored: 4 })
  const { list } = await store.read('comments.page', { room: '/a', sort: 'old', limit: 50 })
  expect(new Map(list.map(({ id, parent }) => [id, parent]))).toEqual(
    new Map([
      ['a', undefined],
      ['b', 'a'],
      ['c', 'b'],
      ['x', undefined],
    ]),
  )
  expect(list.find(({ id }) => id === 'c')?.reactions).toEqual([['👏', 1]])
  expect(await transfer.finishRecords()).toEqual({ stored: 0, known: 0 })
})

test('[T4] retention goes on until nothing is left, and says how far it is', async () => {
  const { transfer } = setUp({ commentDays: 30 })
  await transfer.importComments(Array.from({ length: 450 }, (_, index) => comment(String(index))))
  const told: number[] = []
  expect(await transfer.retain(31 * DAY_MS, true)).toEqual({ removed: 450 })
  const { removed } = await transfer.retain(31 * DAY_MS, false, (count) => told.push(count))
  expect(removed).toBe(told.at(-1))
  expect(removed).toBeGreaterThanOrEqual(450)
  expect(told.length).toBeGreaterThan(1)
  expect(await transfer.retain(31 * DAY_MS, true)).toEqual({ removed: 0 })
})
