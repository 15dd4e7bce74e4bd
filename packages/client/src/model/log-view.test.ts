import { entryMark, type LogEntry, type LogPosition } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLogView, stepLog, type LogEffect, type LogEvent, type LogView } from './log-view.js'

type Said = Extract<LogEvent, { type: 'message' }>['message']

const entry = (o: number, i = 'a', v: LogEntry['v'] = { n: o }): LogEntry => ({ o, k: 'comment', i, v })
const said = (after: number, list: LogEntry[], more: Partial<Said> = {}): LogEvent => ({
  type: 'message',
  message: { after, offset: Math.max(after, ...list.map(({ o }) => o)), list, ...more },
})

function run(events: readonly LogEvent[], from: LogView = createLogView()): { view: LogView; effects: LogEffect[] } {
  let view = from
  const effects: LogEffect[] = []
  for (const event of events) {
    const [next, done] = stepLog(view, event)
    view = next
    effects.push(...done)
  }
  return { view, effects }
}

const started = run([said(5, [], { epoch: 'e' })]).view

test('[G2] a position names the entry at its offset, and nothing where that is not known', () => {
  expect(started.position).toEqual({ epoch: 'e', offset: 5, last: '' })
  const { view } = run([said(5, [entry(6, 'x')])], started)
  expect(view.position).toEqual({ epoch: 'e', offset: 6, last: 'comment:x' })
  // Nothing new: what is known of the last one stays known.
  expect(run([said(6, [])], view).view.position).toBe(view.position)
})

test('[G3] a gap asks for the log once, and what is beyond it is left until the answer', () => {
  const { view, effects } = run([said(7, [entry(8)]), said(8, [entry(9)])], started)
  expect(effects).toEqual([{ do: 'join' }])
  const answered = run([said(5, [entry(6), entry(9)], { epoch: 'e' }), said(9, [entry(10)])], view)
  expect(answered.effects).toEqual([
    { do: 'entries', list: [entry(6), entry(9)] },
    { do: 'entries', list: [entry(10)] },
  ])
  expect(answered.view).toMatchObject({ isCatchingUp: false, position: { offset: 10 } })
})

test('[G3] a connection that is lost while it catches up asks again with the next join', () => {
  const { view } = run([said(7, [entry(8)]), { type: 'lost' }], started)
  expect(view).toMatchObject({ isLive: false, isCatchingUp: false, position: { offset: 5 } })
})

test('[G4] another numbering or an explicit reset starts over', () => {
  for (const message of [said(2, [], { epoch: 'f' }), said(2, [], { epoch: 'f', reset: true })]) {
    const { view, effects } = run([message], started)
    expect(effects).toEqual([{ do: 'reset' }])
    expect(view.position).toEqual({ epoch: 'f', offset: 2, last: '' })
  }
})

test('[G3] an answer that still leaves a gap is a reset, not a question without end', () => {
  const { view } = run([said(7, [entry(8)])], started)
  expect(run([said(7, [entry(8)], { epoch: 'e' })], view).effects).toEqual([
    { do: 'reset' },
    { do: 'entries', list: [entry(8)] },
  ])
})

/** The database's side: entities, their last change, and what may be forgotten. */
function createDatabase() {
  const last = new Map<string, LogEntry>()
  let epoch = 1
  let offset = 0
  const head = () => ({ epoch: `e${epoch}`, offset })
  return {
    last,
    head,
    change(i: string, isGone: boolean): LogEntry {
      offset++
      const made = entry(offset, i, isGone ? { gone: true } : { n: offset })
      last.set(i, made)
      return made
    },
    startOver() {
      epoch++
      offset = 0
      const all = [...last.values()]
      last.clear()
      for (const { i, v } of all) last.set(i, entry(++offset, i, v))
    },
    /** [G4] In parts, as a server would. */
    since(position: LogPosition | undefined, part: number): Said[] {
      const { epoch: name } = head()
      if (!position) return [{ epoch: name, after: offset, offset, list: [] }]
      const known = [...last.values()].find(({ o }) => o === position.offset)
      const isWrong = known !== undefined && position.last !== '' && entryMark(known) !== position.last
      if (position.epoch !== name || position.offset > offset || isWrong)
        return [{ epoch: name, reset: true, after: offset, offset, list: [] }]
      const list = [...last.values()].filter(({ o }) => o > position.offset).sort((a, b) => a.o - b.o)
      const parts: Said[] = []
      let after = position.offset
      for (let at = 0; at === 0 || at < list.length; at += part) {
        const some = list.slice(at, at + part)
        const upto = at + part >= list.length ? offset : (some.at(-1)?.o ?? offset)
        parts.push({ after, offset: upto, list: some, ...(at === 0 ? { epoch: name } : {}) })
        after = upto
      }
      return parts
    },
  }
}

/** A page that shows entities: it folds entries, and reads everything when told to. */
function createReader(database: ReturnType<typeof createDatabase>, say: (position: LogPosition | undefined) => void) {
  let view = createLogView()
  let shown = new Map<string, LogEntry['v']>()
  let heardUpto = 0
  const readAll = (): void => {
    shown = new Map([...database.last].map(([i, { v }]) => [i, v]))
    heardUpto = 0
  }
  readAll()
  return {
    shown: () => shown,
    join: () => say(view.position),
    position: () => view.position,
    feed(event: LogEvent) {
      const [next, effects] = stepLog(view, event)
      view = next
      for (const effect of effects) {
        if (effect.do === 'reset') readAll()
        else if (effect.do === 'join') say(view.position)
        else
          for (const { o, i, v } of effect.list) {
            expect(o).toBeGreaterThan(heardUpto)
            heardUpto = o
            shown.set(i, v)
          }
      }
    },
  }
}

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('change' as const), i: fc.nat(5), isGone: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('deliver' as const), at: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('flush', 'repeat', 'drop', 'lose'), at: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'start over' as const, at: 0 }) },
)

test('[G3,G4] cut, repeated, mixed up or dropped: after the next join the reader shows what the log says', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), fc.integer({ min: 1, max: 4 }), (steps, part) => {
      const database = createDatabase()
      let wire: Said[] = []
      let unsaid: LogEntry[] = []
      const reader = createReader(database, (position) => wire.push(...database.since(position, part)))
      const flush = (): void => {
        const first = unsaid[0]
        if (first) wire.push({ after: first.o - 1, offset: database.head().offset, list: unsaid })
        unsaid = []
      }
      reader.join()
      for (const each of steps) {
        if (each.do === 'change') {
          unsaid.push(database.change(`i${each.i}`, each.isGone))
          if (unsaid.length === 3) flush()
        } else if (each.do === 'flush') flush()
        else if (each.do === 'start over') {
          // What was said of the old numbering comes before the reset on the same connection, or not at all.
          unsaid = []
          database.startOver()
          wire = database.since({ epoch: '', offset: 0, last: '' }, part)
        } else if (each.do === 'lose') {
          unsaid = []
          wire = []
          reader.feed({ type: 'lost' })
          reader.join()
        } else {
          const [message] = each.do === 'repeat' ? wire.slice(each.at) : wire.splice(each.at, 1)
          if (message && each.do !== 'drop') reader.feed({ type: 'message', message })
        }
      }
      // The connection breaks, and the next one is left in peace.
      wire = []
      reader.feed({ type: 'lost' })
      reader.join()
      for (let message = wire.shift(); message; message = wire.shift()) reader.feed({ type: 'message', message })
      expect(reader.position()).toMatchObject(database.head())
      expect(Object.fromEntries(reader.shown())).toEqual(
        Object.fromEntries([...database.last].map(([i, { v }]) => [i, v])),
      )
    }),
    { numRuns: 400 },
  )
})
