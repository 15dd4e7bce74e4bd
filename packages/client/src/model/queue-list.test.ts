import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  appended,
  chosenAll,
  emptyList,
  lookedAt,
  meant,
  moved,
  refreshed,
  reopened,
  replaced,
  restored,
  settled,
  toggled,
  type Listed,
  type QueueList,
} from './queue-list.js'

const item = (key: string): Listed => ({ key })
const listOf = (keys: string, more?: string): QueueList<Listed> =>
  refreshed(emptyList(), { list: [...keys].map(item), more })
const keys = (list: QueueList<Listed>): string => list.items.map(({ key }) => key).join('')

test('what is decided goes, and the next one is looked at, at the end the one before', () => {
  let list = lookedAt(listOf('abcd'), 'b')
  list = settled(list, ['b'])
  expect([keys(list), list.current]).toEqual(['acd', 'c'])
  list = settled(list, ['c', 'd'])
  expect([keys(list), list.current]).toEqual(['a', 'a'])
  list = settled(list, ['a'])
  expect([keys(list), list.current]).toEqual(['', undefined])
})

test('an answer that was on its way does not bring back what was decided meanwhile', () => {
  const list = settled(listOf('abc'), ['b'])
  expect(keys(refreshed(list, { list: [...'abcd'].map(item) }))).toBe('acd')
  expect(keys(appended(list, { list: [...'bce'].map(item) }))).toBe('ace')
  expect(keys(refreshed(reopened(list, ['b']), { list: [...'abc'].map(item) }))).toBe('abc')
})

test('what could not be decided comes back to its place', () => {
  const before = listOf('abcd')
  const list = settled(lookedAt(before, 'a'), ['b', 'c'])
  expect(keys(restored(list, ['c'], before.items))).toBe('acd')
  expect(keys(restored(list, ['b', 'c'], before.items))).toBe('abcd')
  const grown = refreshed(list, { list: [...'ade'].map(item) })
  expect(keys(restored(grown, ['b'], before.items))).toBe('abde')
})

test('reading the first page again keeps what was read beyond it, unless it is the whole', () => {
  const long = appended(listOf('abc', 'c'), { list: [...'def'].map(item), more: 'f' })
  const again = refreshed(long, { list: [...'abx'].map(item), more: 'x' })
  expect([keys(again), again.more]).toEqual(['abxdef', 'f'])
  const whole = refreshed(long, { list: [...'ab'].map(item) })
  expect([keys(whole), whole.more]).toEqual(['ab', undefined])
})

test('what is looked at moves by steps and stops at the ends', () => {
  const list = listOf('abc')
  expect(moved(list, 1).current).toBe('a')
  expect(moved(list, -1).current).toBe('c')
  expect(moved(lookedAt(list, 'c'), 1).current).toBe('c')
  expect(moved(lookedAt(list, 'a'), -1).current).toBe('a')
  expect(moved(emptyList(), 1).current).toBeUndefined()
  expect(lookedAt(lookedAt(list, 'b'), 'nobody').current).toBe('b')
})

test('an act is about the chosen ones, else about the one that is looked at', () => {
  const list = lookedAt(listOf('abcd'), 'd')
  const meantKeys = (of: QueueList<Listed>): string =>
    meant(of)
      .map(({ key }) => key)
      .join('')
  expect(meantKeys(list)).toBe('d')
  expect(meantKeys(toggled(toggled(list, 'c'), 'a'))).toBe('ac')
  expect(meantKeys(toggled(toggled(list, 'c'), 'c'))).toBe('d')
  expect(meantKeys(chosenAll(list, true))).toBe('abcd')
  expect(meantKeys(chosenAll(chosenAll(list, true), false))).toBe('d')
  expect(settled(chosenAll(list, true), ['a', 'b']).chosen).toEqual(new Set(['c', 'd']))
  expect(replaced(list, { key: 'a', text: 'new' } as Listed).items[0]).toEqual({ key: 'a', text: 'new' })
})

test('whatever happens, no key is there twice, and who is looked at or chosen is there', () => {
  const key = fc.constantFrom(...'abcdefgh')
  const some = fc.uniqueArray(key, { maxLength: 5 })
  const step = fc.oneof(
    some.map((list) => (state: QueueList<Listed>) => refreshed(state, { list: list.map(item), more: 'x' })),
    some.map((list) => (state: QueueList<Listed>) => refreshed(state, { list: list.map(item) })),
    some.map((list) => (state: QueueList<Listed>) => appended(state, { list: list.map(item) })),
    some.map((list) => (state: QueueList<Listed>) => settled(state, list)),
    some.map((list) => (state: QueueList<Listed>) => restored(state, list, [...'abcdefgh'].map(item))),
    key.map(
      (one) => (state: QueueList<Listed>) =>
        state.items.some((each) => each.key === one) ? toggled(state, one) : state,
    ),
    fc.integer({ min: -2, max: 2 }).map((by) => (state: QueueList<Listed>) => moved(state, by)),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let state = emptyList<Listed>()
      for (const next of steps) {
        state = next(state)
        const there = state.items.map((each) => each.key)
        expect(new Set(there).size).toBe(there.length)
        if (state.current !== undefined && there.length > 0) expect(there).toContain(state.current)
        for (const each of state.chosen) expect(there).toContain(each)
      }
    }),
  )
})
