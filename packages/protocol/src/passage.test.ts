import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_PASSAGE_CHARS, MAX_PASSAGE_CONTEXT_CHARS } from './limits.js'
import { checkPassage, MAX_READABLE_CHARS, readableChar, type Passage } from './passage.js'

const passage: Passage = { exact: 'two words', prefix: 'One or ', suffix: ', not', start: 7, end: 16, block: 0xabcdef }

test('[T11] a passage is taken as it is, and nothing that came with it', () => {
  expect(checkPassage(passage)).toEqual(passage)
  expect(checkPassage({ ...passage, html: '<b>', constructor: 1 })).toEqual(passage)
  const { block: _, ...plain } = passage
  expect(checkPassage(plain)).toEqual(plain)
  expect(checkPassage({ ...plain, prefix: '', suffix: '' })).toEqual({ ...plain, prefix: '', suffix: '' })
})

test('[T11] lengths end where the rules say', () => {
  const long = 'x'.repeat(MAX_PASSAGE_CHARS)
  const around = 'y'.repeat(MAX_PASSAGE_CONTEXT_CHARS)
  const most = {
    exact: long,
    prefix: around,
    suffix: around,
    start: MAX_READABLE_CHARS,
    end: MAX_READABLE_CHARS + 1_000,
  }
  expect(checkPassage(most)).toEqual(most)
  expect(checkPassage({ ...most, exact: `${long}x`, end: most.end + 1 })).toBeUndefined()
  expect(checkPassage({ ...most, prefix: `${around}y` })).toBeUndefined()
  expect(checkPassage({ ...most, suffix: `${around}y` })).toBeUndefined()
  expect(checkPassage({ ...most, start: most.start + 1, end: most.end + 1 })).toBeUndefined()
})

test.each([
  ['nothing', undefined],
  ['a list', [passage]],
  ['no words', { ...passage, exact: '', end: 7 }],
  ['words that begin with a space', { ...passage, exact: ' two word' }],
  ['an end that is not the end', { ...passage, end: 17 }],
  ['a start before the page', { ...passage, start: -1, end: 8 }],
  ['half a place', { ...passage, start: 7.5, end: 16.5 }],
  ['a place that is text', { ...passage, start: '7', end: '7two words' }],
  ['a name of 25 bits', { ...passage, block: 0x1000000 }],
  ['a name that is null', { ...passage, block: null }],
  ['no text before', { ...passage, prefix: undefined }],
  ['a list of characters', { ...passage, suffix: ['a'] }],
  ['a line break', { ...passage, exact: 'two\nwords' }],
  ['a no-break space', { ...passage, exact: 'two\u00a0words' }],
  ['half a sign', { ...passage, exact: 'two\ud83dwords' }],
  ['a turn of direction', { ...passage, suffix: '\u202etxet' }],
  ['a character nobody sees', { ...passage, prefix: 'a\u200bb' }],
])('[T11] %s is no passage', (_, value) => {
  expect(checkPassage(value)).toBeUndefined()
})

test('[T11] whatever arrives, what is let through holds only what a page’s readable text can hold', () => {
  const words = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(words, words, words, fc.nat(99), (exact, prefix, suffix, start) => {
      const checked = checkPassage({ exact, prefix, suffix, start, end: start + exact.length })
      for (const text of checked === undefined ? [] : [checked.exact, checked.prefix, checked.suffix])
        expect([...text].map(readableChar).join('')).toBe(text)
    }),
  )
})
