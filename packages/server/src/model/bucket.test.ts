import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fullBucket, refillMs, take } from './bucket.js'

test('[L1] over any stretch of time no more is taken than the burst and what flowed in', () => {
  const steps = fc.array(fc.record({ afterMs: fc.nat(2_000), cost: fc.integer({ min: 1, max: 10 }) }), {
    maxLength: 300,
  })
  fc.assert(
    fc.property(steps, (list) => {
      const rate = { perSecond: 20, burst: 40 }
      const bucket = fullBucket(rate, 0)
      let nowMs = 0
      let taken = 0
      for (const { afterMs, cost } of list) {
        nowMs += afterMs
        if (take(bucket, rate, nowMs, cost)) taken += cost
        expect(taken).toBeLessThanOrEqual(rate.burst + (nowMs / 1_000) * rate.perSecond + 1e-6)
      }
    }),
  )
})

test('[L1] after waiting as long as the bucket says, the tokens are there', () => {
  const rate = { perSecond: 3, burst: 6 }
  const bucket = fullBucket(rate, 0)
  expect(take(bucket, rate, 0, 6)).toBe(true)
  expect(take(bucket, rate, 0, 2)).toBe(false)
  const waitMs = refillMs(bucket, rate, 2)
  expect(waitMs).toBe(667)
  expect(take(bucket, rate, waitMs, 2)).toBe(true)
})

test('[L1] a clock that goes back gives nothing', () => {
  const rate = { perSecond: 10, burst: 1 }
  const bucket = fullBucket(rate, 1_000)
  expect(take(bucket, rate, 1_000)).toBe(true)
  expect(take(bucket, rate, 500)).toBe(false)
})
