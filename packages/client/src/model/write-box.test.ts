import { RoomfulError, type ErrorCode } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createWriteBox,
  MAX_PENDING_BYTES,
  MAX_PENDING_WRITES,
  pendingOf,
  stepWrites,
  type BoxedWrite,
  type WriteBox,
  type WriteEffect,
  type WriteEvent,
} from './write-box.js'

const write = (id: string, patch: Partial<BoxedWrite> = {}): BoxedWrite => ({
  id,
  kind: 'comment.add',
  body: {},
  bytes: 10,
  atMs: 0,
  lane: 'comment',
  isReplaceable: false,
  isKept: true,
  staysRefused: false,
  wasSent: false,
  isRestored: false,
  replaces: [],
  ...patch,
})

function run(
  events: readonly WriteEvent[],
  from = createWriteBox(true, 'me'),
): { box: WriteBox; effects: WriteEffect[] } {
  let box = from
  const effects: WriteEffect[] = []
  for (const event of events) {
    const [next, done] = stepWrites(box, event)
    box = next
    effects.push(...done)
  }
  return { box, effects }
}

const sent = (effects: readonly WriteEffect[]): string[] =>
  effects.flatMap((effect) => (effect.do === 'send' ? [effect.item.id] : []))
const fail = (id: string, code: ErrorCode, retryMs?: number): WriteEvent => ({
  type: 'failed',
  id,
  error: new RoomfulError(code, { retryMs }),
})
const add = (id: string, patch: Partial<BoxedWrite> = {}): WriteEvent => ({ type: 'add', item: write(id, patch) })

test('[W3] a write whose answer was lost is sent again with the same id, before what came after it', () => {
  const { box, effects } = run([
    add('a'),
    add('b'),
    fail('a', 'NOT_CONNECTED'),
    { type: 'lost' },
    add('c'),
    { type: 'joined', person: 'me' },
  ])
  expect(sent(effects)).toEqual(['a', 'a'])
  expect(
    sent(
      run(
        [
          { type: 'answered', id: 'a' },
          { type: 'answered', id: 'b' },
        ],
        box,
      ).effects,
    ),
  ).toEqual(['b', 'c'])
})

test('[W4,W5] what the database or the rate cannot take now comes back later; the rest of its lane waits, others do not', () => {
  for (const code of ['STORE_UNAVAILABLE', 'STORE_BUSY', 'STORE_FULL', 'RATE_LIMITED'] as const) {
    const { box, effects } = run([add('a'), fail('a', code, 700), add('b'), add('s', { lane: 'state' })])
    expect(effects.filter((effect) => effect.do === 'rest')).toEqual([
      { do: 'rest', lane: 'comment', attempt: 0, floorMs: 700 },
    ])
    expect(sent(effects)).toEqual(['a', 's'])
    expect(sent(run([{ type: 'rested', lane: 'comment' }], box).effects)).toEqual(['a'])
  }
})

test('[W4] a refused write is over, and stays to be looked at where somebody wrote it', () => {
  const { box, effects } = run([
    add('a', { staysRefused: true }),
    add('b'),
    fail('a', 'COMMENT_REFUSED'),
    fail('b', 'NOT_AUTHOR'),
  ])
  expect(sent(effects)).toEqual(['a', 'b'])
  expect(effects.filter((effect) => effect.do === 'refuse').map(({ item }) => item.id)).toEqual(['a', 'b'])
  expect(box.items).toMatchObject([{ id: 'a', error: { code: 'COMMENT_REFUSED' } }])
  expect(run([{ type: 'discard', id: 'a' }], box).box.items).toEqual([])
})

test('[W3] what may have arrived as one person is not sent again as another; what was never sent is', () => {
  const { box } = run([add('sent', { staysRefused: true }), add('waiting'), { type: 'lost' }])
  const back: WriteEvent = { type: 'restored', items: [write('kept', { owner: 'me' })] }
  const { effects } = run([back, { type: 'joined', person: 'you' }], box)
  expect(effects.map((effect) => [effect.do, 'item' in effect && effect.item.id])).toEqual([
    ['refuse', 'kept'],
    ['refuse', 'sent'],
    ['send', 'waiting'],
  ])
  // Another tab of the same person may have sent it meanwhile.
  const shared = run([{ type: 'kept', ids: new Set(['waiting']), person: 'me' }], box).box
  expect(sent(run([{ type: 'joined', person: 'you' }], shared).effects)).toEqual([])
})

test('a server that fails at one write again and again is believed in the end', () => {
  let { box } = run([add('a')])
  const codes: string[] = []
  for (let i = 0; i < 10 && pendingOf(box).length > 0; i++) {
    const next = run([fail('a', 'SERVER_ERROR'), { type: 'rested', lane: 'comment' }], box)
    box = next.box
    codes.push(...next.effects.map((effect) => effect.do))
  }
  expect(codes.filter((each) => each === 'refuse')).toHaveLength(1)
  expect(codes.filter((each) => each === 'send')).toHaveLength(5)
})

test('a later value takes the place of one not yet sent, unless something between builds on it', () => {
  const set = (id: string, about = 'x'): WriteEvent => add(id, { lane: 'state', about, isReplaceable: true })
  const { box } = run([set('1'), set('2'), set('3', 'y'), set('4')])
  expect(box.items.map(({ id, replaces }) => [id, replaces])).toEqual([
    ['1', []],
    ['3', []],
    ['4', ['2']],
  ])
  const built = run([set('1'), set('2'), add('3', { lane: 'state', about: 'x' }), set('4')]).box
  expect(built.items.map(({ id }) => id)).toEqual(['1', '2', '3', '4'])
})

test('what may be with the server cannot be discarded; what was never sent can', () => {
  const { box, effects } = run([add('a'), add('b'), { type: 'discard', id: 'a' }, { type: 'discard', id: 'b' }])
  expect(box.items.map(({ id }) => id)).toEqual(['a'])
  expect(effects.at(-1)).toMatchObject({ do: 'refuse', item: { id: 'b' } })
})

test('what waits is bounded in number and in bytes; refused ones do not count, and are not kept for ever', () => {
  const many = run(Array.from({ length: MAX_PENDING_WRITES + 1 }, (_, i) => add(`w${i}`)))
  expect(pendingOf(many.box)).toHaveLength(MAX_PENDING_WRITES)
  expect(many.effects.at(-1)).toMatchObject({ do: 'refuse', item: { id: 'w50' }, error: { code: 'RATE_LIMITED' } })
  const large = run([add('a', { bytes: MAX_PENDING_BYTES }), add('b', { bytes: 1 })])
  expect(pendingOf(large.box)).toHaveLength(1)
  const refused = run(
    Array.from({ length: 60 }, (_, i) => [
      add(`r${i}`, { staysRefused: true }),
      fail(`r${i}`, 'COMMENT_REFUSED'),
    ]).flat(),
  )
  expect(refused.box.items.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, i) => `r${i + 40}`))
})

test('joining again without a loss repeats nothing', () => {
  expect(sent(run([add('a'), { type: 'joined', person: 'me' }]).effects)).toEqual(['a'])
})

const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('add' as const), lane: fc.constantFrom('a', 'b'), bytes: fc.nat(4_000) }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom('store', 'fail', 'refuse') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('lose', 'cut', 'join', 'rest') }) },
)

test('[W3] whatever fails: nothing is lost, nothing happens twice, and each lane is made in order', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 200, size: 'max' }), (steps) => {
      let box = createWriteBox(true, 'me')
      const added: BoxedWrite[] = []
      const refused = new Set<string>()
      const settled: string[] = []
      /** The server: what it has, by id, in the order in which it came. */
      const stored = new Set<string>()
      let wire: string[] = []
      const feed = (next: WriteEvent): void => {
        const [after, effects] = stepWrites(box, next)
        box = after
        for (const effect of effects) {
          if (effect.do === 'send') wire.push(effect.item.id)
          if (effect.do === 'settle') settled.push(effect.item.id)
          if (effect.do === 'refuse') refused.add(effect.item.id)
        }
        expect(pendingOf(box).length).toBeLessThanOrEqual(MAX_PENDING_WRITES)
        expect(pendingOf(box).reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(MAX_PENDING_BYTES)
        for (const lane of ['a', 'b'])
          expect(wire.filter((id) => added.find((each) => each.id === id)?.lane === lane).length).toBeLessThanOrEqual(1)
      }
      const answer = (): void => {
        const id = wire.shift()
        if (id === undefined) return
        stored.add(id)
        feed({ type: 'answered', id })
      }
      const lose = (isMade: boolean): void => {
        const before = wire
        wire = []
        for (const id of before) {
          // The connection may break after the commit and before the answer.
          if (isMade) stored.add(id)
          feed(fail(id, 'NOT_CONNECTED'))
        }
        feed({ type: 'lost' })
      }
      for (const step of steps) {
        if (step.do === 'add' && 'lane' in step) {
          const item = write(`w${added.length}`, { lane: step.lane, bytes: step.bytes })
          added.push(item)
          feed({ type: 'add', item })
        } else if (step.do === 'store') answer()
        else if (step.do === 'fail' || step.do === 'refuse') {
          const id = wire.shift()
          if (id !== undefined) feed(fail(id, step.do === 'fail' ? 'STORE_BUSY' : 'COMMENT_REFUSED'))
        } else if (step.do === 'lose' || step.do === 'cut') lose(step.do === 'cut')
        else if (step.do === 'join') feed({ type: 'joined', person: 'me' })
        else for (const lane of ['a', 'b']) feed({ type: 'rested', lane })
      }
      feed({ type: 'joined', person: 'me' })
      for (let i = 0; i < 500 && pendingOf(box).length > 0; i++) {
        for (const lane of ['a', 'b']) feed({ type: 'rested', lane })
        answer()
      }
      expect(pendingOf(box)).toEqual([])
      const isOver = (id: string): boolean => refused.has(id) !== settled.includes(id)
      expect(added.filter(({ id }) => !isOver(id))).toEqual([])
      expect(new Set(settled).size).toBe(settled.length)
      for (const lane of ['a', 'b']) {
        const inLane = added.filter((each) => each.lane === lane).map(({ id }) => id)
        const made = [...stored].filter((id) => inLane.includes(id))
        expect(made).toEqual(inLane.filter((id) => stored.has(id)))
      }
    }),
    { numRuns: 300 },
  )
})
