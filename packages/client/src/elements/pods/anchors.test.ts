import { anchorHash } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anchorKey, createCounter } from './anchors.js'
import { foldText, NAME_CHARS } from './page-text.js'

test('[C2] an element with an id is named by it alone', () => {
  expect(anchorKey('intro', 'p', 'whatever it says', 7)).toBe('#intro')
})

test('[C2] an element without an id is named by tag, text and how many came before', () => {
  const count = createCounter()
  expect(anchorKey('', 'p', 'Same words', count('p', 'Same words'))).toBe('p:Same words:0')
  expect(anchorKey('', 'p', 'Same words', count('p', 'Same words'))).toBe('p:Same words:1')
  expect(anchorKey('', 'li', 'Same words', count('li', 'Same words'))).toBe('li:Same words:0')
})

test('[C2] white space never changes a name, and only the start of a text counts', () => {
  expect(foldText('  One\n\t two  ')).toBe('One two')
  expect(foldText('x'.repeat(500))).toHaveLength(NAME_CHARS)
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-zé]{1,9}$/), { minLength: 1, maxLength: 30 }),
      fc.array(fc.constantFrom(' ', '\n', '\t', '  ', ' \n '), { minLength: 30, maxLength: 30 }),
      (words, spaces) => {
        const spaced = words.map((word, index) => word + spaces[index]!).join('')
        expect(foldText(spaced)).toBe(foldText(words.join(' ')))
      },
    ),
  )
})

test('[C2] the start of a text may be read piece by piece: what follows a long enough start changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 120, maxLength: 200 }), fc.string({ maxLength: 50 }), (start, more) => {
      fc.pre(foldText(start).length >= NAME_CHARS)
      expect(foldText(start + more)).toBe(foldText(start))
    }),
  )
})

test('[C2] names are the same on every machine', () => {
  expect(anchorHash(anchorKey('', 'p', 'A page is a room.', 0))).toBe(anchorHash('p:A page is a room.:0'))
  expect(anchorHash('#intro')).toBeLessThan(2 ** 24)
})
