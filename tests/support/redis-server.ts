/**
 * A private Redis or Valkey, alone or as a whole cluster of one or several, that keeps nothing on disk.
 *
 * Without the program on the machine `redisTest` skips; `npm test` looks harder, and in CI a skip is a failure.
 */
import { Redis } from 'ioredis'
import { test } from 'vitest'
import { redisProgram } from '../../scripts/suites/redis.mjs'
import { freePort, startGuarded, type GuardedServer } from './guarded-server.js'

const program = redisProgram()

export const hasRedis = program !== undefined
export const redisTest = test.skipIf(!hasRedis)

export interface RedisServer extends GuardedServer {
  readonly url: string
  /** Asks it something as an operator would. */
  ask(command: string, ...words: (string | number | Buffer)[]): Promise<unknown>
}

type OnEnd = (stop: () => Promise<void>) => void

/** @param settings as on its command line: `['--maxclients', '10']` */
export async function startRedis(settings: readonly string[] = [], onEnd?: OnEnd): Promise<RedisServer> {
  if (program === undefined) throw new Error('There is no Redis on this machine; use redisTest.')
  const server = await startGuarded(
    {
      program,
      readyWords: 'Ready to accept connections',
      words: ({ port, folder }) => [
        ...[settings.includes('--tls-cert-file') ? '--tls-port' : '--port', String(port)],
        ...['--bind', '127.0.0.1', '--dir', folder],
        ...['--save', '', '--appendonly', 'no', ...settings],
      ],
    },
    onEnd,
  )
  const ask = async (command: string, ...words: (string | number | Buffer)[]): Promise<unknown> => {
    const redis = new Redis({ host: '127.0.0.1', port: server.port, lazyConnect: true, retryStrategy: () => null })
    redis.on('error', () => undefined)
    try {
      await redis.connect()
      return await redis.call(command, ...words)
    } finally {
      redis.disconnect()
    }
  }
  return Object.assign(server, { url: `redis://127.0.0.1:${server.port}`, ask })
}

/** Servers that make up one cluster, each with an equal share of the slots. */
export async function startRedisCluster(count: number, onEnd?: OnEnd): Promise<readonly RedisServer[]> {
  const busPorts: number[] = []
  const servers: RedisServer[] = []
  for (let index = 0; index < count; index++) {
    const busPort = await freePort()
    busPorts.push(busPort)
    const settings = ['--cluster-enabled', 'yes', '--cluster-port', String(busPort), '--cluster-node-timeout', '2000']
    servers.push(await startRedis(settings, onEnd))
  }
  const share = 16_384 / count
  for (const [index, server] of servers.entries()) {
    const [from, to] = [Math.floor(index * share), Math.floor((index + 1) * share) - 1]
    await server.ask('CLUSTER', 'ADDSLOTSRANGE', from, to)
    if (index > 0) await server.ask('CLUSTER', 'MEET', '127.0.0.1', servers[0]!.port, busPorts[0]!)
  }
  for (const server of servers) {
    // Runs into the limit of the test if it never is.
    for (let info = ''; !info.includes('cluster_state:ok') || !info.includes(`cluster_size:${count}`);) {
      info = String(await server.ask('CLUSTER', 'INFO'))
    }
  }
  return servers
}
