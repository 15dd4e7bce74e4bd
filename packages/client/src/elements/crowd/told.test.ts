import { expect, test } from 'vitest'
import { AGAIN_MS, fullest, isNews } from './told.js'

test('where most people are is said once, and again only when it is elsewhere and long after', () => {
  expect(isNews(undefined, 7, 0)).toBe(true)
  const told = { section: 7, atMs: 1_000 }
  expect(isNews(told, 8, 1_000 + AGAIN_MS - 1)).toBe(false)
  expect(isNews(told, 7, 1_000 + 10 * AGAIN_MS)).toBe(false)
  expect(isNews(told, 8, 1_000 + AGAIN_MS)).toBe(true)
})

test('the fullest section is the one with most people in all its paragraphs', () => {
  expect(fullest([])).toBeUndefined()
  expect(
    fullest([
      { section: 1, people: 10 },
      { section: 2, people: 7 },
      { section: 2, people: 6 },
    ]),
  ).toBe(2)
  expect(
    fullest([
      { section: 3, people: 4 },
      { section: 1, people: 4 },
    ]),
  ).toBe(3)
})
