/**
 * One connection to Postgres through `pg`, which is loaded only here and only when somebody has a Postgres.
 *
 * Owns deadlines and what an unexpected end does. Invariant: a statement is answered or rejects within its limit, also when
 * the network swallows everything; the link is then broken and nothing is asked of it again.
 */
import { Socket } from 'node:net'
import { RoomfulError, type Clock } from '@roomful/protocol'
import type { Client } from 'pg'
import type { Row, SqlValue } from '../sql/sql.js'
import { numbered, reader, toPostgres } from './values.js'

export interface PostgresLink {
  isBroken(): boolean
  /** `text` may be several statements if there are no values; the answer is then the last one's. */
  query(text: string, values: readonly SqlValue[], limitMs: number): Promise<PostgresAnswer>
  /** At once, and without a word. */
  hangUp(): void
  /** Says goodbye, and hangs up if that takes long. */
  close(): Promise<void>
}

export interface PostgresAnswer {
  readonly rows: readonly Row[]
  readonly count: number
  /** What was done: `SELECT`, `COMMIT`, `ROLLBACK` … */
  readonly command: string
}

const GOODBYE_MS = 1_000
/** A silent end of a cable is noticed after this and a few probes, also by a link that nobody uses. */
const KEEP_ALIVE_MS = 10_000

/** The part of `pg` that is used here. */
export interface PostgresDriver {
  readonly Client: typeof Client
}

/** @throws DEPENDENCY_MISSING */
export async function loadPostgres(): Promise<PostgresDriver> {
  try {
    return (await import('pg')).default
  } catch (cause) {
    const message = 'A Postgres database needs the package "pg": npm install pg'
    throw new RoomfulError('DEPENDENCY_MISSING', { cause, message })
  }
}

/** Connects within the limit, or rejects with what Postgres or the network said. */
export async function connectPostgres(
  pg: PostgresDriver,
  { url, clock, limitMs }: { readonly url: string; readonly clock: Clock; readonly limitMs: number },
): Promise<PostgresLink> {
  // Our own, so that there is something to hang up when nobody answers.
  const socket = new Socket()
  let isBroken = false
  const client = new pg.Client({
    connectionString: url,
    stream: () => socket,
    types: { getTypeParser: reader as never },
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    fallback_application_name: 'roomful',
  })
  const breakOff = (): void => {
    isBroken = true
    socket.destroy()
  }
  // What was asked meanwhile rejects by itself.
  client.on('error', breakOff)
  client.on('end', breakOff)

  async function within<T>(limitMs: number, work: () => Promise<T>): Promise<T> {
    let isLate = false
    const cancel = clock.after(limitMs, () => {
      isLate = true
      breakOff()
    })
    try {
      return await work()
    } catch (error) {
      throw isLate ? new PostgresSilence(limitMs) : error
    } finally {
      cancel()
    }
  }

  try {
    await within(limitMs, () => client.connect())
  } catch (error) {
    breakOff()
    throw error
  }
  return {
    isBroken: () => isBroken,
    query: (text, values, limitMs) =>
      within(limitMs, async () => {
        const answer = await client.query<Record<string, SqlValue>>(numbered(text), values.map(toPostgres))
        // Several statements have several answers, which the types do not say.
        const last = (Array.isArray(answer) ? (answer.at(-1) as typeof answer) : answer) ?? { rows: [], command: '' }
        return { rows: last.rows, count: last.rowCount ?? 0, command: last.command }
      }),
    hangUp: breakOff,
    close: () => within(GOODBYE_MS, () => client.end()).catch(() => undefined),
  }
}

/** Nothing came back in time. */
export class PostgresSilence extends Error {
  constructor(limitMs: number) {
    super(`no answer within ${limitMs} ms`)
  }
}
