import fc from 'fast-check'
import { expect, test } from 'vitest'
import { numbered, reader, toPostgres } from './values.js'

const TEXT = 25
const BIGINT = 20

test('placeholders are numbered, but not what only looks like one', () => {
  expect(numbered('SELECT ?, ?')).toBe('SELECT $1, $2')
  expect(numbered(`SELECT '?', 'it''s ?', "a?b", ? WHERE x LIKE ? ESCAPE '\\'`)).toBe(
    `SELECT '?', 'it''s ?', "a?b", $1 WHERE x LIKE $2 ESCAPE '\\'`,
  )
  expect(numbered('SELECT 1')).toBe('SELECT 1')
})

test('any text comes back as it was, and travels without what Postgres refuses', () => {
  const text = fc.array(fc.constantFrom('\0', '\uFDD0', '\uFDD1', '0', '1', 'a', '🎉')).map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), (value) => {
      const sent = toPostgres(value) ?? ''
      expect(sent).not.toContain('\0')
      expect(reader(TEXT)(sent)).toBe(value)
    }),
  )
})

test('numbers come back as numbers, truth as 0 and 1', () => {
  for (const value of [0, -1, Number.MAX_SAFE_INTEGER, 1.5]) expect(reader(BIGINT)(toPostgres(value) ?? '')).toBe(value)
  expect(toPostgres(null)).toBe(null)
  expect(['t', 'f'].map(reader(16))).toEqual([1, 0])
  expect(reader(1700)('12')).toBe(12)
})
