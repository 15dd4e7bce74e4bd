/**
 * What differs between what Postgres and the store's SQL call a statement and a value. Pure.
 *
 * Numbers come back as numbers, truth as 0 and 1, everything else as text. Postgres keeps no U+0000 in a text, so that one
 * character travels in disguise.
 */
import type { SqlValue } from '../sql/sql.js'

/** Object ids of Postgres' own types: pg_type.dat. */
const BOOLEAN = 16
const NUMBERS = new Set([20, 21, 23, 700, 701, 1700])

/** A noncharacter, which means nothing between programs and is left alone by all of them. */
const MASK = '\uFDD0'
const MASKED_ZERO = `${MASK}0`
const MASKED_MASK = `${MASK}1`

/** As many statements as the store has, and the lengths of their lists; more would be a leak. */
const MAX_KNOWN = 1_000
const known = new Map<string, string>()

/** `?` outside of quotes becomes `$1`, `$2` … */
export function numbered(sql: string): string {
  const before = known.get(sql)
  if (before !== undefined) return before
  let count = 0
  const after = sql.replace(/'[^']*'|"[^"]*"|\?/g, (part) => (part === '?' ? `$${++count}` : part))
  if (known.size >= MAX_KNOWN) known.clear()
  known.set(sql, after)
  return after
}

export function toPostgres(value: SqlValue): string | null {
  if (typeof value === 'number') return String(value)
  if (value === null || !/[\0\uFDD0]/.test(value)) return value
  return value.replaceAll(MASK, MASKED_MASK).replaceAll('\0', MASKED_ZERO)
}

/** How a column of this type is read. */
export function reader(type: number): (text: string) => SqlValue {
  if (type === BOOLEAN) return (text) => (text === 't' ? 1 : 0)
  if (NUMBERS.has(type)) return Number
  return fromText
}

function fromText(text: string): string {
  if (!text.includes(MASK)) return text
  return text.replaceAll(MASKED_ZERO, '\0').replaceAll(MASKED_MASK, MASK)
}
