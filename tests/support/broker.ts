/** What tests of several nodes need: a Redis of their own to kill, which comes back empty, and Postgres. */
import { test } from 'vitest'
import { postgresFolder } from '../../scripts/suites/postgres.mjs'
import { hasRedis, startRedis } from './redis-server.js'

/** What needs several nodes needs both. */
export const hasServices = hasRedis && postgresFolder() !== undefined
export const clusterTest = test.skipIf(!hasServices)

export interface Broker {
  readonly url: string
  readonly port: number
  /** It is gone, and with it everything it knew. */
  kill(): Promise<void>
  /** It is back, on the same port, empty. */
  restart(): Promise<void>
}

/** Ends with the test. */
export async function startBroker(): Promise<Broker> {
  const server = await startRedis()
  return { url: server.url, port: server.port, kill: () => server.kill('SIGKILL'), restart: () => server.restart() }
}
