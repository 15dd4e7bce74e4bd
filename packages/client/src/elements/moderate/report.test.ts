import { expect, test } from 'vitest'
import { words as english } from '../words/comments/comments-english.js'
import { words as german } from '../words/comments/comments-german.js'
import { sayReason } from './report.js'

test('[M3] a moderator reads a reason in their own language, and what was added as it was written', () => {
  expect(sayReason('spam', german)).toBe('Spam oder Werbung')
  expect(sayReason('off-topic: see: the rules', english)).toBe('Off topic: see: the rules')
  expect(sayReason('It is rude.', english)).toBe('It is rude.')
  expect(sayReason(undefined, english)).toBe('')
})
