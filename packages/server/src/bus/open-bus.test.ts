import { afterEach, expect, test, vi } from 'vitest'
import { hasNats, natsTest, startNats } from '../../../../tests/support/nats-server.js'
import { redisTest, startRedis, type RedisServer } from '../../../../tests/support/redis-server.js'
import { until } from '../../../../tests/support/until.js'
import { createRoomful } from '../create-roomful.js'
import { systemClock } from '../platform/clock.js'
import { silentLog } from '../platform/log.js'
import { systemRandom } from '../platform/random.js'
import { openBus } from './open-bus.js'

const parts = { clock: systemClock, random: systemRandom, log: silentLog }

afterEach(() => {
  for (const name of ['ioredis', '@nats-io/transport-node']) vi.doUnmock(name)
})

for (const [address, name] of [
  ['redis://127.0.0.1:1', 'ioredis'],
  ['nats://127.0.0.1:1', '@nats-io/transport-node'],
] as const) {
  test(`without the package ${name} the error names it`, async () => {
    vi.doMock(name, () => {
      throw new Error(`Cannot find package '${name}'`)
    })
    await expect(openBus(address, parts)).rejects.toMatchObject({
      code: 'DEPENDENCY_MISSING',
      message: expect.stringContaining(`npm install ${name}`),
    })
  })
}

test('without an address a node is alone, and that is no trouble', async () => {
  const bus = await openBus(undefined, parts)
  expect(bus.isUp()).toBe(true)
  await bus.publish('a', new Uint8Array(1))
  await bus.close()
})

/** Runs into the limit of the test if somebody does. */
async function untilNobodyListens(redis: RedisServer): Promise<void> {
  while (String(await redis.ask('CLIENT', 'LIST', 'TYPE', 'pubsub')).trim() !== '');
}

const both = hasNats ? redisTest : natsTest

both(
  'servers with one address and one secret find each other, and let go of the broker when it is closed',
  async () => {
    const redis = await startRedis()
    const nats = await startNats()
    for (const bus of [redis.url, nats.url]) {
      const [secret, foreign] = ['s'.repeat(32), 'o'.repeat(32)]
      const nodes = await Promise.all(
        [secret, secret, foreign].map((each) => createRoomful({ bus, secret: each, drainMs: 0 })),
      )
      await until(() => nodes.filter((node) => node.figures().peers === 1).length === 2, 'two of them know each other')
      expect(nodes[2]?.figures().peers).toBe(0)
      await Promise.all(nodes.map((node) => node.close()))
    }
    await untilNobodyListens(redis)
  },
)

both('a start that fails lets go of the broker too', async () => {
  const redis = await startRedis()
  const starting = createRoomful({ bus: redis.url, database: 'sqlite:/no/such/folder/a.db' })
  await expect(starting).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await untilNobodyListens(redis)
})

test('a broker that is not there stops the start', async () => {
  for (const bus of ['redis://127.0.0.1:1', 'nats://127.0.0.1:1']) {
    await expect(createRoomful({ bus })).rejects.toMatchObject({ code: 'BUS_UNAVAILABLE' })
  }
})
