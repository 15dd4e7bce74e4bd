/**
 * Postgres as the store's engine wants it: transactions, snapshots, and what an error means.
 *
 * Invariants: [D1] every transaction sets `synchronous_commit` for itself and reads it back, so that neither the server's
 * configuration nor a pooler in between can weaken it. A COMMIT that Postgres answered with ROLLBACK, or not at all, rejects.
 */
import { RoomfulError, type Clock, type Random } from '@roomful/protocol'
import { PostgresSilence, connectPostgres, loadPostgres } from './link.js'
import type { PostgresAnswer, PostgresLink } from './link.js'
import { PoolRefusal, createPause, createPool } from './pool.js'
import { migrate } from '../sql/migrations.js'
import type { Row, Sql, SqlDriver, SqlFailure, SqlValue } from '../sql/sql.js'
import { createTurns } from '../sql/turns.js'

export interface PostgresParts {
  readonly url: string
  readonly clock: Clock
  readonly random: Random
  /** Transactions at the same time. */
  readonly writers: number
  /** Snapshots at the same time. */
  readonly readers: number
}

/** [W4] A client hears within a second that its words are not kept yet. */
const KNOCK_MS = 900
/** The first time there is nobody waiting, and a database just started may need its time. */
const FIRST_KNOCK_MS = 5_000
/** A room locked by somebody who does not move. Double: other rooms of the same lane wait twice as long for it. */
const LOCK_MS = 2_000
const STATEMENT_MS = 5_000
/** Postgres itself ends the statement; this is for when nobody is there any more to do so. */
const SILENCE_MS = STATEMENT_MS + 1_000
/** A node that is frozen inside a transaction holds its rooms' locks for so long. */
const IDLE_MS = 10_000
const MIGRATION_MS = 3_600_000
/** More questions at once than a busy site asks in seconds; whoever asks then had better come back. */
const MAX_WAITING = 1_000

const BEGIN = `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
  SET LOCAL lock_timeout = ${LOCK_MS}; SET LOCAL statement_timeout = ${STATEMENT_MS};
  SET LOCAL idle_in_transaction_session_timeout = ${IDLE_MS};
  SELECT current_setting('fsync') AS fsync, set_config('synchronous_commit',
    CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, true) AS commits`
const BEGIN_SNAPSHOT = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL statement_timeout = ${STATEMENT_MS}; SET LOCAL idle_in_transaction_session_timeout = ${IDLE_MS}`
/** Any number, as long as every version of this server takes the same. */
const MIGRATION_LOCK = 7_266_636_385

/** @throws DEPENDENCY_MISSING, STORE_NEWER, STORE_UNAVAILABLE */
export async function openPostgres({ url, clock, random, writers, readers }: PostgresParts): Promise<SqlDriver> {
  const pg = await loadPostgres()
  let limitMs = FIRST_KNOCK_MS
  const connect = (): Promise<PostgresLink> => connectPostgres(pg, { url, clock, limitMs })
  const pause = createPause(clock, random)
  const writing = createPool({ connect, size: writers, maxWaiting: MAX_WAITING, pause })
  const reading = createPool({ connect, size: readers, maxWaiting: MAX_WAITING, pause })
  const driver: SqlDriver = {
    dialect: 'postgres',
    transaction: (work) => writing.lend(begin, (link) => finish(link, work)),
    snapshot: (work) => twice((note) => reading.lend(beginSnapshot, (link) => finish(note(link), work))),
    explain,
    async close() {
      await Promise.all([writing.close(), reading.close()])
    },
  }
  try {
    await writing.lend(begin, (link) => prepare(link))
  } catch (error) {
    await driver.close()
    throw refusal(error)
  }
  limitMs = KNOCK_MS
  return driver
}

/** Asking changes nothing: where the connection broke meanwhile, it is asked again over another one. */
async function twice<T>(ask: (note: (link: PostgresLink) => PostgresLink) => Promise<T>): Promise<T> {
  let used: PostgresLink | undefined
  const note = (link: PostgresLink): PostgresLink => (used = link)
  try {
    return await ask(note)
  } catch (error) {
    if (used?.isBroken() !== true || error instanceof PostgresSilence) throw error
    return ask(note)
  }
}

async function begin(link: PostgresLink): Promise<void> {
  const [row] = (await link.query(BEGIN, [], KNOCK_MS)).rows
  if (row?.['fsync'] !== 'on') throw new Undurable('it runs with fsync off')
  if (row['commits'] !== 'on' && row['commits'] !== 'remote_apply') throw new Undurable('it commits without syncing')
}

async function beginSnapshot(link: PostgresLink): Promise<void> {
  await link.query(BEGIN_SNAPSHOT, [], KNOCK_MS)
}

async function finish<T>(link: PostgresLink, work: (sql: Sql) => Promise<T>, silenceMs = SILENCE_MS): Promise<T> {
  let result: T
  try {
    result = await work(sqlOver(link, silenceMs))
  } catch (error) {
    await rollBack(link)
    throw error
  }
  const { command } = await link.query('COMMIT', [], SILENCE_MS)
  // Postgres says so, and no more, when a statement of the transaction had failed.
  if (command !== 'COMMIT') throw new Error('the transaction was rolled back')
  return result
}

async function rollBack(link: PostgresLink): Promise<void> {
  if (link.isBroken()) return
  try {
    await link.query('ROLLBACK', [], KNOCK_MS)
  } catch {
    link.hangUp() // Postgres rolls back what it hears no more of.
  }
}

/** Nodes that start at the same moment migrate one after the other. */
async function prepare(link: PostgresLink): Promise<void> {
  await link.query('SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0', [], KNOCK_MS)
  await finish(
    link,
    async (sql) => {
      await sql.first('SELECT pg_advisory_xact_lock(?)', MIGRATION_LOCK)
      await migrate(sql)
    },
    MIGRATION_MS,
  )
}

function sqlOver(link: PostgresLink, limitMs: number): Sql {
  // A link has no queue of its own that could be relied on.
  const takeTurn = createTurns()
  const ask = (sql: string, values: readonly SqlValue[]): Promise<PostgresAnswer> =>
    takeTurn(() => link.query(sql, values, limitMs))
  return {
    dialect: 'postgres',
    all: async (sql, ...values): Promise<readonly Row[]> => (await ask(sql, values)).rows,
    first: async (sql, ...values) => (await ask(sql, values)).rows[0],
    run: async (sql, ...values) => (await ask(sql, values)).count,
  }
}

/** This server would lose what it has confirmed. */
class Undurable extends Error {}

/** By class (two characters) or code of https://www.postgresql.org/docs/current/errcodes-appendix.html */
const MEANINGS: ReadonlyMap<string, Partial<SqlFailure>> = new Map<string, Partial<SqlFailure>>([
  ['40001', { message: 'two nodes got into each other’s way', isPassing: true }],
  ['40P01', { message: 'two nodes got into each other’s way', isPassing: true }],
  ['53100', { code: 'STORE_FULL', message: 'its disk is full' }],
  ['53300', { message: 'it takes no more connections' }],
  ['55P03', { message: 'somebody else holds a lock for too long' }],
  ['57014', { message: 'a statement took too long' }],
  ['57P03', { message: 'it is starting or stopping' }],
  ['25006', { message: 'it only lets us read; this may be a replica' }],
  ['3D000', { message: 'there is no such database' }],
  ['3F000', { message: 'there is no schema to work in' }],
  ['42501', { message: 'this account may not do what a store has to' }],
  ['28', { message: 'it does not let this account in' }],
  ['ERR_INVALID_URL', { message: 'its address is not one' }],
  ['08', { message: 'the connection broke' }],
  ['57', { message: 'it shuts down' }],
])

function explain(error: unknown): SqlFailure {
  const code = codeOf(error)
  const meaning = MEANINGS.get(code) ?? MEANINGS.get(code.slice(0, 2)) ?? { message: sentenceOf(error) }
  return {
    code: 'STORE_UNAVAILABLE',
    isPassing: false,
    ...meaning,
    message: `Postgres cannot be used: ${meaning.message}${code === '' ? '' : ` (${code})`}.`,
  }
}

/** Postgres' own five characters, or the system's word (`ECONNREFUSED`). */
function codeOf(error: unknown): string {
  const code: unknown = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? code : ''
}

/** Only what we know to quote nobody: Postgres repeats in its sentences what it was given. */
function sentenceOf(error: unknown): string {
  if (error instanceof Undurable || error instanceof PostgresSilence || error instanceof PoolRefusal)
    return error.message
  return codeOf(error) === '' ? 'the connection broke' : 'it does not answer as it should'
}

function refusal(error: unknown): RoomfulError {
  if (error instanceof RoomfulError) return error
  const { code, message } = explain(error)
  return new RoomfulError(code, { cause: error, message })
}
