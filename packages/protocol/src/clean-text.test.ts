import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOSTILE_TEXTS } from '../../../tests/support/hostile-texts.js'
import { cleanText } from './clean-text.js'

const INVISIBLE =
  /(?![\t\n])\p{Cc}|[\p{Cs}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\u3164\ufeff\ufffe\uffff\u{e0000}\u{e0001}]/u

/** Characters that act on their neighbours, so that chance builds the sequences that matter. */
const unit = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('a', '1', '#', ' ', '\n', '\t', '👩', '↔', '🏴', '🏽', '葛', 'ا', 'क', 'ᠠ', 'ᄀ', 'ᅡ'),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...['\u200b', '\u200c', '\u200d', '\u202e', '\ufe0e', '\ufe0f', '\u20e3', '\u0301', '\u0316', '\u0338', '\u0344'],
      ...[
        '\u0650',
        '\u0653',
        '\u094d',
        '\u093c',
        '\u0958',
        '\u0f73',
        '\u09c7',
        '\u09be',
        '\u180b',
        '\u034f',
        '\r',
        '\0',
      ],
      ...['\u{e0067}', '\u{e007f}', '\u{e0100}', '\ud83d', '\udc00', '\uf900', '\u2028', '\u115f'],
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 2 }) },
)
const anyText = fc.array(unit, { maxLength: 60 }).map((parts) => parts.join(''))

test.each([
  ['a\r\nb\rc\u2028d\u0085e', 'a\nb\nc\nd\ne'],
  ['a\n\n \n\t\n\nb', 'a\n\nb'],
  ['\n  a \n\n', 'a'],
  ['nul\0 bell\u0007 esc\u001b[31m', 'nul bell esc[31m'],
  ['tab\tstays', 'tab\tstays'],
  ['invoice\u202egpj.exe', 'invoicegpj.exe'],
  ['\u2066a\u2069\u061c\u200e\u200f', 'a'],
  ['pay\u200bpal\ufeff\u2060\u00ad', 'paypal'],
  ['e\u0301', 'é'],
  ['half \ud83d pair', 'half  pair'],
  ['hidden\u{e0068}\u{e0069}', 'hidden'],
  ['a\u200db\u200cc', 'abc'],
  ['a\ufe0f', 'a'],
  ['می\u200c\u200cخواهم', 'می\u200cخواهم'],
  ['\u3164', ''],
  ['no\ufffe characters\uffff \ufff9at all', 'no characters at all'],
  ['\u200d\u200c', ''],
  ['a\u0301\u0316'.replace('a', 'x') + '\u0301'.repeat(500), `x\u0316${'\u0301'.repeat(7)}`],
])('[T10,S15] %j is kept as %j', (source, kept) => {
  expect(cleanText(source)).toBe(kept.normalize('NFC'))
})

test.each([
  ['a family', '👨‍👩‍👧‍👦'],
  ['a flag of two signs', '🏳️‍🌈'],
  ['a flag of a region', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ['a kiss with two skins', '👩🏽‍❤️‍💋‍👨🏿'],
  ['a head that shakes', '🙂‍↔️'],
  ['a runner who turns', '🏃🏽‍♀️‍➡️'],
  ['a keycap', '1️⃣'],
  ['Persian', 'می‌خواهم'],
  ['Sinhala', 'ක්‍ෂ'],
  ['Malayalam of old', 'ന്‍'],
  ['Hindi', 'क्‍ष'],
  ['Hebrew with points', 'שָׁלוֹם'],
  ['Tibetan', 'ཧཱུྃ'],
  ['Thai', 'เก้าอี้'],
  ['a Japanese name', '葛󠄀城'],
  ['Vietnamese', 'Tiếng Việt'],
])('[T10] %s survives', (_, text) => {
  expect(cleanText(text)).toBe(text.normalize('NFC'))
})

test('[T10] cleaning clean text changes nothing, and what is left is NFC without anything that hides', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE_TEXTS)), (source) => {
      const text = cleanText(source)
      expect(cleanText(text)).toBe(text)
      expect(text.normalize('NFC')).toBe(text)
      expect(text.replace(/\u{1f3f4}[\u{e0030}-\u{e007a}]+\u{e007f}/gu, '')).not.toMatch(INVISIBLE)
      expect(text).not.toMatch(/\n\s*\n\s*\n/)
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  ['marks that become two each', `q${'\u0344'.repeat(8)}`, `q${'\u0308\u0301'.repeat(4)}`],
  ['a sign that a mark turns into another after a joiner', '👩\u200d↔\u0338', '👩\u21ae'],
  ['marks that change places before a joiner', 'ا\u0301\u0650\u200c', 'ا\u0650\u0301\u200c'],
])('[T10] %s do not make a second cleaning differ', (_, source, kept) => {
  expect(cleanText(source)).toBe(kept)
  expect(cleanText(kept)).toBe(kept)
})

test('[T10] plain words in any script go through untouched', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('word', 'Größe', '日本語', 'слово', 'كلمة', 'शब्द', '🙂')), (words) => {
      const text = words.join(' ')
      expect(cleanText(text)).toBe(text)
    }),
  )
})

test('[S17] 64 KiB of any pair of awkward characters is cleaned in a moment', () => {
  // Marks of falling order first: normalising long piles of them costs the square of their length.
  const signs = [
    '\u0301',
    '\u0316',
    '\u0f71',
    '\u0f72',
    '\u0344',
    '\u05b0',
    '\u200d',
    '\u200b',
    '\ufe0f',
    'ا',
    '👩',
    '\n',
    ' ',
    'a',
    '\ud800',
  ]
  for (const one of signs) {
    for (const other of signs) {
      const long = (one + other).repeat(65_536 / (one + other).length)
      const from = performance.now()
      cleanText(long)
      // Far above the linear cost (some ms) and below a quadratic one (a second and more).
      expect(performance.now() - from, JSON.stringify(one + other)).toBeLessThan(400)
    }
  }
})
