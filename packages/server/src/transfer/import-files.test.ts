import { expect, test } from 'vitest'
import { createTally, importForeign, importOwn } from './import-files.js'
import type { ExportRecord, ImportCounts, ImportedComment, PlacedComment } from './transfer.js'

async function* many<T>(count: number, make: (index: number) => T): AsyncGenerator<T> {
  for (let index = 0; index < count; index++) yield make(index)
}

const comment = (index: number, page = 'https://blog.example/a/'): ImportedComment => ({
  source: 'wordpress',
  sourceId: String(index),
  page,
  isPageCanonical: true,
  authorName: 'Ada',
  text: 'x',
  atMs: 0,
  status: index % 10 === 0 ? 'held' : 'visible',
})

/** Keeps what it is given, once. */
function memoryTarget(): {
  readonly batches: number[]
  readonly comments: Map<string, PlacedComment>
  importComments(batch: readonly PlacedComment[]): Promise<ImportCounts>
  importRecords(batch: readonly ExportRecord[]): Promise<ImportCounts>
  finishRecords(): Promise<ImportCounts>
} {
  const comments = new Map<string, PlacedComment>()
  const batches: number[] = []
  return {
    batches,
    comments,
    async importComments(batch) {
      batches.push(batch.length)
      const fresh = batch.filter(({ sourceId }) => !comments.has(sourceId))
      for (const each of fresh) comments.set(each.sourceId, each)
      return { stored: fresh.length, known: batch.length - fresh.length }
    },
    async importRecords(batch) {
      batches.push(batch.length)
      return { stored: batch.length - 1, known: 0 }
    },
    // One of each batch waits until the end.
    finishRecords: async () => ({ stored: batches.length, known: 0 }),
  }
}

test('comments go into their rooms in batches, and a second run finds them there', async () => {
  const store = memoryTarget()
  const told: number[] = []
  const run = () =>
    importForeign(
      many(1_201, (index) => comment(index, index % 2 === 0 ? 'http://www.blog.example/a/' : 'https://b.example/?p=7')),
      createTally(),
      { store, home: 'https://blog.example', onBatch: (read) => told.push(read) },
    )
  const first = await run()
  expect(first).toMatchObject({
    read: 1_201,
    rooms: 2,
    exampleRooms: ['/a', 'b.example/?p=7'],
    counts: { stored: 1_201, known: 0 },
  })
  expect([...first.byStatus]).toEqual([
    ['held', 121],
    ['visible', 1_080],
  ])
  expect(store.batches).toEqual([500, 500, 201])
  expect(told).toEqual([500, 1_000, 1_201])
  expect(store.comments.get('0')!.room).toBe('/a')
  expect((await run()).counts).toEqual({ stored: 0, known: 1_201 })
})

test('a page without an address is no room; without a store everything is only counted', async () => {
  const tally = createTally()
  tally.note('pingback')
  const pages = ['', 'nonsense', 'https://blog.example/a']
  const summary = await importForeign(
    many(3, (index) => comment(index, pages[index])),
    tally,
    { store: undefined },
  )
  expect(summary).toMatchObject({ read: 1, counts: { stored: 0, known: 0 }, exampleRooms: ['blog.example/a'] })
  expect([...summary.notes]).toEqual([
    ['pingback', 1],
    ['no-page', 2],
  ])
})

test('a store that fails ends the import with what it said', async () => {
  const store = { ...memoryTarget(), importComments: () => Promise.reject(new Error('the disk is full')) }
  await expect(importForeign(many(1, comment), createTally(), { store })).rejects.toThrow('the disk is full')
})

test('records of an export go in as they are', async () => {
  const store = memoryTarget()
  const record = (index: number): ExportRecord => ({ kind: 'comment', fields: { id: index } })
  expect(await importOwn(many(501, record), { store })).toEqual({ read: 501, counts: { stored: 501, known: 0 } })
  expect(store.batches).toEqual([500, 1])
})
