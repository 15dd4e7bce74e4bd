import { checkPassage, MAX_PASSAGE_CHARS, MAX_PASSAGE_CONTEXT_CHARS, type Passage } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describePassage, findPassage, preparePassages, type FoundPassage, type PassageHints } from './passage.js'

/** Words as a language has them: few that stand everywhere, many that are rare. */
const COMMON = 'the of and to in a is that it was for on are with as his they at be this'.split(' ')
const word = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...COMMON) },
  { weight: 3, arbitrary: fc.stringMatching(/^[a-zéüж]{4,9}$/) },
)
const words = (minLength: number, maxLength: number): fc.Arbitrary<string[]> => fc.array(word, { minLength, maxLength })

function describe(text: string, exact: string, from = 0): Passage {
  const start = text.indexOf(exact, from)
  if (start < 0) throw new Error(`"${exact}" is not in the text`)
  return describePassage(text, start, start + exact.length)!
}

function find(text: string, passage: Passage, hints?: PassageHints): FoundPassage | undefined {
  return findPassage(preparePassages(text), passage, hints)
}

const wordsOf = (text: string, found: FoundPassage | undefined): string | undefined =>
  found === undefined ? undefined : text.slice(found.start, found.end)

const STORY =
  'Someone wrote it weeks ago, someone else reads it tonight, and between the two stands a text that pretends it was always there. ' +
  'Presence is the small correction to that picture. A page with people in it is a different page, even when nobody says a word. ' +
  'You see where they point, what they linger on, and when they leave. None of it is stored, and none of it follows you home.'

test('[T11] what is described is a passage for the server, and is found where it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.nat(400), fc.nat(400), (raw, start, length) => {
      const text = raw.replace(/[\s\p{Cc}\u00ad\u200b\u2060-\u206f\u202a-\u202e\ufeff]+/gu, ' ').trim()
      const passage = describePassage(text, start, start + length)
      if (passage === undefined) return void expect(text.slice(start, start + length).trim()).toBe('')
      expect(checkPassage(passage)).toEqual(passage)
      expect(text.slice(passage.start, passage.end)).toBe(passage.exact)
      expect(text.slice(0, passage.start).endsWith(passage.prefix)).toBe(true)
      expect(text.slice(passage.end).startsWith(passage.suffix)).toBe(true)
      expect(find(text, passage)).toEqual({ start: passage.start, end: passage.end, quality: 'exact' })
    }),
  )
})

test('[T11] a passage is cut to its limits between words, and never through a sign', () => {
  const long = describePassage('word '.repeat(400), 0, 2_000)!
  expect(long.exact).toMatch(/^word( word)+$/)
  expect(long.exact.length).toBeLessThanOrEqual(MAX_PASSAGE_CHARS)
  expect(long.exact.length).toBeGreaterThan(MAX_PASSAGE_CHARS - 10)
  const signs = describePassage('😀'.repeat(2_000), 1_001, 3_500)!
  expect(signs.exact).toBe('😀'.repeat(MAX_PASSAGE_CHARS / 2))
  expect(signs.prefix).toBe('😀'.repeat(MAX_PASSAGE_CONTEXT_CHARS / 2))
  expect(signs.suffix).toBe('😀'.repeat(MAX_PASSAGE_CONTEXT_CHARS / 2))
  expect(describePassage(STORY, 0, STORY.length)!.suffix).toBe('')
  expect(describePassage('  \n ', 0, 4)).toBeUndefined()
  expect(describePassage('abc', 2, 2)).toBeUndefined()
})

/** A passage of whole words, with the words before and after it. */
function around(before: readonly string[], own: readonly string[], after: readonly string[]): Passage {
  const start = before.join(' ').length
  return describePassage([...before, ...own, ...after].join(' '), start, start + 1 + own.join(' ').length)!
}

const edits = fc.array(
  fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), gone: fc.nat(6), come: words(0, 6) }),
  { maxLength: 6 },
)
type Edits = typeof edits extends fc.Arbitrary<infer T> ? T : never

const edit = (list: readonly string[], changes: Edits): string[] =>
  changes.reduce((now, { at, gone, come }) => now.toSpliced(Math.floor(at * now.length), gone, ...come), [...list])

test('[T11] whatever is edited elsewhere, a passage is found at the same words', () => {
  fc.assert(
    fc.property(
      words(40, 120),
      words(4, 12),
      words(40, 120),
      edits,
      edits,
      (before, own, after, editsBefore, editsAfter) => {
        const passage = around(before, own, after)
        const now = edit(before, editsBefore)
        const text = [...now, ...own, ...edit(after, editsAfter)].join(' ')
        const start = now.join(' ').length + (now.length > 0 ? 1 : 0)
        // Which of several equal ones is meant is another property.
        fc.pre(text.indexOf(passage.exact) === text.lastIndexOf(passage.exact))
        const found = find(text, passage)
        expect(wordsOf(text, found)).toBe(own.join(' '))
        expect(found).toMatchObject({ start, quality: start === passage.start ? 'exact' : 'moved' })
      },
    ),
  )
})

test('[T11] a passage that was deleted is gone, whatever else was edited', () => {
  fc.assert(
    fc.property(
      words(20, 80),
      words(1, 30),
      words(20, 80),
      fc.array(fc.stringMatching(/^[0-9]{4,9}$/), { maxLength: 3 }),
      (before, own, after, instead) => {
        const passage = around(before, own, after)
        fc.pre(!own.some((one) => before.includes(one) || after.includes(one)))
        expect(find([...before, ...instead, ...after].join(' '), passage)).toBeUndefined()
      },
    ),
  )
})

test('[T11] small edits inside a passage leave it found, as changed', () => {
  const kind = fc.constantFrom('replace', 'add', 'remove', 'slip')
  fc.assert(
    fc.property(
      words(15, 60),
      words(5, 40),
      words(15, 60),
      fc.nat(),
      kind,
      word,
      (before, own, after, pick, how, other) => {
        const passage = around(before, own, after)
        // The outermost words are the next property's: where a word was added at the edge, nobody knows which side it is of.
        const at = 1 + (pick % (own.length - 2))
        const edited = [...own]
        if (how === 'replace') edited[at] = other
        else if (how === 'add') edited.splice(at, 0, other)
        else if (how === 'remove') edited.splice(at, 1)
        else edited[at] = `${own[at]!.slice(0, -1)}Q`
        const text = [...before, ...edited, ...after].join(' ')
        // "for it" with another "for" before it says the same.
        fc.pre(!text.includes(passage.exact))
        const found = find(text, passage)
        expect(wordsOf(text, found)).toBe(edited.join(' '))
        expect(found?.quality).toBe('changed')
      },
    ),
  )
})

test('[T11] of equal phrases the right one is found, after edits too', () => {
  fc.assert(
    fc.property(
      fc.array(words(14, 30), { minLength: 3, maxLength: 6 }),
      words(1, 8),
      fc.nat(),
      words(0, 30),
      (parts, phrase, pick, added) => {
        const which = 1 + (pick % (parts.length - 1))
        const textOf = (list: readonly (readonly string[])[]): string =>
          list.map((part) => part.join(' ')).join(` ${phrase.join(' ')} `)
        const startIn = (list: readonly (readonly string[])[]): number => textOf(list.slice(0, which)).length + 1
        const text = textOf(parts)
        fc.pre(text.split(phrase.join(' ')).length === parts.length)
        const passage = describePassage(text, startIn(parts), startIn(parts) + phrase.join(' ').length)!
        const edited = parts.map((part, index) => (index === 0 ? [...added, ...part] : part))
        expect(find(textOf(edited), passage)?.start).toBe(startIn(edited))
        // Also when words beside it were rewritten.
        const rewritten = edited.map((part, index) => (index === which ? ['rewritten', ...part.slice(2)] : part))
        expect(find(textOf(rewritten), passage)?.start).toBe(startIn(rewritten))
      },
    ),
  )
})

test.each([
  ['a typo is mended', 'pretends it was allways there', 'pretends it was always there'],
  ['one misspelt word', 'corection', 'correction'],
  ['letters swapped in a short one', 'teh', 'the'],
  ['two words joined', 'web site', 'website'],
  ['a sign changed', 'says a word.', 'says a word!'],
  ['upper case', 'presence is', 'Presence Is'],
  [
    'a sentence inside',
    'You see where they point. And so on.',
    'You see where they point. It was quiet there for a while. And so on.',
  ],
])('[T11] %s: found as changed', (_, old, now) => {
  const text = (middle: string): string =>
    `${STORY} It goes on: ${middle} and then it ends here. ${STORY.split('').reverse().join('')}`
  const after = text(now)
  const found = find(after, describe(text(old), old, STORY.length))
  expect(wordsOf(after, found)).toBe(now)
  expect(found?.quality).toBe('changed')
})

test('[T11] the words are gone when something else says the same place', () => {
  const passage = describe(STORY, 'A page with people in it is a different page')
  const text = STORY.replace(passage.exact, 'Nothing of what stood here can be read any longer')
  expect(find(text, passage)).toBeUndefined()
})

test('[T11] a long passage cut out and put elsewhere is found there, a common word is not', () => {
  const passage = describe(STORY, 'None of it is stored, and none of it follows you home.')
  const moved = `${passage.exact} ${STORY.replace(passage.exact, '')}`
  expect(find(moved, passage)).toEqual({ start: 0, end: passage.exact.length, quality: 'moved' })
  const small = describe(STORY, 'the')
  expect(find(STORY.replace('between the two stands', 'stands'), small)).toBeUndefined()
})

test('[T11] part of a word is found inside the word', () => {
  const passage = describe(STORY, 'tend')
  const text = `Before. ${STORY}`
  expect(find(text, passage)).toEqual({ start: passage.start + 8, end: passage.end + 8, quality: 'moved' })
  expect(wordsOf(text.replace('a text', 'some text'), find(text.replace('a text', 'some text'), passage))).toBe('tend')
})

test('[T11] scripts without spaces and signs alone are found too', () => {
  const text =
    '彼らがどこを指すのか、何に留まるのか、いつ去るのかが見える。何も保存されず、何も家までついてこない。👏 すばらしい。'
  for (const exact of ['何に留まるのか', '👏', '保存されず']) {
    const passage = describe(text, exact)
    expect(wordsOf(`序文。${text}`, find(`序文。${text}`, passage))).toBe(exact)
  }
  const edited = text.replace('どこを指す', 'どこを示す')
  expect(wordsOf(edited, find(edited, describe(text, 'らがどこを指すのか')))).toBe('らがどこを示すのか')
})

test('[T11] among equal lines the element and the expected place decide', () => {
  const text = 'Price: 10 EUR. '.repeat(40)
  const passage = describe(text, '10 EUR', 300)
  expect(find(text, passage)?.quality).toBe('exact')
  const later = `Now with an introduction. ${text}`
  expect(find(later, passage, { at: passage.start + 26 })?.start).toBe(passage.start + 26)
  const block = { start: 26 + 150, end: 26 + 165 }
  expect(find(later, passage, { block: () => block })?.start).toBe(block.start + 7)
})

test('[T11] nothing a stranger can send makes the search throw or run long', () => {
  const page = preparePassages(`${'a b '.repeat(20_000)}${STORY}`)
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1_000 }),
      fc.string({ maxLength: 64 }),
      fc.string({ maxLength: 64 }),
      fc.nat(2_000_000),
      (exact, prefix, suffix, start) => {
        const passage = checkPassage({ exact, prefix, suffix, start, end: start + exact.length })
        if (passage !== undefined) findPassage(page, passage, { block: () => ({ start: -5, end: 10 ** 9 }) })
      },
    ),
    { numRuns: 50 },
  )
  const worst = {
    exact: 'a b '.repeat(249) + 'c d',
    prefix: 'b a '.repeat(15),
    suffix: 'd c '.repeat(15),
    start: 40_000,
    end: 40_999,
  }
  expect(() => findPassage(page, worst)).not.toThrow()
})

test('[T11] two hundred edited passages on a page of 200 kB are found in the time of a few frames', () => {
  const text = fc.sample(words(40_000, 40_000), { numRuns: 1, seed: 7 })[0]!.join(' ')
  expect(text.length).toBeGreaterThan(190_500)
  const passages = Array.from({ length: 200 }, (_, at) => describePassage(text, at * 950, at * 950 + 120)!)
  let count = 0
  const page = preparePassages(text.replace(/ \p{L}{4,9} /gu, (one) => (++count % 8 === 0 ? ' instead ' : one)))
  const { user } = process.cpuUsage()
  const found = passages.map((passage) => findPassage(page, passage))
  // A twentieth of this on a machine with nothing else to do. It is the work that must not grow with the square of the page.
  expect(process.cpuUsage().user - user).toBeLessThan(1_500_000)
  expect(found.filter((one) => one?.quality === 'changed').length).toBeGreaterThan(150)
  expect(found.filter((one) => one === undefined).length).toBeLessThan(10)
})
