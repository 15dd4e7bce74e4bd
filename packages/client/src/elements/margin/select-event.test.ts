import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSelect } from './select-event.js'

test('[E8] a selection is an element and two places in it, or nothing', () => {
  expect(readSelect({ anchor: 0xffffff, from: 0, to: 12 })).toEqual({ anchor: 0xffffff, from: 0, to: 12 })
  expect(readSelect({ from: 3, to: 4, words: 'never' })).toEqual({ from: 3, to: 4 })
  expect(readSelect({})).toBe('none')
})

test('[E8] what is no selection is none, and never throws', () => {
  const wrong = [null, 'x', 7, [], { from: 1 }, { to: 1 }, { anchor: 1 }, { from: 2, to: 2 }, { from: -1, to: 2 }]
  const more = [
    { from: 0.5, to: 2 },
    { from: 0, to: 1_001 },
    { anchor: 0x1000000, from: 0, to: 1 },
    { from: 0, to: 1e9 },
  ]
  for (const data of [...wrong, ...more]) expect(readSelect(data), JSON.stringify(data)).toBeUndefined()
  fc.assert(
    fc.property(fc.jsonValue(), (data) => {
      const read = readSelect(data as never)
      if (typeof read === 'object') expect(read.to - read.from).toBeLessThanOrEqual(1_000)
    }),
  )
})
