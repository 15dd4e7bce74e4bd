import { expect, test } from 'vitest'
import { fullTime, relativeTime } from './when.js'

const now = Date.UTC(2026, 10, 23, 12)
const MINUTE = 60_000
const ago = (ms: number, lang = 'en'): string | undefined => relativeTime(now - ms, now, lang)

test('a time is said as people say it', () => {
  expect(ago(0)).toBeUndefined()
  expect(ago(-5 * MINUTE)).toBeUndefined()
  expect(ago(44_000)).toBeUndefined()
  expect(ago(46_000)).toMatch(/^1 min\.? ago$/)
  expect(ago(59 * MINUTE)).toMatch(/^59 min\.? ago$/)
  expect(ago(60 * MINUTE)).toMatch(/^1 hr\.? ago$/)
  expect(ago(26 * 60 * MINUTE)).toBe('yesterday')
  expect(ago(3 * 24 * 60 * MINUTE)).toBe('3 days ago')
  expect(ago(10 * 24 * 60 * MINUTE)).toBe('Nov 13')
  expect(ago(400 * 24 * 60 * MINUTE)).toBe('Oct 19, 2025')
})

test('no number is ever zero, and none is said in a unit too small', () => {
  for (let ms = 0; ms < 8 * 24 * 60 * MINUTE; ms += 7 * MINUTE + 13) {
    const said = ago(ms) ?? ''
    expect(said, String(ms)).not.toMatch(/\b0\b|\b60 min|\b24 hr/)
  }
})

test('times are in the language of the page', () => {
  expect(ago(5 * MINUTE, 'de')).toBe('vor 5 Min.')
  expect(fullTime(now, 'fr')).toMatch(/23 novembre 2026/)
})
