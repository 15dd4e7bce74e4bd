import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isScrollKey, NOBODY, SCROLL_EVERY_MS, stepFollow, type FollowEvent, type Following } from './follow.js'

const [ada] = stepFollow(NOBODY, { type: 'started', id: 'ada' })
const moved = (y: number, nowMs: number, id = 'ada'): FollowEvent => ({
  type: 'moved',
  id,
  y,
  viewHeight: 1_000,
  nowMs,
})

test('the page moves only when the followed person is near its edge, and brings them above the middle', () => {
  expect(stepFollow(ada, moved(500, 0))[1]).toEqual([])
  expect(stepFollow(ada, moved(1_400, 0))[1]).toEqual([{ do: 'scroll', byPx: 980 }])
  expect(stepFollow(ada, moved(-300, 0))[1]).toEqual([{ do: 'scroll', byPx: -720 }])
})

test('one scroll at a time', () => {
  const [after] = stepFollow(ada, moved(1_400, 1_000))
  expect(stepFollow(after, moved(1_400, 1_000 + SCROLL_EVERY_MS - 1))[1]).toEqual([])
  expect(stepFollow(after, moved(1_400, 1_000 + SCROLL_EVERY_MS))[1]).toHaveLength(1)
})

test('the reader’s own hand ends it, and says so', () => {
  expect(stepFollow(ada, { type: 'steered' })).toEqual([NOBODY, [{ do: 'tell', what: 'stopped', id: 'ada' }]])
  expect(stepFollow(ada, { type: 'stopped' })).toEqual([NOBODY, []])
})

test('following ends when the person leaves, and nobody else’s leaving ends it', () => {
  expect(stepFollow(ada, { type: 'left', id: 'bob' })).toEqual([ada, []])
  expect(stepFollow(ada, { type: 'left', id: 'ada' })).toEqual([NOBODY, [{ do: 'tell', what: 'gone', id: 'ada' }]])
})

test('the page of somebody who follows nobody is never moved, whatever happens', () => {
  const event = fc.oneof(
    fc.record({
      type: fc.constant('moved' as const),
      id: fc.constantFrom('ada', 'bob'),
      y: fc.integer({ min: -9_000, max: 9_000 }),
      viewHeight: fc.constant(800),
      nowMs: fc.nat(100_000),
    }),
    fc.constant({ type: 'steered' as const }),
    fc.constant({ type: 'stopped' as const }),
    fc.record({ type: fc.constant('left' as const), id: fc.constantFrom('ada', 'bob') }),
  )
  fc.assert(
    fc.property(fc.array(event), (events) => {
      let state: Following = NOBODY
      for (const one of events) {
        const [next, effects] = stepFollow(state, one)
        expect(effects).toEqual([])
        state = next
      }
    }),
  )
})

test('only keys that move the page end following', () => {
  expect(['PageDown', ' ', 'End'].every(isScrollKey)).toBe(true)
  expect(['a', 'Tab', 'Escape', 'Shift'].some(isScrollKey)).toBe(false)
})
