import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wordProblem } from './word-entry.js'
import { compileWords } from './word-list.js'

const WORDS = [
  'bad',
  'ass',
  'good',
  'kill yourself',
  'pre*',
  '*fix',
  '*mid*',
  '傻瓜',
  '시발',
  'h4x0r',
  'a$$hole',
  'don’t',
]
const list = compileWords([{ words: WORDS, mark: 1 }])

test.each([
  'bad',
  'That is BAD.',
  '(bad)',
  'b.a.d',
  'b-a-d',
  'b_a*d',
  'b…a…d',
  'ba.d',
  'b a d',
  'b  a\nd',
  'b . a . d',
  'so b a d indeed',
  'b🔥a🔥d',
  'baaaaaad',
  'b.a.a.a.d',
  'ｂａｄ',
  '𝖇𝖆𝖉',
  'Ⓑⓐⓓ',
  '🅱🅰🅳',
  '🇧🇦🇩',
  'bád',
  'bа́d', // Cyrillic а with an accent.
  'b\u200ba\u200dd',
  'b\u00adad',
  'ʙᴀᴅ',
  'b4d',
  'b@d',
  'bad1',
  'x.bad.y',
  'bad-mannered',
  'a$$',
  '@ss',
  'аѕѕ', // All Cyrillic.
  'a s s',
  'kill yourself',
  'KILL   YOURSELF',
  'kill\nyourself',
  'kill-yourself',
  'killyourself',
  'k1ll yourself',
  'ki11 yourself',
  'k i l l y o u r s e l f',
  'presto',
  'suffix',
  'amidst',
  '你是傻瓜吗',
  '시발은',
  'haxor',
  'H4X0R',
  'asshole',
  'dont',
  "don't",
  'goooood',
])('[S33] %j is found', (text) => {
  expect(list.scan(text)).toBe(1)
})

test.each([
  '',
  'badge',
  'forbad',
  'ba d',
  'class',
  'assess',
  'as soon',
  'push it',
  'a b c d',
  'god',
  'bd',
  '455',
  'kill time yourself',
  'kill or yourself',
  'express',
  'suffixes',
  'Paris 2024',
  'a salad',
  'the b and a days',
  '傻 is a character, 瓜 a melon',
])('[S33] %j is let alone', (text) => {
  expect(list.scan(text)).toBe(0)
})

test('the answer names every list of which something was found', () => {
  const both = compileWords([
    { words: ['one', 'both'], mark: 1 },
    { words: ['two', 'both'], mark: 2 },
  ])
  expect(['none', 'one', 'two', 'one two', 'both'].map((text) => both.scan(text))).toEqual([0, 1, 2, 3, 3])
  expect(compileWords([]).scan('one')).toBe(0)
})

test('[S33] a word is found wherever it stands among others, in whatever dress', () => {
  const others = fc.array(fc.constantFrom('some', 'other', 'words', '42', '…', 'Zeit', 'слово'), { maxLength: 5 })
  const separators = fc.constantFrom('', '.', '-', '_', ' ', '\u200b', '·', '*', '\n')
  fc.assert(
    fc.property(
      others,
      separators,
      fc.constantFrom('bad', 'BAD', 'ｂａｄ', 'bаd'),
      others,
      (before, by, word, after) => {
        const text = [...before, [...word].join(by), ...after].join(' ')
        expect(list.scan(text)).toBe(1)
      },
    ),
  )
})

test('[S33] letters alone, in any order, are found exactly when the word is among them', () => {
  const plain = compileWords([{ words: ['abba', 'cab'], mark: 1 }])
  const tokens = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 2, maxLength: 5 }), {
    maxLength: 6,
  })
  const isDrawnOut = (token: string): boolean =>
    /^(?:a|a{3,})(?:bb|b{3,})(?:a|a{3,})$|^(?:c|c{3,})(?:a|a{3,})(?:b|b{3,})$/.test(token)
  fc.assert(
    fc.property(tokens, (words) => {
      expect(plain.scan(words.join(' ')) === 1).toBe(words.some(isDrawnOut))
    }),
  )
})

test('[S33] stars open the ends of a word, and only those', () => {
  const found = (word: string, texts: readonly string[]): string[] => {
    const stars = compileWords([{ words: [word], mark: 1 }])
    return texts.filter((text) => stars.scan(text) === 1)
  }
  const texts = ['cab', 'cabs', 'cabbage', 'scab', 'ccab', 'c.a.b.s', 'cabb', 'caab']
  expect(found('cab', texts)).toEqual(['cab', 'c.a.b.s'])
  expect(found('cab*', texts)).toEqual(['cab', 'cabs', 'cabbage', 'c.a.b.s', 'cabb'])
  expect(found('*cab', texts)).toEqual(['cab', 'scab', 'ccab', 'c.a.b.s'])
  expect(found('*cab*', texts)).toEqual(['cab', 'cabs', 'cabbage', 'scab', 'ccab', 'c.a.b.s', 'cabb'])
})

test('[S33] two letters with a space between them are two words', () => {
  const short = compileWords([{ words: ['fu'], mark: 1 }])
  expect(['fu', 'f.u', 'f u', 'plan f u see'].map((text) => short.scan(text))).toEqual([1, 1, 0, 0])
})

test.each([
  ['', 'no letter'],
  ['***', 'no letter'],
  ['🔥', 'no letter'],
  ['c++', 'no more than "c"'],
  ['a*', 'three letters'],
  ['ab*', 'three letters'],
  ['x'.repeat(65), 'longer than 64'],
])('the entry %j cannot be used', (word, problem) => {
  expect(wordProblem(word)).toMatch(problem)
})

test.each(['a', 'ab', '88', 'abc*', '傻', '傻瓜', 'kill yourself', 'a$$', '¡olé!'])(
  'the entry %j can be used',
  (word) => {
    expect(wordProblem(word)).toBeUndefined()
    expect(compileWords([{ words: [word], mark: 1 }]).scan(word.replace('*', ''))).toBe(1)
  },
)

const PIECES = ['a', '1', '!', 'I', '$', '.', ' ', '\u0301', 'ﷺ', 'é', '가', '🅱', '\ud800', 'a.', 'a ']

test('[S17,S33] 64 KiB of any repeated pair are scanned at once, with entries made to be nearly found', () => {
  const near = [
    'aaab',
    '*aa',
    'ababab',
    '*a1b',
    'lll',
    'a a a a a a a b',
    '傻瓜',
    'a long phrase that nobody ever writes',
  ]
  const worst = compileWords([{ words: near, mark: 1 }])
  for (const one of PIECES) {
    for (const other of PIECES) {
      const text = (one + other).repeat(65_536 / (one + other).length)
      const from = performance.now()
      worst.scan(text)
      // A wall-clock bound far above the linear cost (30 ms) and far below a quadratic one (minutes).
      expect(performance.now() - from, JSON.stringify(one + other)).toBeLessThan(2_000)
    }
  }
}, 120_000)
