import { expect, test } from 'vitest'
import { MAX_BUCKETS, createFlood } from './flood.js'
import type { SubmissionAuthor } from './verdict.js'

const RULE = { perMinute: 6, burst: 4 }

function author(id: string, more: Partial<SubmissionAuthor> = {}): SubmissionAuthor {
  return { id, name: id, isVerified: false, approved: 0, rejected: 0, sinceMs: undefined, ...more }
}

test('[S33] after a burst one has to wait, exactly as long as is said', () => {
  const flood = createFlood(RULE)
  const ada = author('ada')
  expect([1, 2, 3, 4].map(() => flood.enter(ada, 0))).toEqual([0, 0, 0, 0])
  expect(flood.enter(ada, 0)).toBe(10_000)
  expect(flood.enter(ada, 4_000)).toBe(6_000)
  expect(flood.enter(author('bob'), 4_000)).toBe(0)
  expect(flood.enter(ada, 9_999)).toBe(1)
  expect(flood.enter(ada, 10_000)).toBe(0)
  expect(flood.enter(ada, 10_000)).toBe(10_000)
})

test('[S33] in the long run nobody writes faster than the rule, however they space it', () => {
  const flood = createFlood(RULE)
  let written = 0
  for (let nowMs = 0; nowMs < 600_000; nowMs += 700) if (flood.enter(author('ada'), nowMs) === 0) written += 1
  expect(written).toBeLessThanOrEqual(RULE.burst + 60)
  expect(written).toBeGreaterThan(58)
})

test('[S33] becoming one guest after the other helps only so far; people of the site are counted alone', () => {
  const flood = createFlood(RULE)
  const enter = (id: string, more: Partial<SubmissionAuthor>): number =>
    flood.enter(author(id, { addressKey: 'school', ...more }), 0)
  const guests = Array.from({ length: 30 }, (_, index) => enter(`g${index}`, {}))
  expect(guests.filter((waitMs) => waitMs === 0)).toHaveLength(20)
  expect(enter('late', {})).toBe(2_000)
  expect(Array.from({ length: 30 }, (_, index) => enter(`v${index}`, { isVerified: true }))).toEqual(Array(30).fill(0))
  // A guest who was kept out by others has lost nothing of their own.
  expect([1, 2, 3, 4].map(() => flood.enter(author('late'), 0))).toEqual([0, 0, 0, 0])
})

test('an id that looks like an address is still a person', () => {
  const flood = createFlood({ perMinute: 1, burst: 1 })
  expect(flood.enter(author('a x'), 0)).toBe(0)
  expect(flood.enter(author('bob', { addressKey: 'x' }), 0)).toBe(0)
})

test('a person who is forgotten starts anew', () => {
  const flood = createFlood({ perMinute: 1, burst: 1 })
  flood.enter(author('ada'), 0)
  expect(flood.enter(author('ada'), 0)).toBe(60_000)
  flood.forget('ada')
  expect(flood.enter(author('ada'), 0)).toBe(0)
})

test('[S33] 100,000 authors cost no more than the memory is allowed, and old ones go by themselves', () => {
  const flood = createFlood(RULE)
  for (let index = 0; index < 100_000; index++) {
    flood.enter(author(`g${index}`), index / 100)
    expect(flood.size).toBeLessThanOrEqual(MAX_BUCKETS)
  }
  expect(flood.size).toBe(MAX_BUCKETS)
  for (let index = 0; index < MAX_BUCKETS; index++) flood.enter(author('ada'), 1_000_000)
  expect(flood.size).toBe(1)
})
