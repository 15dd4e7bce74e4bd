import { BACKOFF_BASE_MS, BACKOFF_CAP_MS } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reconnectDelayMs } from './back-off.js'

const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

test('[K2] a delay stays under the cap, and a later attempt never waits less on the same draw', () => {
  fc.assert(
    fc.property(fc.nat(2_000), draw, (attempt, unit) => {
      const delay = reconnectDelayMs(attempt, unit)
      expect(delay).toBeLessThan(BACKOFF_CAP_MS)
      expect(delay).toBeGreaterThanOrEqual(0)
      expect(reconnectDelayMs(attempt + 1, unit)).toBeGreaterThanOrEqual(delay)
    }),
  )
})

test('[K2] the delay before attempt n is uniform below 0.5 s × 2ⁿ: the draw scales it', () => {
  for (const attempt of [0, 1, 2, 3, 4, 5]) {
    expect(reconnectDelayMs(attempt, 0.5)).toBe(0.5 * BACKOFF_BASE_MS * 2 ** attempt)
    expect(reconnectDelayMs(attempt, 0)).toBe(0)
  }
  expect(reconnectDelayMs(6, 0.5)).toBe(BACKOFF_CAP_MS / 2)
})
