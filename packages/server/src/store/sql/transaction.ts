/**
 * What the changes of one transaction share: the connection, and the rooms they have opened.
 *
 * Invariant: between `mark` and `takeBack` nothing of a refused change stays, neither in the database (the engine's savepoint)
 * nor in the records of rooms (copied here before their first use by each change).
 */
import type { Random } from '@roomful/protocol'
import { openRoom, saveRoom } from './rooms.js'
import type { ChangeContext, RoomRecord, Row, Sql, SqlValue } from './sql.js'

export interface Transaction extends ChangeContext {
  /** Words have been deleted in it. */
  readonly hasErased: boolean
  /** A statement that may have changed something has run since the last `mark`. */
  readonly hasChanged: boolean
  /** A change begins. */
  mark(): void
  /** The change that has begun is refused: the records of rooms are as they were at its beginning. */
  takeBack(): void
  /** Writes the records of rooms that have changed. */
  saveRooms(): Promise<void>
}

interface OpenRoom {
  readonly record: RoomRecord
  /** As it is in the database. */
  readonly saved: RoomRecord
}

export function createTransaction(sql: Sql, random: Random): Transaction {
  const rooms = new Map<string, OpenRoom>()
  /** Of the rooms the present change has asked for: as they were before it. */
  const before = new Map<string, RoomRecord>()
  let hasErased = false
  let hasChanged = false

  function noting<T>(work: (text: string, ...values: readonly SqlValue[]) => Promise<T>) {
    return (text: string, ...values: readonly SqlValue[]): Promise<T> => {
      hasChanged ||= !text.startsWith('SELECT')
      return work(text, ...values)
    }
  }

  return {
    sql: {
      dialect: sql.dialect,
      all: noting<readonly Row[]>(sql.all),
      first: noting<Row | undefined>(sql.first),
      run: noting<number>(sql.run),
    },
    random,
    async room(id) {
      let open = rooms.get(id)
      if (!open) {
        // Making a room's record is no change that would have to be undone.
        const record = await openRoom(sql, id)
        open = { record, saved: { ...record } }
        rooms.set(id, open)
      }
      if (!before.has(id)) before.set(id, { ...open.record })
      return open.record
    },
    erased() {
      hasErased = true
    },
    get hasErased() {
      return hasErased
    },
    get hasChanged() {
      return hasChanged
    },
    mark() {
      before.clear()
      hasChanged = false
    },
    takeBack() {
      for (const [id, record] of before) Object.assign(rooms.get(id)?.record ?? {}, record)
    },
    async saveRooms() {
      for (const { record, saved } of rooms.values()) {
        if (!isSame(record, saved)) await saveRoom(sql, record)
      }
    },
  }
}

function isSame(a: RoomRecord, b: RoomRecord): boolean {
  return (Object.keys(a) as (keyof RoomRecord)[]).every((field) => a[field] === b[field])
}
