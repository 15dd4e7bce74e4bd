import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOutbox, MAX_WAITING_BYTES, MAX_WAITING_EVENTS, putLast, takeFirst, type Waiting } from './outbox.js'

test('what goes in comes out once, in order, within both bounds', () => {
  const step = fc.oneof(
    fc.nat(40_000).map((length) => ({ json: new Uint8Array(length) })),
    fc.nat(30),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      let outbox = createOutbox<Waiting & { id: number }>()
      const accepted: number[] = []
      const left: number[] = []
      for (const [id, each] of steps.entries()) {
        if (typeof each === 'number') {
          const [taken, rest] = takeFirst(outbox, each)
          left.push(...taken.map((item) => item.id))
          outbox = rest
        } else {
          const next = putLast(outbox, { ...each, id })
          if (next) accepted.push(id)
          outbox = next ?? outbox
        }
        expect(outbox.items.length).toBeLessThanOrEqual(MAX_WAITING_EVENTS)
        expect(outbox.bytes).toBeLessThanOrEqual(MAX_WAITING_BYTES)
        expect(outbox.bytes).toBe(outbox.items.reduce((sum, { json }) => sum + json.length, 0))
      }
      expect([...left, ...outbox.items.map((item) => item.id)]).toEqual(accepted)
    }),
  )
})
