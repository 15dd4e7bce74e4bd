/**
 * One Postgres server for a whole run of tests, started when the first test asks for it. Vitest's `globalSetup`.
 *
 * Tests run in processes of their own; they ask over a local socket, whose port `provide` hands them. See `postgres.ts`.
 */
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { postgresFolder } from '../../scripts/suites/postgres.mjs'
import { startPostgres, type PostgresServer } from './postgres-server.js'

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgresHost: number
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<PostgresServer> | undefined
  const host = createServer((asker) => {
    asker.on('error', () => undefined)
    const programs = postgresFolder()
    if (programs === undefined) return asker.end()
    server ??= startPostgres(programs)
    server.then(
      ({ url }) => asker.end(JSON.stringify({ url })),
      (error: unknown) => asker.end(JSON.stringify({ error: String(error) })),
    )
  }).listen(0, '127.0.0.1')
  await once(host, 'listening')
  project.provide('postgresHost', (host.address() as AddressInfo).port)
  return async () => {
    host.close()
    await (await server)?.stop()
  }
}
