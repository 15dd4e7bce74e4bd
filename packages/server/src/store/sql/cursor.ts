/** Cursors: where the next page of a list begins, as an opaque word. Pure. Comments have their own, see `page-position.ts`. */
import { RoomfulError } from '@roomful/protocol'
import type { SqlValue } from './sql.js'

type Shape = readonly ('number' | 'string')[]

/** The keys of the last row of a page. */
export function printCursor(keys: readonly SqlValue[]): string {
  return JSON.stringify(keys)
}

/** The keys again. @throws MESSAGE_INVALID for what no page of this shape has given out. */
export function parseCursor(cursor: string, shape: Shape): readonly SqlValue[] {
  const keys = parse(cursor)
  const isRight = Array.isArray(keys) && keys.length === shape.length && keys.every((key, at) => isOf(key, shape[at]))
  if (!isRight) throw new RoomfulError('MESSAGE_INVALID', { at: 'cursor' })
  return keys as readonly SqlValue[]
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(cursor)
  } catch {
    return undefined // Somebody's own words.
  }
}

function isOf(key: unknown, type: Shape[number] | undefined): boolean {
  return type === 'number' ? Number.isSafeInteger(key) : typeof key === 'string' && !key.includes('\0')
}

/** A list that was asked for with one more than `limit`: its page, and the cursor if there is more. */
export function pageOf<T>(
  list: readonly T[],
  limit: number,
  keysOf: (last: T) => readonly SqlValue[],
): { readonly page: readonly T[]; readonly more: { readonly more?: string } } {
  const page = list.slice(0, limit)
  const last = page.at(-1)
  return { page, more: list.length > limit && last !== undefined ? { more: printCursor(keysOf(last)) } : {} }
}
