import { expect, test } from 'vitest'
import { reaction } from './reaction.js'

test.each(['👏', '❤️', '👍🏽', '👨‍👩‍👧', '🇨🇭', '1️⃣', '🏴‍☠️', '😮'])('[E6] %s is one emoji', (emoji) => {
  expect(reaction.check?.({ emoji })).toBeUndefined()
  expect(reaction.check?.({ emoji, mode: 1, anchor: 7, place: 9 })).toBeUndefined()
})

test.each(['', 'a', '1', '👏👏', '👏a', '🇨🇭🇨🇭', '<b>', '👨‍👩‍👧‍👦👨‍👩‍👧‍👦', ' 👏', '👏'.repeat(9)])(
  '[E6] %j is not one emoji',
  (emoji) => {
    expect(reaction.check?.({ emoji })).toMatch(/emoji/)
  },
)

test('[E6] a place is whole or absent, and nothing else rides along', () => {
  expect(reaction.check?.({ emoji: '👏', mode: 1 })).toMatch(/anchor/)
  expect(reaction.check?.({ emoji: '👏', mode: 1, anchor: 1, place: 1, name: 'Ada' })).toMatch(/name/)
  expect(reaction.check?.({ emoji: '👏', mode: 4, anchor: 1, place: 1 })).toMatch(/mode/)
  expect(reaction.check?.('👏')).toMatch(/object/)
  expect(reaction.check?.(['👏'])).toMatch(/object/)
})
