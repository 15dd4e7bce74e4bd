/**
 * Where a page of comments begins: a place in one of the three orders. Pure.
 *
 * A cursor carries the whole place, so that it still means the same when the comment it was made from has moved or gone.
 */
import { RoomfulError } from '@roomful/protocol'
import type { CommentSort } from '@roomful/protocol'
import type { CommentRecord } from './comment-rows.js'
import type { SqlValue } from '../sql.js'

/** A comment's place in every order. Pinned ones come before all others. */
export interface Position {
  readonly isPinned: boolean
  readonly score: number
  readonly createdMs: number
  readonly id: string
  /** Before everything that is pinned as it is. */
  readonly isFirst?: true
}

export const FIRST: Position = { isPinned: true, score: 0, createdMs: 0, id: '', isFirst: true }

export function positionOf({ isPinned, score, createdMs, id }: CommentRecord): Position {
  return { isPinned, score, createdMs, id }
}

/** Negative where `a` is read before `b`. */
export function compareBy(sort: CommentSort): (a: Position, b: Position) => number {
  return (a, b) =>
    Number(b.isPinned) - Number(a.isPinned) ||
    Number(b.isFirst ?? false) - Number(a.isFirst ?? false) ||
    (sort === 'top' ? b.score - a.score : 0) ||
    (sort === 'old' ? a.createdMs - b.createdMs : b.createdMs - a.createdMs) ||
    (sort === 'old' ? compareIds(a.id, b.id) : compareIds(b.id, a.id))
}

const compareIds = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

/** The same order in SQL: what comes after a place among those that are pinned as it is. */
export function placesBefore(
  sort: CommentSort,
  { score, createdMs, id, isFirst }: Position,
): { readonly where: string; readonly order: string; readonly values: readonly SqlValue[] } {
  const columns = sort === 'top' ? ['c.score', 'c.created_ms', 'c.id'] : ['c.created_ms', 'c.id']
  const values = sort === 'top' ? [score, createdMs, id] : [createdMs, id]
  const [sign, direction] = sort === 'old' ? ['>', 'ASC'] : ['<', 'DESC']
  return {
    where: isFirst ? '' : `AND (${columns.join(', ')}) ${sign} (${columns.map(() => '?').join(', ')})`,
    order: columns.map((column) => `${column} ${direction}`).join(', '),
    values: isFirst ? [] : values,
  }
}

export function printPosition({ isPinned, score, createdMs, id }: Position): string {
  return `${isPinned ? 1 : 0}.${score}.${createdMs}.${id}`
}

/** @throws MESSAGE_INVALID for what no page has given out. */
export function parsePosition(cursor: string): Position {
  const match = /^([01])\.(-?\d{1,15})\.(-?\d{1,15})\.(.{1,200})$/su.exec(cursor)
  if (!match) throw new RoomfulError('MESSAGE_INVALID', { at: 'cursor' })
  const [, pinned = '', score = '', createdMs = '', id = ''] = match
  return { isPinned: pinned === '1', score: Number(score), createdMs: Number(createdMs), id }
}
