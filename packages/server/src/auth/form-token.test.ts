import { expect, test } from 'vitest'
import { systemClock } from '../platform/clock.js'
import { systemRandom } from '../platform/random.js'
import { createFormTokens } from './form-token.js'

let nowMs = Date.UTC(2026, 0, 1)
const clock = { ...systemClock, now: () => nowMs }
const tokens = createFormTokens('s'.repeat(32), clock, systemRandom)
const expired = expect.objectContaining({ code: 'FORM_EXPIRED' })

test('[S26] a form is good for its room and its person, for a day', () => {
  const token = tokens.issue('/a', 'ada')
  expect(tokens.check(token, '/a', 'ada')).toMatch(/^[\w-]{16}$/)
  expect(() => tokens.check(token, '/b', 'ada')).toThrow(expired)
  expect(() => tokens.check(token, '/a', 'bea')).toThrow(expired)
  expect(() => tokens.check(token, '/a', '')).toThrow(expired)
  nowMs += 86_400_001
  expect(() => tokens.check(token, '/a', 'ada')).toThrow(expired)
})

test('[S26] what another server signed, or nobody, is no form of ours', () => {
  const foreign = createFormTokens('t'.repeat(32), clock, systemRandom).issue('/a', '')
  for (const token of ['', foreign, `${foreign}x`, '..', 'zzzzzzzzzzz.aaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaa'])
    expect(() => tokens.check(token, '/a', '')).toThrow(expired)
})

test('[W3] the same words by the same form come from the same guest, others from another', () => {
  expect(tokens.guestId('nonce', 'Ada', 'hello')).toBe(tokens.guestId('nonce', 'Ada', 'hello'))
  expect(tokens.guestId('nonce', 'Ada', 'hello')).not.toBe(tokens.guestId('nonce', 'Ad', 'ahello'))
})
