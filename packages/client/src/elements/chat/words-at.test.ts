import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wordsAt } from './words-at.js'

const text = 'A title The first sentence. The second one is here! And a third? Another block.'
const block = { start: 8, end: 64 }
const wordsOf = (at: number | undefined): string | undefined => {
  const span = wordsAt(text, block, at)
  return span && text.slice(span.start, span.end)
}

test('a place in a text means its sentence', () => {
  expect(wordsOf(text.indexOf('first'))).toBe('The first sentence.')
  expect(wordsOf(text.indexOf('here'))).toBe('The second one is here!')
  expect(wordsOf(text.indexOf('third'))).toBe('And a third?')
})

test('without a place, or with one outside, it is how the block begins', () => {
  expect(wordsOf(undefined)).toBe('The first sentence. The second one is here! And a third?')
  expect(wordsOf(0)).toBe(wordsOf(undefined))
  const long = 'word '.repeat(100)
  const span = wordsAt(long, { start: 0, end: long.length }, undefined)
  expect(span).toEqual({ start: 0, end: 79 })
  expect(wordsAt('   ', { start: 0, end: 3 }, 1)).toBeUndefined()
})

test('however long a sentence, the words are few, within the block, and hold the place', () => {
  const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '字'), minLength: 1, maxLength: 300 }), {
    minLength: 1,
  })
  fc.assert(
    fc.property(words, fc.nat(), (list, seed) => {
      const long = list.join(' ')
      const at = seed % long.length
      const span = wordsAt(long, { start: 0, end: long.length }, at)!
      expect(span.end - span.start).toBeLessThanOrEqual(160)
      expect(span.start).toBeGreaterThanOrEqual(0)
      expect(span.end).toBeLessThanOrEqual(long.length)
      if (long[at] !== ' ') {
        expect(span.start).toBeLessThanOrEqual(at)
        expect(span.end).toBeGreaterThan(at)
      }
    }),
  )
})
