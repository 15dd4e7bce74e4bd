import type { Json, JsonFields, LogEntry } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createStateView,
  stepState,
  withStateWrites,
  type StateEvent,
  type StatePage,
  type StateView,
} from './state-view.js'

const entry = (o: number, i: string, v: JsonFields): LogEntry => ({ o, k: 'state', i, v })
const page = (list: StatePage['list'], offset: number, epoch = 'e'): StateEvent => ({
  type: 'read',
  page: { list, offset, epoch },
})
const run = (events: readonly StateEvent[]): StateView => events.reduce(stepState, createStateView())
const values = (view: StateView): unknown =>
  Object.fromEntries([...view.keys].flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value]])))

test('[V2] a key goes by its highest version, and a removed one does not come back', () => {
  const view = run([
    { type: 'asked' },
    page([['a', 1, 1]], 5),
    { type: 'entries', list: [entry(6, 'a', { value: 2, version: 2 })] },
    { type: 'told', key: 'a', now: { value: 1, version: 1 } },
    { type: 'entries', list: [entry(7, 'a', { version: 3, gone: true })] },
    { type: 'told', key: 'a', now: { value: 2, version: 2 } },
  ])
  expect(view.keys.get('a')).toEqual({ value: undefined, version: 3 })
})

test('[V3] additions on their way are laid over what others have added meanwhile', () => {
  const add = (by: number): { kind: string; body: JsonFields } => ({ kind: 'state.add', body: { key: 'n', by } })
  expect(withStateWrites(40, [add(1), add(1)])).toBe(42)
  expect(withStateWrites(undefined, [add(2)])).toBe(2)
  expect(withStateWrites('text', [add(2)])).toBe('text')
  expect(
    withStateWrites(1, [{ kind: 'state.set', body: { value: 5 } }, add(1), { kind: 'state.remove', body: {} }]),
  ).toBe(undefined)
})

test('a value that is told again is the same object', () => {
  const before = run([{ type: 'asked' }, page([['a', { x: [1] }, 1]], 5)])
  const after = stepState(before, { type: 'entries', list: [entry(6, 'a', { value: { x: [1] }, version: 2 })] })
  expect(after.keys.get('a')?.version).toBe(2)
  expect(after.keys.get('a')?.value).toBe(before.keys.get('a')?.value)
})

const step = fc.record({
  do: fc.constantFrom('set', 'set', 'remove', 'hear', 'hear', 'ask', 'answer', 'arrive', 'start over'),
  key: fc.constantFrom('a', 'b', 'c'),
})

test('[V4,G3] any order of readings and entries gives what the server has', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const server = new Map<string, { value: Json | undefined; version: number }>()
      let [epoch, offset, count] = [1, 0, 0]
      const position = () => ({ epoch: `e${epoch}`, offset })
      const log: StateEvent[] = [{ type: 'reset', position: position() }]
      const coming: StateEvent[] = []
      let asked = 0
      let view = createStateView()
      const feed = (event: StateEvent): void => {
        view = stepState(view, event)
        if (event.type === 'reset' && view.isStale) ask()
      }
      const ask = (): void => {
        asked++
        feed({ type: 'asked' })
      }
      const answer = (): void => {
        for (; asked > 0; asked--) {
          const list = [...server].flatMap(([key, { value, version }]) =>
            value === undefined ? [] : [[key, value, version] as const],
          )
          coming.push(page(list, offset, `e${epoch}`))
        }
      }
      const change = (key: string, value: Json | undefined): void => {
        const version = (server.get(key)?.version ?? 0) + 1
        server.set(key, { value, version })
        const v = value === undefined ? { version, gone: true } : { version, value }
        log.push({ type: 'entries', list: [entry(++offset, key, v)] })
      }
      for (const { do: what, key } of steps) {
        if (what === 'set') change(key, ++count)
        else if (what === 'remove' && server.get(key)?.value !== undefined) change(key, undefined)
        else if (what === 'ask') ask()
        else if (what === 'answer') answer()
        else if (what === 'hear' || what === 'arrive') {
          const event = (what === 'hear' ? log : coming).shift()
          if (event) feed(event)
        } else if (what === 'start over') {
          epoch++
          offset = server.size
          log.push({ type: 'reset', position: position() })
        }
      }
      for (const event of log) feed(event)
      answer()
      for (const event of coming) feed(event)
      coming.length = 0
      if (!view.readAt || view.isStale) {
        ask()
        answer()
        for (const event of coming) feed(event)
      }
      const truth = [...server].flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value]]))
      expect(values(view)).toEqual(Object.fromEntries(truth))
    }),
    { numRuns: 300 },
  )
})
