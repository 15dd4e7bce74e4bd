/**
 * Reads the fields of a write or a read that came from a peer. [F2,W1]
 *
 * Each reader returns the value or throws `MESSAGE_INVALID` with the field's name. Pure; whole frames were checked before.
 */
import { RoomfulError, type JsonFields } from '@roomful/protocol'

/** A text of at least `minChars`, trimmed by nobody. */
export function textOf(body: JsonFields, at: string, maxChars: number, minChars = 1): string {
  const value = body[at]
  if (typeof value !== 'string' || value.length < minChars || value.length > maxChars) throw invalid(at)
  return value
}

export function optionalText(body: JsonFields, at: string, maxChars: number): string | undefined {
  const value = body[at]
  if (value === undefined || value === null) return undefined
  return textOf(body, at, maxChars, 0)
}

export function flagOf(body: JsonFields, at: string): boolean {
  const value = body[at]
  if (typeof value !== 'boolean') throw invalid(at)
  return value
}

/** A whole number within bounds; `fallback` where the field is absent. Query strings bring numbers as text. */
export function wholeOf(
  body: JsonFields,
  at: string,
  [min, max]: readonly [number, number],
  fallback?: number,
): number {
  const raw = body[at]
  if (raw === undefined && fallback !== undefined) return fallback
  const value = typeof raw === 'string' && /^-?\d{1,15}$/.test(raw) ? Number(raw) : raw
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) throw invalid(at)
  return value
}

/** One of a few words. */
export function wordOf<const T extends string>(body: JsonFields, at: string, words: readonly T[], fallback?: T): T {
  const value = body[at]
  if (value === undefined && fallback !== undefined) return fallback
  const found = words.find((word) => word === value)
  if (found === undefined) throw invalid(at, `One of ${words.join(', ')}.`)
  return found
}

/** A list of texts; absent is empty. */
export function textsOf(body: JsonFields, at: string, most: number, maxChars: number): readonly string[] {
  const value = body[at]
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length > most) throw invalid(at)
  return value.map((each: unknown) => {
    if (typeof each !== 'string' || each === '' || each.length > maxChars) throw invalid(at)
    return each
  })
}

function invalid(at: string, message?: string): RoomfulError {
  return new RoomfulError('MESSAGE_INVALID', message === undefined ? { at } : { at, message })
}
