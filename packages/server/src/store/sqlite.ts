/**
 * A store in one SQLite file: the embedded default for a server that should remember.
 *
 * Invariant [D1]: WAL with `synchronous=FULL`, set after the switch to WAL (which may lower it) and read back; a database
 * that cannot promise it is not opened. Migrations only ever grow, and a file of a newer version is left alone.
 * Synchronous calls on the main thread: today the store is asked a few times at start and never in traffic.
 */
import { closeSync, openSync } from 'node:fs'
import { RoomfulError } from '@roomful/protocol'
import { openSqlite } from './sqlite-driver.js'
import type { SqliteDatabase } from './sqlite-driver.js'
import type { Store } from './store.js'

/** Each entry takes a database from version `index` to `index + 1`. Entries are added, never changed. */
const MIGRATIONS: readonly string[] = [
  'CREATE TABLE roomful_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT',
]
const SYNCHRONOUS_FULL = 2
/** Two processes that start at the same moment wait for each other's migration. */
const BUSY_TIMEOUT_MS = 5_000

/**
 * Opens (or makes) the file.
 *
 * @throws STORE_UNAVAILABLE (retry may help), STORE_NEWER, DEPENDENCY_MISSING.
 */
export async function sqliteStore(file: string): Promise<Store> {
  const database = await open(file)
  let isClosed = false
  return {
    setting: (name, make) =>
      attempt(() => {
        if (isClosed) throw new Error('closed')
        return setting(database, name, make)
      }),
    async close() {
      if (isClosed) return
      isClosed = true
      // SQLite does this by itself when the last handle closes, but libsql keeps handles until its garbage is collected.
      await attempt(() => database.first('PRAGMA wal_checkpoint(TRUNCATE)'))
      await attempt(() => database.close())
    },
  }
}

async function open(file: string): Promise<SqliteDatabase> {
  let database: SqliteDatabase | undefined
  try {
    // Made before SQLite does it, so that nobody else on the machine can read the secret inside.
    closeSync(openSync(file, 'a', 0o600))
    database = await openSqlite(file)
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
    assertDurable(database)
    migrate(database)
    return database
  } catch (error) {
    database?.close()
    throw unavailable(error, file)
  }
}

function assertDurable(database: SqliteDatabase): void {
  const journal = database.first('PRAGMA journal_mode = WAL')?.['journal_mode']
  database.exec('PRAGMA synchronous = FULL')
  const synchronous = Number(database.first('PRAGMA synchronous')?.['synchronous'])
  if (journal !== 'wal' || synchronous !== SYNCHRONOUS_FULL) {
    throw new RoomfulError('STORE_UNAVAILABLE', {
      message: 'This file system cannot keep a SQLite database safely (no write-ahead log); use a local disk.',
    })
  }
}

function migrate(database: SqliteDatabase): void {
  inTransaction(database, () => {
    database.exec('CREATE TABLE IF NOT EXISTS roomful_migrations (version INTEGER PRIMARY KEY) STRICT')
    const row = database.first('SELECT coalesce(max(version), 0) AS version FROM roomful_migrations')
    const version = Number(row?.['version'])
    if (version > MIGRATIONS.length) throw new RoomfulError('STORE_NEWER')
    MIGRATIONS.slice(version).forEach((sql, index) => {
      database.exec(sql)
      database.exec(`INSERT INTO roomful_migrations (version) VALUES (${version + index + 1})`)
    })
  })
}

function setting(database: SqliteDatabase, name: string, make: () => string): string {
  const select = 'SELECT value FROM roomful_settings WHERE name = ?'
  const known = database.first(select, name)
  if (known) return String(known['value'])
  // RETURNING gives a row only to the one who was first.
  const insert = 'INSERT INTO roomful_settings (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING value'
  const row = database.first(insert, name, make()) ?? database.first(select, name)
  if (!row) throw new Error('setting vanished')
  return String(row['value'])
}

function inTransaction(database: SqliteDatabase, work: () => void): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    work()
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

async function attempt<T>(work: () => T): Promise<T> {
  try {
    return await Promise.resolve(work())
  } catch (error) {
    throw unavailable(error)
  }
}

function unavailable(error: unknown, file?: string): RoomfulError {
  if (error instanceof RoomfulError) return error
  const where = file === undefined ? 'The database' : `The database file ${JSON.stringify(file)}`
  const why = error instanceof Error ? error.message : 'unknown'
  return new RoomfulError('STORE_UNAVAILABLE', { cause: error, message: `${where} cannot be used: ${why}.` })
}
