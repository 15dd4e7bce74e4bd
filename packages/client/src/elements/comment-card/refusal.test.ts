import { ERRORS } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { words } from '../words/comments/comments-english.js'
import { refusalOf } from './refusal.js'

test('every code has a sentence, and those of a newer server too', () => {
  for (const code of [...Object.keys(ERRORS), 'constructor', 'SOMETHING_NEW'])
    expect(refusalOf({ code }, words).length, code).toBeGreaterThan(5)
  expect(refusalOf({ code: 'PERSON_MUTED' }, words)).toBe(words.refusals.muted)
  expect(refusalOf({ code: 'RATE_LIMITED' }, words)).toBe(words.refusals.rate)
  expect(refusalOf({ code: 'RATE_LIMITED', at: 'outbox' }, words)).toBe(words.refusals.full)
})
