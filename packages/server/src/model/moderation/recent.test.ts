import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRecent } from './recent.js'

test('what is too old, or one too many, is forgotten, the longest unused first', () => {
  const gone: number[] = []
  const recent = createRecent<number>(2, 100, (value) => gone.push(value))
  recent.set('a', 1, 0)
  recent.set('b', 2, 10)
  recent.set('a', 3, 20)
  recent.set('c', 4, 30)
  expect([recent.get('a', 30), recent.get('b', 30), recent.get('c', 30)]).toEqual([3, undefined, 4])
  expect([recent.get('a', 120), recent.get('a', 121)]).toEqual([3, undefined])
  recent.set('d', 5, 200)
  expect(gone).toEqual([2, 3, 4])
  recent.forget((value) => value === 5)
  recent.delete('a')
  expect(recent.size).toBe(0)
})

test('[S33] it gives what a plain map would, as long as that is young and among the last, and never grows beyond', () => {
  const steps = fc.array(fc.tuple(fc.constantFrom(...'abcdefgh'), fc.nat(40)), { maxLength: 100 })
  fc.assert(
    fc.property(steps, (moves) => {
      const recent = createRecent<number>(5, 100)
      let nowMs = 0
      const used: { key: string; value: number; atMs: number }[] = []
      moves.forEach(([key, passMs], value) => {
        nowMs += passMs
        recent.set(key, value, nowMs)
        used.push({ key, value, atMs: nowMs })
        expect(recent.size).toBeLessThanOrEqual(5)
        const last = new Map(used.map((use) => [use.key, use]))
        const kept = [...last.values()].sort((one, other) => other.value - one.value).slice(0, 5)
        for (const each of kept) {
          expect(recent.get(each.key, nowMs)).toBe(nowMs - each.atMs <= 100 ? each.value : undefined)
        }
      })
    }),
  )
})
