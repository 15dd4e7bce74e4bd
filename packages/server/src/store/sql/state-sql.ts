/**
 * Shared state in the database: one row a key, which stays when the key is removed so that its version goes on. [V1–V4]
 *
 * What a value may be and who may change it is decided before; here are versions, sums and the log.
 */
import { MAX_STATE_BYTES, MAX_STATE_KEYS, RoomfulError } from '@roomful/protocol'
import type { Json, LogEntry } from '@roomful/protocol'
import type { StateChanges, StateQueries, StateResult } from '../state-store.js'
import { headOf, nextOffset, readRoom } from './rooms.js'
import { jsonOf, numberOf, textOf } from './row.js'
import type { Applied, ChangeContext, ChangeRules, QueryRules, RoomRecord, Row, Sql } from './sql.js'

type AppliedState = Applied<keyof StateChanges> & { readonly result: StateResult }

/** A key as it stands; version 0: nobody has ever set it. */
interface Entry {
  readonly key: string
  readonly version: number
  readonly value: Json | undefined
  readonly bytes: number
}

export const stateChanges: ChangeRules<StateChanges> = {
  'state.set': {
    async apply(tx, { room: id, change, atMs }) {
      const [room, known] = await open(tx, id, change.key)
      checkVersion(known, change.version)
      return put(tx, { room, known, value: change.value, atMs })
    },
    repeat: {
      keep: ({ version }) => version,
      // The value is in the write itself, and so need not be kept.
      recall: (_sql, { change: { key, value } }, kept) => Promise.resolve({ key, value, version: Number(kept) }),
    },
  },
  'state.add': {
    async apply(tx, { room: id, change: { key, by }, atMs }) {
      const [room, known] = await open(tx, id, key)
      const before = known.value === undefined ? 0 : known.value
      const value = typeof before === 'number' ? before + by : Number.NaN
      // NaN and Infinity are no JSON: they would be kept as null.
      if (!Number.isFinite(value)) throw new RoomfulError('STATE_INVALID', { at: 'key' })
      return put(tx, { room, known, value, atMs })
    },
    repeat: {
      keep: ({ version, value }) => [version, value ?? null],
      recall(_sql, { change: { key } }, kept) {
        const [version, value] = kept as readonly [number, number]
        return Promise.resolve({ key, value, version })
      },
    },
  },
  'state.remove': {
    async apply(tx, { room: id, change, atMs }) {
      const [room, known] = await open(tx, id, change.key)
      checkVersion(known, change.version)
      const { key, version } = known
      if (known.value === undefined) return { result: { key, version }, entries: [] }
      return remove(tx, { room, known, atMs })
    },
    repeat: {
      keep: ({ version }) => version,
      recall: (_sql, { change: { key } }, kept) => Promise.resolve({ key, version: Number(kept) }),
    },
  },
}

export const stateQueries: QueryRules<StateQueries> = {
  async 'state.all'(sql, { room }) {
    const { epoch, offset } = await headOf(sql, await readRoom(sql, room))
    const rows = await sql.all(
      'SELECT name, value, version FROM roomful_state WHERE room = ? AND value IS NOT NULL ORDER BY name',
      room,
    )
    return {
      list: rows.map((row) => [textOf(row, 'name'), jsonOf(row, 'value') ?? null, numberOf(row, 'version')]),
      epoch,
      offset,
    }
  },
}

/** [G4] Keys that changed after this offset, in order. */
export async function stateSince(sql: Sql, room: string, after: number, limit: number): Promise<readonly LogEntry[]> {
  const rows = await sql.all(
    `SELECT name, value, version, log_offset FROM roomful_state WHERE room = ? AND log_offset > ?
     ORDER BY log_offset LIMIT ?`,
    room,
    after,
    limit,
  )
  return rows.map((row) =>
    logEntry(numberOf(row, 'log_offset'), {
      key: textOf(row, 'name'),
      version: numberOf(row, 'version'),
      ...valueOf(row),
    }),
  )
}

async function open(tx: ChangeContext, id: string, key: string): Promise<readonly [RoomRecord, Entry]> {
  const room = await tx.room(id)
  const row = await tx.sql.first('SELECT value, version, bytes FROM roomful_state WHERE room = ? AND name = ?', id, key)
  if (!row) return [room, { key, version: 0, value: undefined, bytes: 0 }]
  return [room, { key, version: numberOf(row, 'version'), value: jsonOf(row, 'value'), bytes: numberOf(row, 'bytes') }]
}

/** [V2] What is not there has version 0 for whoever compares, though its next one will be higher. */
function checkVersion({ key, version, value }: Entry, wanted: number | undefined): void {
  const present = value === undefined ? 0 : version
  if (wanted !== undefined && wanted !== present) throw new RoomfulError('STATE_CHANGED', { at: key })
}

interface Setting {
  readonly room: RoomRecord
  readonly known: Entry
  readonly atMs: number
}

async function put(
  { sql }: ChangeContext,
  { room, known, value }: Setting & { readonly value: Json },
): Promise<AppliedState> {
  const text = JSON.stringify(value)
  const bytes = Buffer.byteLength(known.key) + Buffer.byteLength(text)
  const keys = room.stateKeys + (known.value === undefined ? 1 : 0)
  const sum = room.stateBytes - known.bytes + bytes
  // What makes it smaller is welcome also where it is too full, as after a change of the limits.
  if (keys > MAX_STATE_KEYS || (sum > MAX_STATE_BYTES && sum > room.stateBytes)) throw new RoomfulError('STATE_FULL')
  room.stateKeys = keys
  room.stateBytes = sum
  const version = known.version + 1
  const offset = nextOffset(room)
  await sql.run(
    `INSERT INTO roomful_state (room, name, value, version, log_offset, bytes, gone_ms) VALUES (?, ?, ?, ?, ?, ?, NULL)
     ON CONFLICT (room, name) DO UPDATE SET value = excluded.value, version = excluded.version,
     log_offset = excluded.log_offset, bytes = excluded.bytes, gone_ms = NULL`,
    room.room,
    known.key,
    text,
    version,
    offset,
    bytes,
  )
  const result = { key: known.key, version, value }
  return { result, entries: [logEntry(offset, result)] }
}

async function remove(tx: ChangeContext, { room, known, atMs }: Setting): Promise<AppliedState> {
  room.stateKeys -= 1
  room.stateBytes -= known.bytes
  const result = { key: known.key, version: known.version + 1 }
  const offset = nextOffset(room)
  await tx.sql.run(
    `UPDATE roomful_state SET value = NULL, bytes = 0, version = ?, log_offset = ?, gone_ms = ?
     WHERE room = ? AND name = ?`,
    result.version,
    offset,
    atMs,
    room.room,
    known.key,
  )
  tx.erased()
  return { result, entries: [logEntry(offset, result)] }
}

function valueOf(row: Row): { readonly value?: Json } {
  const value = jsonOf(row, 'value')
  return value === undefined ? {} : { value }
}

function logEntry(o: number, { key, version, value }: StateResult): LogEntry {
  return { o, k: 'state', i: key, v: value === undefined ? { version, gone: true } : { value, version }, w: true }
}
