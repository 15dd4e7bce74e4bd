import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMachineClock, createWorld } from '../../../../../tests/support/fake-clock.js'
import { createDice } from '../../../../../tests/support/seeded-random.js'
import { sendAway } from './departure.js'

/** Sends `count` away and notes who was told when, by virtual time. */
async function depart(seed: number, count: number, overMs: number) {
  const dice = createDice(seed)
  const world = createWorld(dice)
  const told: { readonly who: number; readonly atMs: number }[] = []
  const connections = Array.from({ length: count }, (_, who) => ({
    close: () => void told.push({ who, atMs: world.nowMs }),
  }))
  let isDone = false
  void sendAway({ connections, overMs, clock: createMachineClock(world), random: dice }).then(() => (isDone = true))
  const atOnce = told.length
  await world.runUntil(() => isDone, overMs + 1_000)
  return { told, atOnce, isDone, tookMs: world.nowMs }
}

test('[K3] everybody is told once, nobody late, and in no wave more than their share of the time', async () => {
  const seeds = fc.integer()
  await fc.assert(
    fc.asyncProperty(
      seeds,
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 1, max: 5_000 }),
      async (seed, count, overMs) => {
        const { told, isDone, tookMs } = await depart(seed, count, overMs)
        expect(isDone).toBe(true)
        expect(told.map(({ who }) => who).toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: count }, (_, who) => who),
        )
        // A wave is at most one pause late, and never early.
        expect(tookMs).toBeLessThanOrEqual(overMs + 100)
        for (const { atMs } of told) {
          const byThen = told.filter((each) => each.atMs <= atMs).length
          expect(byThen).toBeLessThanOrEqual(Math.ceil(count * Math.min(1, atMs / overMs)))
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('[K3] without a time for it all are told before the call returns', async () => {
  const { atOnce, isDone } = await depart(7, 300, 0)
  expect([atOnce, isDone]).toEqual([300, true])
})

test('[K3] waves are small, and not in the order in which people came', async () => {
  const { told } = await depart(8_412_077, 1_000, 3_000)
  const waves = new Map<number, number>()
  for (const { atMs } of told) waves.set(atMs, (waves.get(atMs) ?? 0) + 1)
  expect(waves.size).toBeGreaterThan(30)
  expect(Math.max(...waves.values())).toBeLessThanOrEqual(35)
  const firstHalf = told.slice(0, 500).filter(({ who }) => who < 500).length
  expect(firstHalf).toBeGreaterThan(150)
  expect(firstHalf).toBeLessThan(350)
})
