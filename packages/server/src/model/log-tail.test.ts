import type { Json, LogEntry, LogPosition } from '@roomful/protocol'
import { entryMark } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LogTail } from './log-tail.js'

type View = Map<string, Record<string, Json>>

/** What a reader makes of an entry. */
function fold(view: View, entry: LogEntry): void {
  const mark = entryMark(entry)
  const known = entry.w ? {} : view.get(mark)
  // A patch of something the reader never loaded says nothing to it.
  if (!known) return
  const fields = Object.entries({ ...known, ...entry.v }).filter(([, value]) => value !== null)
  view.set(mark, Object.fromEntries(fields))
}

const change = fc.record({
  i: fc.constantFrom('a', 'b', 'c', 'd'),
  act: fc.constantFrom('new', 'patch', 'unset', 'delete'),
  word: fc.integer({ min: 0, max: 99 }),
})

/** Turns drawn changes into a log: nothing is patched before it is there. */
function logOf(changes: readonly { i: string; act: string; word: number }[]): LogEntry[] {
  const present = new Set<string>()
  return changes.map(({ i, act, word }, index): LogEntry => {
    const o = index + 1
    if (act === 'delete') return { o, k: 'x', i, v: { gone: true }, w: true }
    if (act === 'new' || !present.has(i)) {
      present.add(i)
      return { o, k: 'x', i, v: { text: `word-${word}`, at: word }, w: true }
    }
    return { o, k: 'x', i, v: act === 'unset' ? { pinned: null } : { text: `word-${word}`, pinned: true } }
  })
}

const at = (offset: number, last = ''): LogPosition => ({ epoch: 'e', offset, last })

test('[G4] whoever catches up from any position sees what everybody sees', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), fc.nat(40), (changes, draw) => {
      const log = logOf(changes)
      const offset = Math.min(draw, log.length)
      const tail = new LogTail('e', 0, 0)
      const [all, mine]: [View, View] = [new Map(), new Map()]
      for (const entry of log) {
        expect(tail.add(entry)).toEqual({ entry, json: JSON.stringify(entry) })
        fold(all, entry)
        if (entry.o <= offset) fold(mine, entry)
      }
      const answer = tail.since(at(offset))
      if (answer.kind !== 'entries') throw new Error(answer.kind)
      for (const { entry } of answer.list) fold(mine, entry)
      expect(mine).toEqual(all)
      expect(answer.list.map(({ entry }) => entry.o)).toEqual(
        answer.list.map(({ entry }) => entry.o).toSorted((a, b) => a - b),
      )
      expect(new Set(answer.list.map(({ entry }) => entryMark(entry))).size).toBe(answer.list.length)
    }),
  )
})

test('[S33,G4] what was deleted or edited away is in no answer', () => {
  const tail = new LogTail('e', 0, 0)
  tail.add({ o: 1, k: 'comment', i: 'a', v: { text: 'the secret', author: 'Ada' }, w: true })
  tail.add({ o: 2, k: 'comment', i: 'b', v: { text: 'first words' }, w: true })
  tail.add({ o: 3, k: 'comment', i: 'a', v: { gone: true }, w: true })
  tail.add({ o: 4, k: 'comment', i: 'b', v: { text: 'other words' } })
  const said = JSON.stringify(tail.since(at(0)))
  expect(said).not.toContain('secret')
  expect(said).not.toContain('Ada')
  expect(said).not.toContain('first words')
  expect(said).toContain('other words')
})

test('[G4] another epoch, a position beyond the end, another last entry, and too far behind start over', () => {
  const tail = new LogTail('e', 0, 0)
  for (let o = 1; o <= 2_002; o++) tail.add({ o, k: 'x', i: 'same', v: { o } })
  expect(tail.since({ epoch: 'other', offset: 2_002, last: '' })).toEqual({ kind: 'reset' })
  expect(tail.since(at(2_003))).toEqual({ kind: 'reset' })
  expect(tail.since(at(2_002, 'x:different'))).toEqual({ kind: 'reset' })
  expect(tail.since(at(2_002, 'x:same'))).toMatchObject({ kind: 'entries', list: [] })
  expect(tail.since(at(1))).toEqual({ kind: 'reset' })
  expect(tail.since(at(2))).toMatchObject({ kind: 'entries' })
  expect(new LogTail('e', 50, 40).since(at(39))).toEqual({ kind: 'reset' })
})

test('[G4] memory holds a bounded tail, and says so when it is asked for more', () => {
  const tail = new LogTail('e', 0, 0)
  for (let o = 1; o <= 1_000; o++) tail.add({ o, k: 'x', i: `${o}`, v: { o }, w: true })
  expect(tail.since(at(400))).toEqual({ kind: 'older' })
  const answer = tail.since(at(900))
  expect(answer).toMatchObject({ kind: 'entries', after: 900 })
  const big = new LogTail('e', 0, 0)
  for (let o = 1; o <= 40; o++) big.add({ o, k: 'x', i: `${o}`, v: { text: 'x'.repeat(10_000) }, w: true })
  expect(big.since(at(10))).toEqual({ kind: 'older' })
  expect(big.since(at(30))).toMatchObject({ kind: 'entries' })
})

test('[G6] only the next entry is taken', () => {
  const tail = new LogTail('e', 5, 0)
  expect(tail.add({ o: 5, k: 'x', i: 'a', v: {} })).toBeUndefined()
  expect(tail.add({ o: 7, k: 'x', i: 'a', v: {} })).toBeUndefined()
  expect(tail.add({ o: 6, k: 'x', i: 'a', v: {} })).toBeDefined()
  expect(tail.head).toBe(6)
})

test('[G4] what the database tells joins what was heard meanwhile', () => {
  const tail = new LogTail('e', 10, 0)
  tail.add({ o: 11, k: 'x', i: 'a', v: { pinned: true } })
  tail.add({ o: 12, k: 'x', i: 'c', v: { text: 'new' }, w: true })
  expect(tail.since(at(8))).toEqual({ kind: 'older' })
  // The database was asked when 11 was its last.
  tail.fill(
    8,
    [
      { o: 9, k: 'x', i: 'b', v: { text: 'b' }, w: true },
      { o: 11, k: 'x', i: 'a', v: { text: 'a', pinned: true }, w: true },
    ],
    11,
  )
  const answer = tail.since(at(8))
  if (answer.kind !== 'entries') throw new Error(answer.kind)
  expect(answer.list.map(({ entry }) => [entry.o, entry.i])).toEqual([
    [9, 'b'],
    [11, 'a'],
    [12, 'c'],
  ])
  expect(tail.head).toBe(12)
})
