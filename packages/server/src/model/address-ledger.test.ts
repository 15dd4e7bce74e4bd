import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAddressLedger } from './address-ledger.js'

test('[L2] an address may hold so many connections and no more, and gets its place back', () => {
  const ledger = createAddressLedger(3, 100)
  expect([1, 2, 3, 4].map(() => ledger.enter('a', 0))).toEqual([true, true, true, false])
  expect(ledger.enter('b', 0)).toBe(true)
  ledger.leave('a', 0)
  expect(ledger.enter('a', 1_000)).toBe(true)
})

test('[L2] new connections come at most so fast, after a burst', () => {
  const ledger = createAddressLedger(10, 2)
  let entered = 0
  for (let nowMs = 0; nowMs < 10_000; nowMs += 10) {
    if (!ledger.enter('a', nowMs)) continue
    entered += 1
    ledger.leave('a', nowMs)
  }
  expect(entered).toBe(10 + 19)
})

test('[L2] addresses that have gone are forgotten by what newcomers do', () => {
  const ledger = createAddressLedger(10, 10)
  for (let index = 0; index < 1_000; index++) {
    ledger.enter(`once ${index}`, 0)
    ledger.leave(`once ${index}`, 0)
  }
  expect(ledger.size).toBe(1_000)
  for (let index = 0; index < 500; index++) {
    ledger.enter('busy', 60_000 + index * 200)
    ledger.leave('busy', 60_000 + index * 200)
  }
  expect(ledger.size).toBe(1)
})

test('[L2] whatever the order, connections never exceed the limit and a leave too many changes nothing', () => {
  const step = fc.record({ key: fc.constantFrom('a', 'b'), isEnter: fc.boolean(), afterMs: fc.nat(500) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const ledger = createAddressLedger(5, 10)
      const held = new Map([
        ['a', 0],
        ['b', 0],
      ])
      let nowMs = 0
      for (const { key, isEnter, afterMs } of steps) {
        nowMs += afterMs
        const before = held.get(key) ?? 0
        if (!isEnter) {
          ledger.leave(key, nowMs)
          held.set(key, Math.max(0, before - 1))
        } else if (ledger.enter(key, nowMs)) held.set(key, before + 1)
        expect(held.get(key)).toBeLessThanOrEqual(5)
      }
    }),
  )
})
