import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_GROUPS, createSimilarTexts } from './similar.js'
import { likeness, signatureOf } from './text-signature.js'
import type { Submission } from './verdict.js'

const WINDOW_MS = 600_000
const RULE = { windowMs: WINDOW_MS, own: 1, others: 3 }
const SPAM = 'Earn 5000 a week from home, my cousin did it, all you need is a phone'

let writes = 0
function submission(person: string, plain: string, more: Partial<Submission> = {}): Submission {
  const author = { id: person, name: person, isVerified: false, approved: 0, rejected: 0, sinceMs: undefined }
  const base = { id: `w${writes++}`, room: '/a', text: plain, plain, links: [], author, atMs: 0 }
  return { ...base, isReply: false, isEdit: false, ...more }
}

test.each([
  [SPAM, SPAM.toUpperCase()],
  [SPAM, 'E a r n 5000 a week from home!!! My cousin did it. All you need is a phone…'],
  [SPAM, 'Earn 7000 a week from home, my cousin did it, all you need is a phone 🔥🔥'],
  [SPAM, 'Ｅarn 5000 а week frоm home, my cоusin did it, аll yоu need is a phоne'],
  [SPAM, `Ann: ${SPAM}. Ask me how!`],
  ['Buy cheap watches now at a1b2.example, best price', 'Buy cheap watches now at zzk9.example, best price'],
])('[S33] %j and %j are alike', (one, other) => {
  const texts = createSimilarTexts(RULE)
  texts.note(submission('ann', one), 0)
  expect(texts.note(submission('ann', other), 1)).toMatchObject({ own: 1, others: 0 })
})

test.each([
  [SPAM, 'I disagree with the second point; the tide was clearly rising by then.'],
  ['The second photo is lovely, was the tide rising?', 'The first photo is dark, did you use a flash at all?'],
  ['This is the best article I have read about sailing', 'This was a good piece, and I know little about sailing'],
  ['I completely agree with you on this point of yours', 'I completely disagree with you on that point of theirs'],
  ['Thank you so much for writing this, Ann!', 'Thank you so much for writing this, Ann!'],
  ['🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥', '🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥'],
])('[S33] %j and %j are two different things to say, or too short to tell', (one, other) => {
  const texts = createSimilarTexts(RULE)
  texts.note(submission('ann', one), 0)
  expect(texts.note(submission('ann', other), 1)).toMatchObject({ own: 0, others: 0 })
})

test('[S33] a short text with a link is compared', () => {
  const texts = createSimilarTexts(RULE)
  const links = ['https://spam.example/']
  texts.note(submission('ann', 'spam.example', { links }), 0)
  expect(texts.note(submission('bob', 'spam.example', { links }), 0)).toMatchObject({ others: 1 })
})

test('[S33] many people with one text are counted once each, in all rooms, for ten minutes', () => {
  const texts = createSimilarTexts(RULE)
  const write = (person: string, nowMs: number): number =>
    texts.note(submission(person, SPAM, { room: `/${person}` }), nowMs).others
  expect(['a', 'b', 'b', 'c', 'd'].map((person) => write(person, 0))).toEqual([0, 1, 1, 2, 3])
  expect(write('e', WINDOW_MS)).toBe(4)
  expect(write('f', WINDOW_MS + 1)).toBe(1)
})

test('[S33] the same write again is no repeat, a change is none of itself, and of another comment it is one', () => {
  const texts = createSimilarTexts(RULE)
  const write = submission('ann', SPAM)
  expect([texts.note(write, 0).own, texts.note(write, 1).own]).toEqual([0, 0])
  const change = (comment?: string): number =>
    texts.note(submission('ann', `${SPAM}!`, { isEdit: true, ...(comment === undefined ? {} : { comment }) }), 2).own
  expect([change('c1'), change('c1'), change('c2'), change('c2'), change('c3')]).toEqual([1, 1, 2, 2, 3])
})

test('[S33] a refused text is no reason to refuse the next', () => {
  const texts = createSimilarTexts(RULE)
  texts.note(submission('ann', SPAM), 0).withdraw()
  expect(texts.note(submission('ann', SPAM), 1).own).toBe(0)
  const again = submission('ann', SPAM)
  const standing = texts.note(again, WINDOW_MS + 2)
  texts.note(submission('bob', SPAM), WINDOW_MS + 3)
  standing.withdraw()
  expect(texts.note(submission('eve', SPAM), WINDOW_MS + 4)).toMatchObject({ own: 0, others: 1 })
})

test('a person who is forgotten has written nothing', () => {
  const texts = createSimilarTexts(RULE)
  texts.note(submission('ann', SPAM), 0)
  texts.forget('ann')
  expect(texts.size).toEqual({ groups: 0, keys: 0 })
  expect(texts.note(submission('bob', SPAM), 1)).toMatchObject({ own: 0, others: 0 })
})

test('[S33] 100,000 authors with as many texts, and 20,000 with one, cost no more than the memory is allowed', () => {
  const texts = createSimilarTexts(RULE)
  for (let index = 0; index < 100_000; index++) {
    const words = [index * 7_919, index * 104_729, index * 1_299_709].map((seed) => (seed % 2_147_483_647).toString(36))
    texts.note(submission(`p${index}`, `${words.join(' and ')} are what it is about`), index)
    expect(texts.size.groups).toBeLessThanOrEqual(MAX_GROUPS)
    expect(texts.size.keys).toBeLessThanOrEqual(MAX_GROUPS * 32)
  }
  expect(texts.size.groups).toBe(MAX_GROUPS)
  const before = texts.size.groups
  for (let index = 0; index < 20_000; index++) texts.note(submission(`p${index}`, SPAM), 100_000)
  expect(texts.size.groups).toBeLessThanOrEqual(before)
}, 60_000)

test('[S33] likeness is whole for the same letters, the same both ways, and never out of range', () => {
  const text = fc.string({ unit: fc.constantFrom(...'abcde fgh'), minLength: 60, maxLength: 200 })
  fc.assert(
    fc.property(text, text, (one, other) => {
      const first = signatureOf(one, true)
      const second = signatureOf(other, true)
      if (!first || !second) return
      expect(likeness(first, first)).toBe(1)
      expect(likeness(first, second)).toBe(likeness(second, first))
      expect(likeness(first, second)).toBeGreaterThanOrEqual(0)
      expect(likeness(first, second)).toBeLessThanOrEqual(1)
      expect(likeness(first, signatureOf(one.toUpperCase(), true)!)).toBe(1)
    }),
  )
})

test('[S17,S33] a text of 64 KiB is summed up at once', () => {
  for (const piece of ['a', 'ab', 'a\u0301\u0316', '\u0301\u0316', 'ﷺ', 'a1!', '가', '🅱a']) {
    const text = piece.repeat(65_536 / piece.length)
    const from = performance.now()
    signatureOf(text, true)
    expect(performance.now() - from, piece).toBeLessThan(2_000)
  }
})
