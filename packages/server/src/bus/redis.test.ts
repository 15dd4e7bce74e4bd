import { readFile } from 'node:fs/promises'
import type { RoomfulError } from '@roomful/protocol'
import { beforeAll, expect, onTestFinished } from 'vitest'
import { LOCALHOST_TLS } from '../../../../tests/support/localhost-tls.js'
import { apart } from '../../../../tests/support/apart.js'
import {
  hasRedis,
  redisTest,
  startRedis,
  startRedisCluster,
  type RedisServer,
} from '../../../../tests/support/redis-server.js'
import { until } from '../../../../tests/support/until.js'
import { startWay, type Way } from '../../../../tests/support/way.js'
import { systemClock } from '../platform/clock.js'
import type { LogFields } from '../platform/log.js'
import type { Bus } from './bus.js'
import { busContract, type BusHarness } from './contract.js'
import { redisBus } from './redis.js'
import { sealedBus } from './sealed.js'

const ends: (() => Promise<void>)[] = []
const keep = (stop: () => Promise<void>): void => void ends.push(stop)
let alone: RedisServer
let cluster: readonly RedisServer[] = []

beforeAll(async (): Promise<() => Promise<void>> => {
  if (!hasRedis) return async () => undefined
  alone = await startRedis([], keep)
  cluster = await startRedisCluster(3, keep)
  return async () => void (await Promise.all(ends.map((end) => end())))
})

/** Every node has a way of its own to each of the servers. */
function harness(servers: () => readonly RedisServer[], breakWay: (way: Way) => void): BusHarness {
  return {
    async nodes(count) {
      const made = await Promise.all(
        Array.from({ length: count }, async () => {
          const ways = new Map<number, Way>()
          for (const { port } of servers()) ways.set(port, await startWay(port))
          const reach = (server: { host: string; port: number }): { host: string; port: number } => ({
            host: '127.0.0.1',
            port: ways.get(server.port)!.port,
          })
          const [first] = ways.values()
          return { ways: [...ways.values()], bus: await redisBus(`redis://127.0.0.1:${first!.port}`, { reach }) }
        }),
      )
      const waysOf = (node: Bus): readonly Way[] => made.find(({ bus }) => bus === node)!.ways
      return {
        nodes: made.map(({ bus }) => bus),
        cut: async (node) => waysOf(node).forEach(breakWay),
        heal: async (node) => waysOf(node).forEach((way) => way.heal()),
        async close() {
          await Promise.all(made.map(({ bus }) => bus.close()))
          await Promise.all(made.flatMap(({ ways }) => ways.map((way) => way.close())))
        },
      }
    },
  }
}

const kinds: Readonly<Record<string, BusHarness>> = {
  Redis: harness(
    () => [alone],
    (way) => way.cut(),
  ),
  'Redis cluster': harness(
    () => cluster,
    (way) => way.cut(),
  ),
}
for (const [kind, each] of Object.entries(kinds)) {
  for (const { title, run } of busContract(each)) redisTest(`${title} (${kind})`, run)
}

// Each takes the seconds until silence is noticed, so all at once; sealed, so that they do not hear each other.
const halfOpen = apart(
  harness(
    () => [alone],
    (way) => way.swallow(),
  ),
)
for (const { title, run } of busContract(halfOpen)) redisTest.concurrent(`${title} (Redis, half-open)`, run)

type Line = readonly [event: string, fields: LogFields | undefined]

async function node(url: string): Promise<{ bus: Bus; lines: Line[]; gaps: () => number; heard: string[] }> {
  const lines: Line[] = []
  const bus = await redisBus(url, { log: (_, event, fields) => void lines.push([event, fields]) })
  onTestFinished(() => bus.close())
  let gaps = 0
  bus.onGap(() => gaps++)
  const heard: string[] = []
  await bus.subscribe('a', (frame) => void heard.push(Buffer.from(frame).toString()))
  return { bus, lines, gaps: () => gaps, heard }
}

redisTest(
  '[D3] a server that is killed and comes back empty: nobody waits, both hear of the gap and then each other',
  async () => {
    const server = await startRedis()
    const [one, other] = [await node(server.url), await node(server.url)]
    await server.kill('SIGKILL')
    await until(() => !one.bus.isUp() && !other.bus.isUp(), 'both notice')
    await expect(one.bus.publish('a', Buffer.from('lost'))).rejects.toMatchObject({ code: 'BUS_UNAVAILABLE' })
    // Long enough for pauses to have grown.
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    await server.restart()
    await until(() => one.gaps() === 1 && other.gaps() === 1, 'both have been told', 4_000)
    await one.bus.publish('a', Buffer.from('found'))
    await until(() => other.heard.length > 0, 'the other hears')
    expect(other.heard).toEqual(['found'])
    expect(one.lines.map(([event]) => event)).toEqual(expect.arrayContaining(['bus-away', 'bus-back']))
    // One line for each kind of trouble, not for each attempt.
    expect(one.lines.length).toBeLessThanOrEqual(4)
  },
)

redisTest('[D3] a server that stands still: publishers hear within a second, and it shows within five', async () => {
  const server = await startRedis()
  const one = await node(server.url)
  await server.freeze()
  const startMs = systemClock.monotonic()
  await expect(one.bus.publish('a', Buffer.from('lost'))).rejects.toMatchObject({ code: 'BUS_UNAVAILABLE' })
  expect(systemClock.monotonic() - startMs).toBeLessThan(1_300)
  await until(() => !one.bus.isUp(), 'it notices', 5_000)
  server.thaw()
  await until(() => one.gaps() === 1, 'it is told')
})

for (const type of ['pubsub', 'normal']) {
  redisTest(`an operator who ends the ${type} connections costs a gap that is told`, async () => {
    const server = await startRedis()
    const [one, other] = [await node(server.url), await node(server.url)]
    expect(await server.ask('CLIENT', 'KILL', 'TYPE', type)).toBe(2)
    await until(() => one.gaps() === 1 && other.gaps() === 1, 'both have been told')
    await other.bus.publish('a', Buffer.from('again'))
    await until(() => one.heard.length > 0, 'it hears again')
    expect(one.heard).toEqual(['again'])
  })
}

redisTest(
  'a cluster that moves a topic to another of its servers costs a gap, and the topic is heard again',
  async () => {
    const servers = await startRedisCluster(2)
    const [one, other] = [await node(servers[0]!.url), await node(servers[1]!.url)]
    const slot = Number(await servers[0]!.ask('CLUSTER', 'KEYSLOT', 'a'))
    const ids = await Promise.all(servers.map(async (server) => String(await server.ask('CLUSTER', 'MYID'))))
    const [to, from] = slot < 8_192 ? [1, 0] : [0, 1]
    await servers[to]!.ask('CLUSTER', 'SETSLOT', slot, 'NODE', ids[to]!)
    await servers[from]!.ask('CLUSTER', 'SETSLOT', slot, 'NODE', ids[to]!)
    await until(() => one.gaps() > 0 && other.gaps() > 0 && one.bus.isUp() && other.bus.isUp(), 'both have been told')
    await one.bus.publish('a', Buffer.from('moved'))
    await until(() => other.heard.length > 0, 'the other hears')
    expect(other.heard).toEqual(['moved'])
  },
)

redisTest('in a cluster a topic stays with one of its servers', async () => {
  const one = await node(cluster[0]!.url)
  for (let index = 0; index < 30; index++) await one.bus.subscribe(`room:${index}`, () => undefined)
  const shards = await Promise.all(
    cluster.map(async (server) => ((await server.ask('PUBSUB', 'SHARDCHANNELS')) as readonly string[]).length),
  )
  expect(shards.reduce((sum, each) => sum + each, 0)).toBe(31)
  expect(Math.min(...shards)).toBeGreaterThan(0)
  expect(await cluster[0]!.ask('PUBSUB', 'CHANNELS')).toEqual([])
})

redisTest('what one turn publishes travels together', async () => {
  const server = await startRedis()
  const one = await node(server.url)
  const other = await node(server.url)
  const readsBefore = await eventReads(server)
  await Promise.all(Array.from({ length: 200 }, (_, index) => one.bus.publish('a', Buffer.from(String(index)))))
  await until(() => other.heard.length === 200, 'all are heard')
  expect((await eventReads(server)) - readsBefore).toBeLessThan(30)
})

async function eventReads(server: RedisServer): Promise<number> {
  return Number(/total_reads_processed:(\d+)/.exec(String(await server.ask('INFO', 'stats')))?.[1])
}

redisTest('five thousand topics are heard again after an interruption', async () => {
  const server = await startRedis()
  const one = await node(server.url)
  const topics = Array.from({ length: 5_000 }, (_, index) => `room:${index}`)
  await Promise.all(topics.map((topic) => one.bus.subscribe(topic, () => undefined)))
  await server.ask('CLIENT', 'KILL', 'TYPE', 'pubsub')
  await until(() => one.gaps() === 1, 'it has been told')
  expect(await server.ask('PUBSUB', 'CHANNELS')).toHaveLength(5_001)
})

redisTest('[S12] foreign frames on our topics are dropped with one line, and nothing else changes', async () => {
  const server = await startRedis()
  const lines: Line[] = []
  const parts = {
    clock: systemClock,
    log: (_: unknown, event: string, fields?: LogFields) => void lines.push([event, fields]),
  }
  const raw = await node(server.url)
  const site = { ...parts, site: 'one site' }
  const sealed = sealedBus(raw.bus, { ...site, secret: 'a'.repeat(32) })
  const heard: string[] = []
  await sealed.subscribe('room:/a', (frame) => void heard.push(Buffer.from(frame).toString()))
  const channels = (await server.ask('PUBSUB', 'CHANNELS', 'roomful:*')) as readonly string[]
  for (const junk of ['', 'x', 'x'.repeat(8), '{"json":true}', 'x'.repeat(100)]) {
    for (const channel of channels) await server.ask('PUBLISH', channel, junk)
  }
  const others = await node(server.url)
  await sealedBus(others.bus, { ...site, secret: 'b'.repeat(32) }).publish('room:/a', Buffer.from('other key'))
  await sealedBus(others.bus, { ...site, secret: 'a'.repeat(32) }).publish('room:/a', Buffer.from('ours'))
  await until(() => heard.length > 0, 'ours is heard')
  expect(heard).toEqual(['ours'])
  expect(lines.map(([event, fields]) => [event, fields?.['topic'], fields?.['reason']])).toEqual([
    ['bus-frame-refused', 'room', 'foreign'],
    ['bus-frame-refused', 'room', 'version'],
    ['bus-frame-refused', 'room', 'key'],
  ])
  expect(raw.gaps()).toBe(0)
})

const ACCOUNT = '-@all +hello +auth +ping +publish +subscribe +unsubscribe +spublish +ssubscribe +sunsubscribe'.split(
  ' ',
)

redisTest('an account that may do no more than the documentation says is enough', async () => {
  const server = await startRedis()
  await server.ask('ACL', 'SETUSER', 'live', 'on', '>pass word', 'resetchannels', '&roomful:*', ...ACCOUNT)
  const bus = await redisBus(`redis://live:pass%20word@127.0.0.1:${server.port}`)
  onTestFinished(() => bus.close())
  const heard: number[] = []
  const other = await redisBus(server.url)
  onTestFinished(() => other.close())
  await bus.subscribe('roomful:a', ({ length }) => void heard.push(length))
  await other.publish('roomful:a', Buffer.from('hello'))
  await until(() => heard.length > 0, 'it hears')
  await bus.publish('roomful:a', Buffer.from('hello'))
  // Another site's topic is none of its business: refused by name, and the rest goes on.
  await expect(bus.publish('a', Buffer.from('hello'))).rejects.toThrow(/NOPERM/)
  await expect(bus.subscribe('a', () => undefined)).rejects.toThrow(/NOPERM/)
  expect(bus.isUp()).toBe(true)
  await bus.publish('roomful:a', Buffer.from('hello'))
})

redisTest('what waiting does not cure is told at the start, with its word and without the password', async () => {
  const server = await startRedis(['--requirepass', 'secret'])
  const start = (url: string): Promise<RoomfulError> =>
    redisBus(url).then(
      () => expect.unreachable('it started'),
      (error: unknown) => error as RoomfulError,
    )
  const none = await start(server.url)
  expect(none).toMatchObject({ code: 'BUS_UNAVAILABLE', message: expect.stringContaining('NOAUTH') })
  const wrong = await start(`redis://:not-it@127.0.0.1:${server.port}`)
  expect(wrong.message).toContain('WRONGPASS')
  expect(wrong.message).not.toContain('not-it')
  await server.kill('SIGKILL')
  expect((await start(server.url)).message).toContain('ECONNREFUSED')
  expect(await start('nats://127.0.0.1:1')).toMatchObject({ code: 'OPTION_INVALID', at: 'bus' })
})

redisTest('the next address is taken when one is away', async () => {
  const [first, second] = [await startRedis(), await startRedis()]
  const one = await node(`${first.url},${second.url}`)
  await first.kill('SIGKILL')
  await until(() => one.gaps() === 1, 'it has found the other')
  expect(one.bus.isUp()).toBe(true)
})

redisTest('over TLS, and only with a server whose certificate is believed', async () => {
  const server = await startRedis([
    ...['--port', '0', '--tls-auth-clients', 'no'],
    ...['--tls-cert-file', LOCALHOST_TLS.certFile, '--tls-key-file', LOCALHOST_TLS.keyFile],
  ])
  const url = `rediss://127.0.0.1:${server.port}`
  const ca = await readFile(LOCALHOST_TLS.certFile)
  const [one, other] = [await redisBus(url, { tls: { ca } }), await redisBus(url, { tls: { ca } })]
  onTestFinished(async () => void (await Promise.all([one.close(), other.close()])))
  const heard: number[] = []
  await other.subscribe('a', ({ length }) => void heard.push(length))
  await one.publish('a', Buffer.alloc(100_000))
  await until(() => heard.length > 0, 'it hears')
  expect(heard).toEqual([100_000])
  await expect(redisBus(url)).rejects.toThrow(/SELF_SIGNED/)
})
