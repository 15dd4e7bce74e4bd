import { expect, test } from 'vitest'
import type { PassageState } from '../passages/passage-layer.js'
import { marksOf } from './marks.js'
import { markersOf } from './markers.js'
import type { MarkedThread } from './threads.js'

const passage = (exact: string, start = 0): MarkedThread['passage'] => ({
  exact,
  prefix: '',
  suffix: '',
  start,
  end: start + exact.length,
})

function thread(id: string, answers = 0, more: Partial<MarkedThread['comment']> = {}): MarkedThread {
  const comment = { id, o: 1, status: 'visible', text: id, atMs: 0, reactions: [], ...more } as const
  const list = Array.from({ length: answers }, (_, at) => ({ ...comment, id: `${id}${String(at)}`, thread: id }))
  return { comment, answers: list, more: 0, fresh: 0, passage: passage(`words of ${id}`) }
}

const ys: Record<string, number> = { a: 100, b: 105, c: 300, d: 500 }
const measured = {
  spot: (id: string) => (ys[id] === undefined ? undefined : { id, y: ys[id], edge: 700, start: ys[id] }),
  below: { edge: 700, y: 900 },
  sizePx: 34,
  open: ['c'],
  fresh: new Set(['b']),
}

test('[T11] marks that stand together share a marker with all their comments; gone ones have one below the text', () => {
  const states = new Map<string, PassageState>([
    ['a', 'exact'],
    ['b', 'moved'],
    ['c', 'changed'],
    ['gone', 'gone'],
    ['lost', 'gone'],
  ])
  const threads = [thread('gone'), thread('c', 2), thread('b', 1), thread('a'), thread('lost', 3), thread('folded')]
  const markers = markersOf({ ...measured, threads, states })
  expect(markers.map(({ ids, count, state, y, isOpen, isFresh }) => [ids, count, state, y, isOpen, isFresh])).toEqual([
    [['a', 'b'], 3, 'open', 100, false, true],
    [['c'], 3, 'changed', 300, true, false],
    [['gone', 'lost'], 5, 'gone', 900, false, false],
  ])
  expect(markers[0]?.quote).toBe('words of a')
})

test('a marker is faint only when everything at it is settled', () => {
  const resolved = thread('a', 0, { resolved: true })
  const states = new Map<string, PassageState>()
  const stateOf = (...threads: MarkedThread[]): string | undefined =>
    markersOf({ ...measured, threads, states })[0]?.state
  expect(stateOf(resolved)).toBe('resolved')
  expect(stateOf(resolved, thread('b'))).toBe('open')
})

test('deleted answers do not count', () => {
  const one = thread('a', 2)
  const answers = one.answers.map((answer, at) => (at === 0 ? { ...answer, status: 'deleted' as const } : answer))
  expect(markersOf({ ...measured, threads: [{ ...one, answers, more: 4 }], states: new Map() })[0]?.count).toBe(6)
})

test('words are marked by what is open before anything else, and what somebody writes about is marked, too', () => {
  const threads = [thread('a'), thread('b', 0, { resolved: true }), thread('c', 5)]
  const other = { id: 'select x', passage: passage('x'), count: 0, color: 3, state: 'selecting' } as const
  const marks = marksOf({ threads, active: ['b'], draft: passage('draft'), others: [other] })
  expect(marks.map(({ id, state, count }) => [id, state, count])).toEqual([
    ['a', 'open', 1],
    ['b', 'active', 1],
    ['c', 'open', 6],
    ['draft', 'active', 0],
    ['select x', 'selecting', 0],
  ])
})
