/**
 * The records of rooms: where each log stands. Read, locked and saved by the engine; changed by the features.
 *
 * Invariant [G1]: `nextOffset` is the only place where an offset comes from, and its record is saved in the same transaction
 * as what got the offset. A room without a record has offset 0 and the epoch that it would get: the store's present one.
 */
import type { Random } from '@roomful/protocol'
import { randomId } from '../../platform/random.js'
import type { LogHead } from '../store.js'
import { maybeNumber, numberOf, textOf } from './row.js'
import type { RoomRecord, Row, Sql } from './sql.js'

/** Name of the setting with the epoch of rooms to come. */
export const EPOCH_SETTING = 'log-epoch'

const EPOCH_BYTES = 9
const COLUMNS = 'room, epoch, head, floor, total, closed, thread_offset, first_ms, state_keys, state_bytes'

/** Takes the room's next offset. [G1] */
export function nextOffset(record: RoomRecord): number {
  record.head += 1
  return record.head
}

/** A word that no log has been called before. */
export function newEpoch(random: Random): string {
  return randomId(random, EPOCH_BYTES)
}

/** The record of a room, made when there is none, locked until the end of the transaction. */
export async function openRoom(sql: Sql, room: string): Promise<RoomRecord> {
  // SQLite locks the whole database when the transaction begins.
  const select = `SELECT ${COLUMNS} FROM roomful_rooms WHERE room = ?${sql.dialect === 'postgres' ? ' FOR UPDATE' : ''}`
  const known = await sql.first(select, room)
  if (known) return recordOf(known)
  await sql.run(
    `INSERT INTO roomful_rooms (room, epoch, head, floor, total, thread_offset, state_keys, state_bytes)
     SELECT ?, value, 0, 0, 0, 0, 0, 0 FROM roomful_settings WHERE name = ? ON CONFLICT (room) DO NOTHING`,
    room,
    EPOCH_SETTING,
  )
  const made = await sql.first(select, room)
  if (!made) throw new Error('a room was made and is not there')
  return recordOf(made)
}

export async function saveRoom(sql: Sql, record: RoomRecord): Promise<void> {
  await sql.run(
    `UPDATE roomful_rooms SET head = ?, floor = ?, total = ?, closed = ?, thread_offset = ?, first_ms = ?,
     state_keys = ?, state_bytes = ? WHERE room = ?`,
    record.head,
    record.floor,
    record.total,
    record.closed,
    record.threadOffset,
    record.firstMs,
    record.stateKeys,
    record.stateBytes,
    record.room,
  )
}

/** The record of a room for a reader; undefined where nobody has written. */
export async function readRoom(sql: Sql, room: string): Promise<RoomRecord | undefined> {
  const row = await sql.first(`SELECT ${COLUMNS} FROM roomful_rooms WHERE room = ?`, room)
  return row && recordOf(row)
}

/** Where the log of a room stands, as a reader is told. */
export async function headOf(sql: Sql, record: RoomRecord | undefined): Promise<LogHead> {
  if (record) return { epoch: record.epoch, offset: record.head, floor: record.floor }
  const row = await sql.first('SELECT value FROM roomful_settings WHERE name = ?', EPOCH_SETTING)
  if (!row) throw new Error('the store has no epoch')
  return { epoch: textOf(row, 'value'), offset: 0, floor: 0 }
}

function recordOf(row: Row): RoomRecord {
  return {
    room: textOf(row, 'room'),
    epoch: textOf(row, 'epoch'),
    head: numberOf(row, 'head'),
    floor: numberOf(row, 'floor'),
    total: numberOf(row, 'total'),
    closed: maybeNumber(row, 'closed') ?? null,
    threadOffset: numberOf(row, 'thread_offset'),
    firstMs: maybeNumber(row, 'first_ms') ?? null,
    stateKeys: numberOf(row, 'state_keys'),
    stateBytes: numberOf(row, 'state_bytes'),
  }
}
