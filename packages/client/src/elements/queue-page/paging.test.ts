import { expect, test } from 'vitest'
import { createPaging, type Part } from './paging.js'

/** Questions that are answered when the test says so. */
function createAsked() {
  let cursor: string | undefined = 'after a'
  const asked: { readonly part: Part; answer(page: string): Promise<void>; fail(): Promise<void> }[] = []
  const heard: string[] = []
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const paging = createPaging<string>({
    cursor: () => cursor,
    ask: (from) =>
      new Promise((resolve, reject) => {
        asked.push({
          part: from === undefined ? 'first' : 'next',
          answer: (page) => (resolve(page), settled()),
          fail: () => (reject(new Error('away')), settled()),
        })
      }),
    took: (page, part) => void heard.push(`${part}: ${page}`),
    failed: (_, part) => void heard.push(`${part} failed`),
  })
  return { paging, asked, heard, parts: () => asked.map(({ part }) => part), ends: () => void (cursor = undefined) }
}

test('[M6] more that is asked for while the list is read again comes afterwards', async () => {
  const { paging, asked, heard, parts } = createAsked()
  paging.refresh()
  paging.more()
  paging.more()
  expect(parts()).toEqual(['first'])
  await asked[0]?.answer('a')
  expect(parts()).toEqual(['first', 'next'])
  await asked[1]?.answer('b')
  expect(heard).toEqual(['first: a', 'next: b'])
  expect(parts()).toHaveLength(2)
})

test('[M6] news that come while more is read wait for it, and are looked at once', async () => {
  const { paging, asked, heard, parts } = createAsked()
  paging.more()
  paging.refresh()
  paging.refresh()
  await asked[0]?.answer('b')
  expect(parts()).toEqual(['next', 'first'])
  await asked[1]?.fail()
  expect(heard).toEqual(['next: b', 'first failed'])
  paging.refresh()
  expect(parts()).toHaveLength(3)
})

test('[M6] news during a look are looked at again: that answer may be older', async () => {
  const { paging, asked, parts } = createAsked()
  paging.refresh()
  paging.refresh()
  await asked[0]?.answer('a')
  expect(parts()).toEqual(['first', 'first'])
})

test('what was asked for before a decision is asked again, and the older answer is thrown away', async () => {
  const { paging, asked, heard, parts } = createAsked()
  paging.stale()
  expect(parts()).toEqual([])
  paging.more()
  paging.stale()
  await asked[0]?.answer('old')
  expect(heard).toEqual([])
  await asked[1]?.answer('new')
  expect(heard).toEqual(['next: new'])
})

test('another question takes the place of all before it; after the end nothing is heard', async () => {
  const { paging, asked, heard, parts } = createAsked()
  paging.refresh()
  paging.more()
  paging.restart()
  await asked[0]?.answer('of before')
  await asked[1]?.answer('a')
  expect(parts()).toEqual(['first', 'first'])
  paging.more()
  paging.stop()
  await asked[2]?.answer('late')
  expect(heard).toEqual(['first: a'])
})

test('[M6] nothing follows the end, also when it was asked for before that was known', async () => {
  const { paging, asked, parts, ends } = createAsked()
  paging.refresh()
  paging.more()
  ends()
  await asked[0]?.answer('all there is')
  expect(parts()).toEqual(['first'])
})
