/**
 * One SQLite database as the engine's driver: a connection that writes, one that reads what is committed beside it.
 *
 * Invariant [D1]: WAL with `synchronous=FULL`, set after the switch to WAL (which may lower it) and read back; a database that
 * cannot promise it is not opened. A connection that met an error of the disk is not trusted any more: it is opened anew.
 */
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { RoomfulError } from '@roomful/protocol'
import type { Sql, SqlDriver, SqlFailure } from './sql/sql.js'
import { createTurns } from './sql/turns.js'
import { loadSqlite, sqliteErrorCode } from './sqlite-driver.js'
import type { OpenSqlite, SqliteConnection } from './sqlite-driver.js'
import { isWalDamaged } from './sqlite-wal.js'

const SYNCHRONOUS_FULL = 2
/** Two processes on one file wait for each other's commits, and at the start for the other's migration. */
const BUSY_TIMEOUT_MS = 5_000
/** 16 MiB of the file in memory for each connection: the pages of an index that everybody reads. */
const CACHE_KIB = 16_384

/** SQLite's numbers of errors, see https://www.sqlite.org/rescode.html */
const IOERR = 10
const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
const NOTADB = 26
/** A full disk, met while the shared memory of the write-ahead log was to grow. */
const IOERR_SHMSIZE = 4_874

/** @throws STORE_UNAVAILABLE (the file cannot be used, or is damaged), DEPENDENCY_MISSING */
export async function openSqliteDatabase(file: string): Promise<SqlDriver> {
  const open = await loadSqlite()
  const writer = createHandle(() => openWriter(open, file))
  const reader = createHandle(() => openReader(open, file))
  try {
    checkLog(file)
    checkWhole(writer.get(), file)
  } catch (error) {
    writer.drop()
    throw unusable(error, file)
  }
  return {
    ...driverOver(writer, reader),
    close() {
      // SQLite does this by itself when the last connection closes, but libsql keeps them until its garbage is collected.
      attempt(() => writer.get().first('PRAGMA wal_checkpoint(TRUNCATE)'))
      reader.drop()
      writer.drop()
      return Promise.resolve()
    },
  }
}

/** A database that is gone with its last reference. There is one connection: readers wait for the present transaction. */
export async function openMemoryDatabase(): Promise<SqlDriver> {
  const open = await loadSqlite()
  const connection = open(':memory:')
  connection.exec('PRAGMA secure_delete = ON')
  const handle: Handle = { get: () => connection, drop() {} }
  const driver = driverOver(handle, handle)
  return {
    ...driver,
    snapshot: (work) => driver.transaction(work),
    // Whoever opened it may open another store over it: that is how a restart is played.
    close: () => Promise.resolve(),
  }
}

/** A connection that is opened when it is needed, and again after it was dropped. */
interface Handle {
  get(): SqliteConnection
  drop(): void
}

function createHandle(open: () => SqliteConnection): Handle {
  let connection: SqliteConnection | undefined
  return {
    get: () => (connection ??= open()),
    drop() {
      const dropped = connection
      connection = undefined
      attempt(() => dropped?.close())
    },
  }
}

function driverOver(writer: Handle, reader: Handle): Omit<SqlDriver, 'close'> {
  const [writing, reading] = [createTurns(), createTurns()]
  let hasToWipe = false
  return {
    dialect: 'sqlite',
    transaction: (work) => writing(() => within(writer, 'BEGIN IMMEDIATE', work)),
    snapshot: (work) => reading(() => within(reader, 'BEGIN', work)),
    explain,
    rest: (hasErased) =>
      writing(() => {
        hasToWipe ||= hasErased
        if (!hasToWipe) return Promise.resolve()
        // Erased words are overwritten in the file by `secure_delete`; this empties the log of changes, which still has them.
        const row = writer.get().first('PRAGMA wal_checkpoint(TRUNCATE)')
        hasToWipe = row?.['busy'] === 1
        return Promise.resolve()
      }),
  }
}

async function within<T>(handle: Handle, begin: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  try {
    const connection = handle.get()
    connection.exec(begin)
    try {
      const result = await work(sqlOver(connection))
      connection.exec('COMMIT')
      return result
    } catch (error) {
      // After some errors SQLite has rolled back by itself.
      attempt(() => connection.exec('ROLLBACK'))
      throw error
    }
  } catch (error) {
    if (isBroken(error)) handle.drop()
    throw error
  }
}

/** Methods are async so that what SQLite throws arrives as a rejection. */
function sqlOver(connection: SqliteConnection): Sql {
  return {
    dialect: 'sqlite',
    // eslint-disable-next-line typescript/require-await -- reason: see above
    all: async (text, ...values) => connection.all(text, values),
    // eslint-disable-next-line typescript/require-await -- reason: see above
    first: async (text, ...values) => connection.first(text, values),
    // eslint-disable-next-line typescript/require-await -- reason: see above
    run: async (text, ...values) => connection.run(text, values),
  }
}

function openWriter(open: OpenSqlite, file: string): SqliteConnection {
  // Made before SQLite does it, so that nobody else on the machine can read what is inside.
  closeSync(openSync(file, 'a', 0o600))
  return prepared(open(file), (connection) => {
    assertDurable(connection)
    // Deleted words are overwritten with zeros. [T4]
    connection.exec('PRAGMA secure_delete = ON')
  })
}

function openReader(open: OpenSqlite, file: string): SqliteConnection {
  return prepared(open(file), (connection) => connection.exec('PRAGMA query_only = ON'))
}

function prepared(connection: SqliteConnection, prepare: (connection: SqliteConnection) => void): SqliteConnection {
  try {
    connection.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
    connection.exec(`PRAGMA cache_size = -${CACHE_KIB}`)
    prepare(connection)
    return connection
  } catch (error) {
    attempt(() => connection.close())
    throw error
  }
}

function assertDurable(connection: SqliteConnection): void {
  const journal = connection.first('PRAGMA journal_mode = WAL')?.['journal_mode']
  connection.exec('PRAGMA synchronous = FULL')
  const synchronous = connection.first('PRAGMA synchronous')?.['synchronous']
  if (journal !== 'wal' || synchronous !== SYNCHRONOUS_FULL) {
    throw new RoomfulError('STORE_UNAVAILABLE', {
      message: 'This file system cannot keep a SQLite database safely (no write-ahead log); use a local disk.',
    })
  }
}

/**
 * [F27] A damaged file is refused as a whole: what can be read of it may be wrong. The full check, which compares tables with
 * their indexes: of 300 changed bits the quick one overlooked 80. It takes 0.2 s for 100,000 comments.
 */
function checkWhole(connection: SqliteConnection, file: string): void {
  const row = connection.first('PRAGMA integrity_check(1)')
  if (row?.['integrity_check'] !== 'ok') throw damaged(file)
}

/** [F27] Before SQLite looks at it: it would drop what it cannot use. */
function checkLog(file: string): void {
  const log = `${file}-wal`
  // Twice: another process may be writing it, and then the first look may have met it halfway.
  const isWrong = (): boolean => existsSync(log) && isWalDamaged(readFileSync(log))
  if (isWrong() && isWrong()) throw damaged(file)
}

function damaged(file: string): RoomfulError {
  return new RoomfulError('STORE_UNAVAILABLE', {
    message: `The database file ${JSON.stringify(file)} is damaged. Restore a backup, then run: roomful renew`,
  })
}

function unusable(error: unknown, file: string): RoomfulError {
  if (error instanceof RoomfulError) return error
  const code = baseCode(error)
  if (code === CORRUPT) return damaged(file)
  const why = error instanceof Error ? error.message : 'unknown'
  return new RoomfulError(code === FULL ? 'STORE_FULL' : 'STORE_UNAVAILABLE', {
    cause: error,
    message: `The database file ${JSON.stringify(file)} cannot be used: ${why}.`,
  })
}

function explain(error: unknown): SqlFailure {
  const isFull = baseCode(error) === FULL || sqliteErrorCode(error) === IOERR_SHMSIZE
  const why = error instanceof Error ? error.message : 'unknown'
  return {
    code: isFull ? 'STORE_FULL' : 'STORE_UNAVAILABLE',
    message: isFull ? 'The disk with the database is full.' : `The database cannot be used: ${why}.`,
    isPassing: false,
  }
}

function isBroken(error: unknown): boolean {
  return [IOERR, CORRUPT, CANTOPEN, NOTADB].includes(baseCode(error) ?? 0)
}

function baseCode(error: unknown): number | undefined {
  const code = sqliteErrorCode(error)
  return code === undefined ? undefined : code & 0xff
}

function attempt(work: () => unknown): void {
  try {
    work()
  } catch {
    // reason: only called where something worse has happened already, or where the next opening does it again.
  }
}
