import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_PIECES, planBurst } from './burst-plan.js'

test('never more than sixty pieces fly, however many react', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (turns) => {
      let flying = 0
      turns.forEach((isCalm, turn) => (flying += planBurst(flying, turn, isCalm).length))
      expect(flying).toBeLessThanOrEqual(MAX_PIECES)
    }),
  )
})

test('a single reaction is a burst, one in a storm is one piece, one too many is nothing', () => {
  expect(planBurst(0, 0, false).length).toBeGreaterThan(4)
  expect(planBurst(MAX_PIECES - 5, 3, false)).toHaveLength(1)
  expect(planBurst(MAX_PIECES, 3, false)).toHaveLength(0)
})

test('with reduced motion it is one piece that stays where it is', () => {
  expect(planBurst(0, 4, true)).toEqual([{ dx: 0, dy: 0, scale: 1.25, turnDeg: 0, delayMs: 0 }])
})
