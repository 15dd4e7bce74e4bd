import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FULL, readPlace, readReaction, takeOne, type Allowance } from './reaction-rules.js'

test('a hand may clap fast, but not drum', () => {
  let allowance: Allowance | undefined = FULL
  let taken = 0
  for (let tryNo = 0; tryNo < 50; tryNo++) {
    const next: Allowance | undefined = takeOne(allowance, 1_000)
    if (next !== undefined) [allowance, taken] = [next, taken + 1]
  }
  expect(taken).toBe(8)
  expect(takeOne(allowance, 1_200)).toBeUndefined()
  expect(takeOne(allowance, 1_300)).toBeDefined()
})

test('[E6] a reaction is an emoji, with or without a place', () => {
  expect(readReaction({ emoji: '👏' })).toEqual({ emoji: '👏', place: undefined })
  expect(readReaction({ emoji: '👏', mode: 2, anchor: 5, place: 6 })).toEqual({
    emoji: '👏',
    place: { mode: 2, anchor: 5, place: 6 },
  })
})

test('[E6] what is no reaction is not painted', () => {
  for (const data of [null, 1, 'x', [], {}, { emoji: 5 }, { emoji: '' }, { emoji: 'x'.repeat(17) }])
    expect(readReaction(data)).toBeUndefined()
  fc.assert(
    fc.property(fc.jsonValue(), (data) => {
      const place = readPlace(data as never)
      if (place !== undefined) expect([0, 1, 2]).toContain(place.mode)
    }),
  )
})
