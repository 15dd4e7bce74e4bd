import { checkPassage, readableChar } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold, foldedOffset, rawOffset } from './readable-text.js'

/** What pages are made of: words, white space of all kinds, what nobody sees, and signs of two units. */
const raw = fc
  .array(
    fc.oneof(
      fc.stringMatching(/^[a-zé漢]{1,4}$/),
      fc.constantFrom(' ', '\n\t ', '\u00a0', '\u00ad', '\u200b', '😀', '\u202e'),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''))

test('[T11] white space is one space, and what nobody sees is nothing', () => {
  expect(fold('\n  One\u00a0\n two', true)).toBe('One two')
  expect(fold(' and', false)).toBe(' and')
  expect(fold('hy\u00adphen\u200bated \u202edesrever\u202c', false)).toBe('hyphenated desrever')
  expect(fold(' \u00ad ', true)).toBe('')
})

test('[T11] every unit there is folds as the rule says', () => {
  const units = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code))
  expect(units.filter((char) => fold(char, false) !== readableChar(char))).toEqual([])
})

test('[T11] how a text is cut into nodes makes no difference', () => {
  fc.assert(
    fc.property(raw, raw, fc.boolean(), (one, two, afterSpace) => {
      const first = fold(one, afterSpace)
      const isSpaced = first === '' ? afterSpace : first.endsWith(' ')
      expect(first + fold(two, isSpaced)).toBe(fold(one + two, afterSpace))
    }),
  )
})

test('[T11] every folded character is found where it came from, and leads back', () => {
  fc.assert(
    fc.property(raw, fc.boolean(), (text, afterSpace) => {
      const folded = fold(text, afterSpace)
      for (let at = 0; at < folded.length; at++) {
        const from = rawOffset(text, afterSpace, at)
        expect(fold(text.charAt(from), false)).toBe(folded.charAt(at))
        expect(foldedOffset(text, afterSpace, from)).toBe(at)
        expect(foldedOffset(text, afterSpace, from + 1)).toBe(at + 1)
      }
      expect(rawOffset(text, afterSpace, folded.length)).toBe(text.length)
    }),
  )
})

test('[T11] the server takes what was folded here', () => {
  fc.assert(
    fc.property(raw, (text) => {
      const exact = fold(text, true).trim()
      fc.pre(exact !== '')
      expect(checkPassage({ exact, prefix: '', suffix: ' ', start: 0, end: exact.length })).toBeDefined()
    }),
  )
})
