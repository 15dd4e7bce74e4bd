import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMailTokens } from './mail-token.js'

const DAY_MS = 86_400_000
let nowMs = 1_800_000_000_000
const clock = { now: () => nowMs } as never
const tokens = createMailTokens('a secret that is longer than 32 bytes', clock)

test('[X4] a link does what it was made for, for its person and address, and nothing else', () => {
  const confirm = tokens.issue('confirm', 'ada', 'ada@post.example')
  const stop = tokens.issue('stop', 'ada', 'ada@post.example')
  expect(tokens.personIn(confirm)).toBe('ada')
  expect(tokens.isGood(confirm, 'confirm', 'ada@post.example')).toBe(true)
  expect(tokens.isGood(stop, 'stop', 'ada@post.example')).toBe(true)
  expect(tokens.isGood(confirm, 'stop', 'ada@post.example')).toBe(false)
  expect(tokens.isGood(stop, 'confirm', 'ada@post.example')).toBe(false)
  expect(tokens.isGood(confirm, 'confirm', 'bob@post.example')).toBe(false)
  expect(
    createMailTokens('another secret of more than 32 bytes!', clock).isGood(stop, 'stop', 'ada@post.example'),
  ).toBe(false)
  expect(confirm + stop).not.toContain('post')
})

test('[X4] confirming takes at most three days, stopping any time', () => {
  const confirm = tokens.issue('confirm', 'ada', 'a@b.example')
  const stop = tokens.issue('stop', 'ada', 'a@b.example')
  nowMs += 3 * DAY_MS - 1
  expect(tokens.isGood(confirm, 'confirm', 'a@b.example')).toBe(true)
  nowMs += 1
  expect(tokens.isGood(confirm, 'confirm', 'a@b.example')).toBe(false)
  nowMs += 9_999 * DAY_MS
  expect(tokens.isGood(stop, 'stop', 'a@b.example')).toBe(true)
})

test('[S29] no change of a token is good for anything', () => {
  const token = tokens.issue('stop', 'ada', 'a@b.example')
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.string({ maxLength: 3 }), (at, piece) => {
      const changed = token.slice(0, at) + piece + token.slice(at + 1)
      fc.pre(changed !== token)
      // The last character of base64 has bits that say nothing; a mac of 18 bytes has none.
      expect(tokens.isGood(changed, 'stop', 'a@b.example')).toBe(false)
    }),
  )
})

test('any person has a token, and none says who somebody else is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 256 }), (person) => {
      fc.pre(person.isWellFormed())
      const token = tokens.issue('stop', person, 'a@b.example')
      expect(tokens.personIn(token)).toBe(person)
      expect(encodeURIComponent(token)).toBe(token)
    }),
  )
  for (const nonsense of ['', 'ada', 'ada..', `${'a'.repeat(5_000)}..${'a'.repeat(24)}`]) {
    expect(tokens.personIn(nonsense)).toBeUndefined()
  }
})
