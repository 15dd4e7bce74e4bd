import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Numbers } from './numbers.js'

test('a number in use is never given twice, and the smallest free one comes first', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(20), { nil: undefined })), (steps) => {
      const numbers = new Numbers()
      const used: number[] = []
      for (const back of steps) {
        if (back === undefined) {
          const taken = numbers.take()
          expect(used).not.toContain(taken)
          const smallest = Array.from({ length: used.length + 1 }, (_, i) => i + 1).find((n) => !used.includes(n))
          expect(taken).toBe(smallest)
          used.push(taken)
        } else {
          const [returned] = used.splice(back % Math.max(1, used.length), 1)
          if (returned !== undefined) numbers.giveBack(returned)
        }
      }
    }),
  )
})
