import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lettersOf, readingsOf } from './fold.js'
import { LONGEST_RUN } from './folded-writer.js'

test.each([
  ['Plain Words', 'plain words'],
  ['  ', ''],
  ['B.A.D b-a-d', 'b.a.d b.a.d'],
  ['bad!', 'bad'],
  ['don’t', 'don.t'],
  ['new\n\tline', 'new line'],
  ['ＢＡＤ 𝓫𝓪𝓭 ⓑⓐⓓ', 'bad bad bad'],
  ['bÁd bа́d b̶a̶d̶', 'bad bad bad'],
  ['b\u200ba\u00add', 'bad'],
  ['ʙᴀᴅ', 'bad'],
  ['Straße Ærøskøbing', 'strasse aeroskobing'],
  ['fuuuuuuu', 'fuuu'],
  ['covid19', 'covid.19'],
  ['كِتَابـ', 'كتاب'],
  ['가나 ガ ガ', '가나 ガ ガ'],
  ['हिन्दी', 'हिन्दी'],
  ['🔥hot🔥', 'hot'],
])('[S33] %j reads as %j', (text, folded) => {
  expect(readingsOf(text)[0]).toBe(folded)
})

test.each([
  ['b4d', 'bad'],
  ['@ss a$$', 'ass ass'],
  ['🅱🅰🅳', 'bad'],
  ['🇧🇦🇩', 'bad'],
  ['455 times', '455 times'],
  ['$5 off', '5 off'],
])('[S33] %j reads as %j where signs can be letters', (text, folded) => {
  const readings = readingsOf(text)
  expect(readings[1] ?? readings[0]).toBe(folded)
})

test('[S33] one is an i and an l', () => {
  expect(readingsOf('s1t')).toEqual(['s.1.t', 'sit', 'slt'])
  expect(readingsOf('kiII')).toEqual(['kiii', 'kiii', 'kill'])
})

test('[S33] whatever is written, only letters, digits and single gaps come out, and nothing runs on', () => {
  const hostile = fc.string({ unit: fc.constantFrom(...'aAbI1!$@|. -\n\u0301\u0316\u200bßéѕ가傻🅱🔥\ud800ﷺ') })
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (text) => {
      for (const reading of readingsOf(text)) {
        expect(reading).not.toMatch(/[ .]{2}|^[ .]|[ .]$/)
        expect(reading).not.toMatch(/[A-Z]|[\u200b\u202e]|\u0301|\u0316/)
        expect(reading).not.toMatch(new RegExp(`([^ .])\\1{${LONGEST_RUN}}`, 'u'))
      }
      expect(lettersOf(text)).not.toMatch(/[ .]/)
    }),
  )
})

test('[S33] case, accents, invisible characters and width change nothing', () => {
  const dress = fc.constantFrom(
    (char: string) => char.toUpperCase(),
    (char: string) => `${char}\u0301`,
    (char: string) => `${char}\u200d`,
    (char: string) => (/[a-z]/.test(char) ? String.fromCodePoint(char.charCodeAt(0) + 0xfee0) : char),
  )
  const letters = fc.array(fc.constantFrom(...'abcdehkmz '), { maxLength: 40 })
  fc.assert(
    fc.property(letters, fc.array(dress, { minLength: 40, maxLength: 40 }), (chars, dresses) => {
      const dressed = chars.map((char, index) => dresses[index]!(char)).join('')
      expect(readingsOf(dressed)[0]).toBe(readingsOf(chars.join(''))[0])
    }),
  )
})

test.each(['\u0301\u0316', '\u0e48\u0e38', '\u302a\u3099', 'a\u0301\u0316'])(
  '[S17] piles of %j, in which Unicode normalisation is quadratic, are read at once',
  (pile) => {
    const text = pile.repeat(262_144 / pile.length)
    const from = performance.now()
    readingsOf(text)
    // Linear: 0.2 s. Normalised as they stand: 20 s.
    expect(performance.now() - from).toBeLessThan(4_000)
  },
  60_000,
)
