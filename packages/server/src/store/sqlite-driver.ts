/**
 * SQLite as this server needs it, from whatever the machine has: `node:sqlite` (Node 22.13 and later), else `libsql`.
 *
 * Both are loaded only when a database is opened. Everything else about SQLite is in `sqlite.ts`.
 */
import { RoomfulError } from '@roomful/protocol'

/** A row as both drivers give it; `libsql` adds a `_metadata` of its own. */
export type Row = Readonly<Record<string, unknown>>

/** One open database. All calls are synchronous and throw the driver's own errors. */
export interface SqliteDatabase {
  /** Runs statements that return nothing. */
  exec(sql: string): void
  /** The first row, or undefined. */
  first(sql: string, ...values: readonly string[]): Row | undefined
  close(): void
}

/** The part of both drivers' objects that is used here; their `prepare` and `get` agree. */
interface Driver {
  exec(sql: string): unknown
  prepare(sql: string): { get(...values: readonly string[]): unknown }
  close(): unknown
}

type DriverClass = new (file: string) => Driver

/** @throws DEPENDENCY_MISSING when neither driver is there, and the driver's error when the file cannot be opened. */
export async function openSqlite(file: string): Promise<SqliteDatabase> {
  const Database = (await nodeSqlite()) ?? (await libsql())
  const database = new Database(file)
  return {
    exec: (sql) => void database.exec(sql),
    first: (sql, ...values) => (database.prepare(sql).get(...values) ?? undefined) as Row | undefined,
    close: () => void database.close(),
  }
}

async function nodeSqlite(): Promise<DriverClass | undefined> {
  try {
    const { DatabaseSync } = await import('node:sqlite')
    return DatabaseSync as unknown as DriverClass
  } catch {
    return undefined
  }
}

async function libsql(): Promise<DriverClass> {
  try {
    const { default: Database } = await import('libsql')
    return Database as unknown as DriverClass
  } catch (cause) {
    throw new RoomfulError('DEPENDENCY_MISSING', {
      cause,
      message: 'SQLite needs Node 22.13 or later, or the package "libsql": npm install libsql',
    })
  }
}
