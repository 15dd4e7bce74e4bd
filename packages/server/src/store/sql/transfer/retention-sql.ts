/**
 * What has served its time goes. [G4, W3, M7]
 *
 * Invariants: a mark is forgotten only together with raising the room's `floor`, so that whoever has not seen it yet starts
 * over instead of keeping what was deleted. One run removes a bounded number of each, because everybody else's writes wait for
 * it; it is run again while it still finds something.
 */
import { LOG_MEMORY_DAYS, WRITE_MEMORY_DAYS } from '@roomful/protocol'
import type { Write } from '../../store.js'
import { findComment } from '../comments/comment-rows.js'
import { deleteComment } from '../comments/comments-sql.js'
import { lockRooms } from './import-sql.js'
import { numberOf, textOf } from '../row.js'
import type { AnswerQuery, Applied, ChangeContext, Row, Sql } from '../sql.js'

const DAY_MS = 86_400_000
/** Half a year in which a decision can be asked about. */
const ACT_DAYS = 180
/** What nobody has looked at in three months is no news. */
const NOTICE_DAYS = 90
/** What was sent out, or could not be for so long. */
const PARCEL_DAYS = 7
/** An address whose owner has not answered. */
const ASKED_DAYS = 7

/** Rows of one table in one run; some tens of milliseconds. */
const MAX_ROWS = 2_000
/** Comments in one run: each takes its reports, notices and signs with it. */
const MAX_COMMENTS = 200

interface Table {
  readonly name: string
  readonly table: string
  readonly key: string
  readonly where: string
  readonly days: number
}

const TABLES: readonly Table[] = [
  { name: 'writes', table: 'roomful_writes', key: 'author, room, id', where: 'at_ms < ?', days: WRITE_MEMORY_DAYS },
  { name: 'notices', table: 'roomful_notices', key: 'n', where: 'at_ms < ?', days: NOTICE_DAYS },
  { name: 'acts', table: 'roomful_acts', key: 'n', where: 'at_ms < ?', days: ACT_DAYS },
  {
    ...{ name: 'reports', table: 'roomful_reports', key: 'room, comment, person' },
    ...{ where: 'is_open = 0 AND at_ms < ?', days: ACT_DAYS },
  },
  { name: 'parcels', table: 'roomful_parcels', key: 'id', where: 'at_ms < ?', days: PARCEL_DAYS },
  {
    ...{ name: 'addresses', table: 'roomful_mail', key: 'person' },
    ...{ where: `state = 'asked' AND asked_ms < ?`, days: ASKED_DAYS },
  },
  { name: 'sanctions', table: 'roomful_sanctions', key: 'person, kind', where: 'until_ms < ?', days: 0 },
]

export async function runRetention(
  tx: ChangeContext,
  { change, atMs }: Write<'retention.run'>,
): Promise<Applied<'retention.run'>> {
  const { nowMs, commentDays } = change
  const removed = new Map<string, number>()
  const rooms = new Set<string>()
  // Rooms are locked before anything else, as by everybody.
  if (commentDays !== undefined) {
    const deleted = await removeComments(tx, nowMs - commentDays * DAY_MS, atMs)
    for (const room of deleted) rooms.add(room)
    removed.set('comments', deleted.length)
  }
  removed.set('marks', await forgetMarks(tx, nowMs - LOG_MEMORY_DAYS * DAY_MS))
  for (const { name, table, key, where, days } of TABLES) {
    const count = await tx.sql.run(
      `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${where} LIMIT ${MAX_ROWS})`,
      nowMs - days * DAY_MS,
    )
    removed.set(name, count)
  }
  tx.erased()
  return { result: { removed: Object.fromEntries(removed), rooms: [...rooms].sort() }, entries: [] }
}

/** What there is to remove, under the same names; a comment's own mark is not counted before it is one. */
export const retentionDue: AnswerQuery<'retention.due'> = async (sql, { nowMs, commentDays }) => {
  const due = new Map<string, number>()
  if (commentDays !== undefined) {
    const beforeMs = nowMs - commentDays * DAY_MS
    due.set('comments', await countOf(sql, OLD_COMMENTS, beforeMs, beforeMs))
  }
  const markMs = nowMs - LOG_MEMORY_DAYS * DAY_MS
  due.set('marks', (await countOf(sql, OLD_MARKS, markMs)) + (await countOf(sql, OLD_KEYS, markMs)))
  for (const { name, table, where, days } of TABLES) {
    due.set(name, await countOf(sql, `${table} WHERE ${where}`, nowMs - days * DAY_MS))
  }
  return Object.fromEntries(due)
}

async function countOf(sql: Sql, from: string, ...values: readonly number[]): Promise<number> {
  const row = await sql.first(`SELECT count(*) AS due FROM ${from}`, ...values)
  return row ? numberOf(row, 'due') : 0
}

const OLD_COMMENTS = `roomful_rooms AS r JOIN roomful_comments AS c ON c.room = r.room
  WHERE r.first_ms < ? AND c.created_ms < ? AND c.status <> 'deleted'`
const OLD_MARKS = `roomful_comments AS c WHERE c.gone_ms < ? AND (c.status <> 'deleted' OR (c.kids = 0 AND
  NOT EXISTS (SELECT 1 FROM roomful_comments AS k WHERE k.room = c.room AND k.unseen = 1 AND k.parent = c.id)))`
const OLD_KEYS = 'roomful_state WHERE gone_ms < ?'

/** Comments that the site keeps no longer: deleted as by their authors, with a mark for those who are reading. */
async function removeComments(tx: ChangeContext, beforeMs: number, atMs: number): Promise<readonly string[]> {
  const rows = await tx.sql.all(`SELECT c.room, c.id FROM ${OLD_COMMENTS} LIMIT ${MAX_COMMENTS}`, beforeMs, beforeMs)
  await lockRoomsOf(tx, rows)
  const rooms: string[] = []
  for (const row of rows) {
    // Read now that its room is locked.
    const record = await findComment(tx.sql, textOf(row, 'room'), textOf(row, 'id'))
    if (!record || record.status === 'deleted') continue
    await deleteComment(tx, record, atMs)
    rooms.push(record.room)
  }
  return rooms
}

/** A mark goes when nothing hangs below it. What is only hidden from others stays with its author, and leaves the log. */
async function forgetMarks(tx: ChangeContext, beforeMs: number): Promise<number> {
  const { sql } = tx
  const comments = await sql.all(`SELECT c.room, c.id, c.status FROM ${OLD_MARKS} LIMIT ${MAX_ROWS}`, beforeMs)
  const keys = await sql.all(`SELECT room, name FROM ${OLD_KEYS} LIMIT ${MAX_ROWS}`, beforeMs)
  await lockRoomsOf(tx, [...comments, ...keys])
  let count = 0
  for (const row of comments) count += await forgetMark(tx, row, beforeMs)
  for (const row of keys) {
    const room = textOf(row, 'room')
    const gone = await sql.first(
      'DELETE FROM roomful_state WHERE room = ? AND name = ? AND gone_ms < ? RETURNING log_offset',
      room,
      textOf(row, 'name'),
      beforeMs,
    )
    count += await raiseFloor(tx, room, gone)
  }
  return count
}

async function forgetMark(tx: ChangeContext, row: Row, beforeMs: number): Promise<number> {
  const [room, id] = [textOf(row, 'room'), textOf(row, 'id')]
  const before = await tx.sql.first(
    'SELECT log_offset FROM roomful_comments WHERE room = ? AND id = ? AND status = ? AND gone_ms < ?',
    room,
    id,
    textOf(row, 'status'),
    beforeMs,
  )
  if (!before) return 0
  await tx.sql.run(
    row['status'] === 'deleted'
      ? 'DELETE FROM roomful_comments WHERE room = ? AND id = ?'
      : 'UPDATE roomful_comments SET log_offset = 0, gone_ms = NULL WHERE room = ? AND id = ?',
    room,
    id,
  )
  return raiseFloor(tx, room, before)
}

async function raiseFloor(tx: ChangeContext, room: string, gone: Row | undefined): Promise<number> {
  if (!gone) return 0
  const record = await tx.room(room)
  record.floor = Math.max(record.floor, numberOf(gone, 'log_offset'))
  return 1
}

async function lockRoomsOf(tx: ChangeContext, rows: readonly Row[]): Promise<void> {
  await lockRooms(
    tx,
    rows.map((row) => textOf(row, 'room')),
  )
}
