import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dropKept, freshKept, printKept, putKept, readKept, takeKept, type KeptWrite } from './kept-writes.js'

const DAY_MS = 86_400_000
const kept = (id: string, patch: Partial<KeptWrite> = {}): KeptWrite => ({
  id,
  kind: 'comment.add',
  body: { text: id },
  atMs: 0,
  lane: 'comment',
  isReplaceable: false,
  staysRefused: true,
  wasSent: true,
  room: 'a',
  person: 'p1',
  isPassing: false,
  ...patch,
})
const here = { room: 'a', person: 'p1', nowMs: 1 }

test('[W3] what is kept comes back as it was, for its author and its room only', () => {
  const list = readKept(printKept([kept('1'), kept('2', { room: 'b' }), kept('3', { person: 'p2' })]))
  expect(takeKept(list, here)).toEqual([{ write: kept('1'), isOver: false }])
})

test('[W3] what the server may have forgotten is shown where it holds words, and not sent again', () => {
  const list = [kept('words'), kept('vote', { staysRefused: false }), kept('new', { atMs: 29 * DAY_MS })]
  const late = { ...here, nowMs: 30 * DAY_MS }
  expect(takeKept(list, late).map(({ write, isOver }) => [write.id, isOver])).toEqual([
    ['words', true],
    ['new', false],
  ])
  expect(freshKept(list, late.nowMs).map(({ id }) => id)).toEqual(['words', 'new'])
})

test('[D8] what an unseen guest asked to keep is shown to whoever comes next, and not sent as theirs', () => {
  expect(takeKept([kept('1', { person: 'g', isPassing: true })], here)).toMatchObject([{ isOver: true }])
})

test('a write is there once, whichever tab puts it there', () => {
  const list = putKept(putKept([], kept('1', { wasSent: false })), kept('1'))
  expect(list).toEqual([kept('1')])
  expect(putKept(list, kept('2'))).toHaveLength(2)
  expect(dropKept(list, new Set(['1']))).toEqual([])
})

test('whatever stands there is read without harm', () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((json) => `[${json}]`),
  )
  fc.assert(
    fc.property(text, (stored) => {
      expect(readKept(stored).every(({ id, body }) => typeof id === 'string' && typeof body === 'object')).toBe(true)
    }),
  )
  expect(readKept(JSON.stringify([kept('1'), { ...kept('2'), body: null }, { ...kept('3'), atMs: 'x' }, 7]))).toEqual([
    kept('1'),
  ])
})
