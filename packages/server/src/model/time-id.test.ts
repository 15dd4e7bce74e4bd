import { expect, test } from 'vitest'
import { systemClock } from '../platform/clock.js'
import { systemRandom } from '../platform/random.js'
import { createTimeIds } from './time-id.js'

test('ids grow, within a millisecond too, and when the clock is set back', () => {
  let nowMs = 1_800_000_000_000
  const next = createTimeIds({ ...systemClock, now: () => nowMs }, systemRandom)
  const ids: string[] = []
  for (let i = 0; i < 3_000; i++) {
    if (i === 2_000) nowMs -= 60_000
    if (i === 2_500) nowMs += 120_000
    ids.push(next())
  }
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids[0]).toMatch(/^[0-9a-z]{11}[\w-]{8}$/)
})
