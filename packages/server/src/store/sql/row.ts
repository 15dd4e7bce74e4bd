/** Reads columns of rows: the one place where what a driver gives becomes a type. */
import type { Json } from '@roomful/protocol'
import type { Row } from './sql.js'

export function textOf(row: Row, column: string): string {
  const value: unknown = row[column]
  // Where a statement has asked for bytes. What is no UTF-8 becomes signs that nobody wrote, which is what seals are for.
  if (typeof value === 'object' && value !== null) return Buffer.from(value as Uint8Array).toString()
  if (typeof value !== 'string') throw new TypeError(`column ${column} is no text`)
  return value
}

export function numberOf(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw new TypeError(`column ${column} is no number`)
  return value
}

/** Undefined where the column is NULL. */
export function maybeText(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : textOf(row, column)
}

/** Undefined where the column is NULL. */
export function maybeNumber(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : numberOf(row, column)
}

export function isSet(row: Row, column: string): boolean {
  return row[column] === 1
}

/** The value of a column that keeps JSON; undefined where it is NULL. */
export function jsonOf(row: Row, column: string): Json | undefined {
  const text = maybeText(row, column)
  return text === undefined ? undefined : (JSON.parse(text) as Json)
}
