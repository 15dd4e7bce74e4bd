/**
 * SQLite as this server needs it, from whatever the machine has: `node:sqlite` (Node 22.13 and later), else `libsql`.
 *
 * Both are loaded only when a database is opened. Everything else about SQLite is in `sqlite-database.ts`.
 */
import { RoomfulError } from '@roomful/protocol'
import type { Row, SqlValue } from './sql/sql.js'

/** One open connection. All calls are synchronous and throw the package's own errors, which `sqliteErrorCode` reads. */
export interface SqliteConnection {
  /** Runs statements that return nothing. */
  exec(sql: string): void
  all(sql: string, values?: readonly SqlValue[]): readonly Row[]
  /** The first row, or undefined. */
  first(sql: string, values?: readonly SqlValue[]): Row | undefined
  /** How many rows it changed. */
  run(sql: string, values?: readonly SqlValue[]): number
  close(): void
}

/** The part of both packages' objects that is used here, and in which they agree. */
interface Statement {
  all(...values: readonly SqlValue[]): unknown
  /** `libsql` adds a `_metadata` of its own to the row. */
  get(...values: readonly SqlValue[]): unknown
  run(...values: readonly SqlValue[]): { readonly changes: number | bigint }
}

interface Database {
  exec(sql: string): unknown
  prepare(sql: string): Statement
  close(): unknown
}

type DatabaseClass = new (file: string) => Database

/** Opens connections; loaded once, so that a broken one can be replaced at once. */
export type OpenSqlite = (file: string) => SqliteConnection

/** @throws DEPENDENCY_MISSING when neither package is there. */
export async function loadSqlite(): Promise<OpenSqlite> {
  const Database = (await nodeSqlite()) ?? (await libsql())
  return (file) => connectionOf(new Database(file))
}

function connectionOf(database: Database): SqliteConnection {
  // There are as many statements as the code has texts: preparing one costs ten times what running it does.
  const statements = new Map<string, Statement>()
  const prepared = (sql: string): Statement => {
    const known = statements.get(sql)
    if (known) return known
    const statement = database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  return {
    exec: (sql) => void database.exec(sql),
    all: (sql, values = []) => prepared(sql).all(...values) as readonly Row[],
    first: (sql, values = []) => (prepared(sql).get(...values) ?? undefined) as Row | undefined,
    run: (sql, values = []) => Number(prepared(sql).run(...values).changes),
    close() {
      statements.clear()
      database.close()
    },
  }
}

/** SQLite's own number of an error, without what both packages say differently; undefined for other errors. */
export function sqliteErrorCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined
  const { rawCode, errcode } = error as { readonly rawCode?: unknown; readonly errcode?: unknown }
  const code = rawCode ?? errcode
  return typeof code === 'number' ? code : undefined
}

async function nodeSqlite(): Promise<DatabaseClass | undefined> {
  try {
    const { DatabaseSync } = await import('node:sqlite')
    return DatabaseSync as unknown as DatabaseClass
  } catch {
    return undefined
  }
}

async function libsql(): Promise<DatabaseClass> {
  try {
    const { default: Database } = await import('libsql')
    return Database as unknown as DatabaseClass
  } catch (cause) {
    throw new RoomfulError('DEPENDENCY_MISSING', {
      cause,
      message: 'SQLite needs Node 22.13 or later, or the package "libsql": npm install libsql',
    })
  }
}
