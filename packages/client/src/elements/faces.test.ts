import type { ActivityState, Member } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { initials } from './initials.js'
import { byPresence, isNotable } from './presence-order.js'
import { brightnessOf } from './scheme.js'

test('initials are those of the first and last word, in any script', () => {
  expect(
    ['Ada Lovelace', 'ada', 'Grace Brewster Murray Hopper', 'محمد علي', 'Zoë', 'élan vital'].map(initials),
  ).toEqual(['AL', 'A', 'GH', 'مع', 'Z', 'ÉV'])
})

test('initials take whole signs and skip what is none', () => {
  expect(initials('👩‍👩‍👧 Family')).toBe('👩‍👩‍👧F')
  expect(initials('<img onerror=x>')).toBe('IO')
  expect(initials('- “Quoted”')).toBe('Q')
  expect(initials('…')).toBe('')
})

const member = (id: string, state: ActivityState): Member => ({ id, name: id, color: 0, refs: [], state })

test('who is here stands before who is away, and nobody else changes places', () => {
  const order = byPresence([member('a', 'away'), member('b', 'here'), member('c', 'idle'), member('d', 'here')])
  expect(order.map(({ id }) => id)).toEqual(['b', 'd', 'c', 'a'])
})

test('among very many, whom one has to find stand first', () => {
  const members = [member('a', 'here'), { ...member('b', 'away'), role: 'author' }, member('c', 'here')]
  expect(byPresence(members, isNotable).map(({ id }) => id)).toEqual(['b', 'a', 'c'])
})

test('the brightness of a background decides; what shines through decides nothing', () => {
  expect(brightnessOf('rgb(255, 255, 255)')).toBe(1)
  expect(brightnessOf('rgb(18, 19, 23)')).toBeLessThan(0.2)
  expect(brightnessOf('rgba(0, 0, 0, 0)')).toBeUndefined()
  expect(brightnessOf('rgb(0 0 0 / 0.2)')).toBeUndefined()
  expect(brightnessOf('oklch(0.5 0 0)')).toBeUndefined()
})
