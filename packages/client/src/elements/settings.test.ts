import { expect, test } from 'vitest'
import { readSettings } from './settings.js'

test('the server is where the script came from, whatever hangs onto its address', () => {
  expect(readSettings('https://live.example.com/roomful/roomful.js', {}).server).toBe(
    'https://live.example.com/roomful',
  )
  expect(readSettings('http://localhost:3000/rt/v/roomful.js?v=1#x', {}).server).toBe('http://localhost:3000/rt/v')
})

test('without attributes everything is on and nothing is decided', () => {
  expect(readSettings('https://a.b/roomful/roomful.js', {})).toEqual({
    server: 'https://a.b/roomful',
    hasBox: true,
    corner: undefined,
    room: undefined,
    hasPods: true,
    hasReactions: true,
    hasGlow: true,
    theme: 'auto',
    tokenUrl: undefined,
  })
})

test('attributes are read, and what is misspelt counts as left out', () => {
  const read = readSettings('https://a.b/roomful/roomful.js', {
    box: 'off',
    room: '/x',
    pods: 'off',
    reactions: 'of',
    glow: 'off',
    theme: 'dim',
    tokenUrl: '/token',
  })
  expect(read).toMatchObject({
    hasBox: false,
    room: '/x',
    hasPods: false,
    hasReactions: true,
    hasGlow: false,
    theme: 'auto',
    tokenUrl: '/token',
  })
})
