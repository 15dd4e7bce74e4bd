/**
 * A real Postgres for tests: the one all tests of a run share, or one of a test's own that may be killed.
 *
 * Without Postgres on the machine `postgresTest` skips; `npm test` looks harder, and in CI a skip is a failure.
 */
import { once } from 'node:events'
import { connect } from 'node:net'
import { Client } from 'pg'
import { inject, onTestFinished, test } from 'vitest'
import { postgresFolder } from '../../scripts/suites/postgres.mjs'
import { startPostgres, type PostgresServer } from './postgres-server.js'

const programs = postgresFolder()

export const postgresTest = test.skipIf(programs === undefined)

/** A schema of its own in the shared server, empty. */
export interface PostgresPlace {
  /** Whoever connects with this sees only the schema. */
  readonly url: string
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Takes every row out of its tables but those that say which version they are: quicker than making them again. */
  empty(): Promise<void>
  remove(): Promise<void>
}

const EMPTY = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE '%_migrations'
  LOOP EXECUTE format('DELETE FROM %I', name); END LOOP; END $$`

let places = 0

export async function postgresPlace(server?: PostgresServer): Promise<PostgresPlace> {
  const url = server?.url ?? (await sharedUrl())
  const schema = `place_${process.pid}_${++places}`
  await runOnce(url, `CREATE SCHEMA ${schema}`)
  const own = `${url}?options=${encodeURIComponent(`-c search_path=${schema}`)}`
  return {
    url: own,
    query: (sql) => runOnce(own, sql),
    empty: async () => void (await runOnce(own, EMPTY)),
    remove: async () => void (await runOnce(url, `SET client_min_messages = error; DROP SCHEMA ${schema} CASCADE`)),
  }
}

/** A server that only this test uses; it ends with the test. */
export async function ownPostgres(settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
  if (programs === undefined) throw new Error('There is no Postgres on this machine; use postgresTest.')
  const server = await startPostgres(programs, settings)
  onTestFinished(() => server.stop())
  return server
}

let shared: Promise<string> | undefined

function sharedUrl(): Promise<string> {
  return (shared ??= askHost())
}

async function askHost(): Promise<string> {
  const asker = connect(inject('postgresHost'), '127.0.0.1')
  let answer = ''
  asker.on('data', (data: Buffer) => (answer += data.toString()))
  await once(asker, 'close')
  const { url, error } = JSON.parse(answer || '{}') as { url?: string; error?: string }
  if (url === undefined) throw new Error(error ?? 'There is no Postgres on this machine; use postgresTest.')
  return url
}

async function runOnce(url: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql)
    return rows
  } finally {
    await client.end()
  }
}
