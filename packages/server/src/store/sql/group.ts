/**
 * A group of changes, committed together: one sync to disk for everybody who waits. [D1]
 *
 * Every change stands or falls alone. Mostly all of them stand, so a group is first run without savepoints; when one fails
 * after it has changed something, all is rolled back and the group runs again with a savepoint around each.
 */
import { RoomfulError } from '@roomful/protocol'
import type { Random } from '@roomful/protocol'
import { marks, padded } from './comments/comment-rows.js'
import { textOf } from './row.js'
import type { ChangeContext, Sql, SqlDriver } from './sql.js'
import { createTransaction } from './transaction.js'
import type { Transaction } from './transaction.js'

/** One thing to be done inside a transaction. May run more than once, of which only the last counts. */
export interface Job {
  /** Its room; '' for none. */
  readonly room: string
  /** Who may have to be made known by it. */
  readonly author?: string | undefined
  run(tx: ChangeContext): Promise<unknown>
}

/** What became of a job. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown }

export interface GroupResult {
  readonly outcomes: readonly Outcome[]
  readonly hasErased: boolean
}

export interface GroupParts {
  readonly driver: SqlDriver
  readonly random: Random
  /** Everything has been done and nothing is committed; rejects to roll back. */
  readonly applied: (() => Promise<void>) | undefined
}

/** Thrown to leave a transaction that has to run again with savepoints. */
class SpoiltGroup extends Error {}

/** Runs the jobs in order and commits. Rejects with the driver's error when nothing is committed. */
export async function runGroup(parts: GroupParts, jobs: readonly Job[]): Promise<GroupResult> {
  try {
    return await attempt(parts, jobs, runPlain)
  } catch (error) {
    if (!(error instanceof SpoiltGroup)) throw error
    return attempt(parts, jobs, runGuarded)
  }
}

type RunJob = (parts: GroupParts, tx: Transaction, job: Job) => Promise<Outcome>

function attempt(parts: GroupParts, jobs: readonly Job[], runJob: RunJob): Promise<GroupResult> {
  const { driver, random, applied } = parts
  return driver.transaction(async (sql) => {
    const tx = createTransaction(sql, random)
    if (sql.dialect === 'postgres') {
      await lockRooms(tx, jobs)
      await lockNewcomers(sql, jobs)
    }
    const outcomes: Outcome[] = []
    for (const job of jobs) {
      tx.mark()
      outcomes.push(await runJob(parts, tx, job))
    }
    await tx.saveRooms()
    await applied?.()
    return { outcomes, hasErased: tx.hasErased }
  })
}

/** Always in the same order, so that two nodes with the same rooms never wait for each other. */
async function lockRooms(tx: Transaction, jobs: readonly Job[]): Promise<void> {
  const rooms = new Set(jobs.map(({ room }) => room))
  rooms.delete('')
  for (const room of [...rooms].sort()) await tx.room(room)
}

/** The same for people nobody knows yet, who may be made known in several rooms at once. They have no rows to lock. */
async function lockNewcomers(sql: Sql, jobs: readonly Job[]): Promise<void> {
  const people = [...new Set(jobs.flatMap(({ author }) => author ?? []))]
  // Who waits for nobody else cannot be waited for in a circle.
  if (people.length < 2) return
  const rows = await sql.all(`SELECT id FROM roomful_people WHERE id IN (${marks(people)})`, ...padded(people))
  const known = new Set(rows.map((row) => textOf(row, 'id')))
  const newcomers = people.filter((id) => !known.has(id)).sort()
  for (const id of newcomers) await sql.first('SELECT pg_advisory_xact_lock(hashtextextended(?, 0))', id)
}

async function runPlain({ driver }: GroupParts, tx: Transaction, job: Job): Promise<Outcome> {
  try {
    return { value: await job.run(tx) }
  } catch (error) {
    // Running it again would not make space.
    if (!(error instanceof RoomfulError) && driver.explain(error).code === 'STORE_FULL') throw error
    // A refusal before the first change leaves nothing behind. Anything else may have left the transaction unusable.
    if (!(error instanceof RoomfulError) || tx.hasChanged) throw new SpoiltGroup()
    tx.takeBack()
    return { error }
  }
}

async function runGuarded({ driver }: GroupParts, tx: Transaction, job: Job): Promise<Outcome> {
  await tx.sql.run('SAVEPOINT job')
  try {
    const value = await job.run(tx)
    await tx.sql.run('RELEASE SAVEPOINT job')
    return { value }
  } catch (error) {
    await undo(tx, error)
    return { error: failureOf(driver, error) }
  }
}

/** Where the database has given up the whole transaction there is no savepoint any more: then the group has failed. */
async function undo(tx: Transaction, cause: unknown): Promise<void> {
  try {
    await tx.sql.run('ROLLBACK TO SAVEPOINT job')
    await tx.sql.run('RELEASE SAVEPOINT job')
  } catch {
    throw cause
  }
  tx.takeBack()
}

/** What those who wait are told of an error of the driver. */
export function failureOf(driver: SqlDriver, error: unknown): RoomfulError {
  if (error instanceof RoomfulError) return error
  const { code, message } = driver.explain(error)
  return new RoomfulError(code, { cause: error, message })
}
