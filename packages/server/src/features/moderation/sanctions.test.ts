import type { Sanction } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { memoryExchange } from '../../bus/memory.js'
import { createCluster } from '../../cluster/cluster.js'
import type { Store } from '../../store/store.js'
import { createMachineClock, createWorld } from '../../../../../tests/support/fake-clock.js'
import { createDice } from '../../../../../tests/support/seeded-random.js'
import { createSanctions } from './sanctions.js'

/** Nodes over one table of sanctions. */
async function setUp() {
  const dice = createDice(1)
  const world = createWorld(dice)
  const exchange = memoryExchange()
  const kept: Sanction[] = []
  const database = { isAway: false }
  const read = (): Promise<unknown> =>
    database.isAway ? Promise.reject(new Error('away')) : Promise.resolve(kept.map((each) => ({ ...each })))
  const store = { read } as unknown as Pick<Store, 'read'>
  const node = async () => {
    const bus = exchange.join()
    const clock = createMachineClock(world)
    const banned = new Set<string>()
    const ban = { revoke: (id: string) => void banned.add(id), restore: (id: string) => void banned.delete(id) }
    const cluster = createCluster({ bus, clock, random: dice.fork(), log: () => undefined })
    return {
      bus,
      clock,
      banned,
      sanctions: await createSanctions({ store, clock, log: () => undefined, ban, cluster }),
    }
  }
  const nodes = [await node(), await node()] as const
  await world.run(10)
  const ban = { person: 'eve', kind: 'ban' } as const
  return { world, exchange, kept, database, nodes, ban }
}

test('[Y10,M5,S13] a ban holds on the other node at once, and when it is lifted on either it is lifted on both', async () => {
  const { world, kept, nodes, ban } = await setUp()
  kept.push(ban)
  await nodes[0].sanctions.took('eve', [ban])
  await world.run(10)
  expect(nodes.map(({ banned }) => [...banned])).toEqual([['eve'], ['eve']])
  kept.length = 0
  await nodes[1].sanctions.took('eve', [])
  await world.run(5_000)
  expect(nodes.map(({ banned }) => [...banned])).toEqual([[], []])
})

test('[Y10,S13] a node whose broker is away reads the sanctions every five seconds, and after the gap', async () => {
  const { world, exchange, kept, nodes, ban } = await setUp()
  exchange.cut(nodes[1].bus)
  kept.push(ban)
  await nodes[0].sanctions.took('eve', [ban])
  await world.run(4_900)
  expect([...nodes[1].banned]).toEqual([])
  await world.run(200)
  expect([...nodes[1].banned]).toEqual(['eve'])
  kept.length = 0
  await nodes[0].sanctions.took('eve', [])
  exchange.heal(nodes[1].bus)
  await world.run(10)
  expect([...nodes[1].banned]).toEqual([])
})

test('[Y10] a database that is away when a ban is announced is asked again until it answers', async () => {
  const { world, kept, database, nodes, ban } = await setUp()
  database.isAway = true
  await nodes[0].sanctions.took('eve', [ban])
  kept.push(ban)
  await world.run(3_000)
  expect(nodes.map(({ banned }) => [...banned])).toEqual([['eve'], []])
  database.isAway = false
  await world.run(1_100)
  expect(nodes.map(({ banned }) => [...banned])).toEqual([['eve'], ['eve']])
})

test('[M5] a ban that runs out is lifted, and a mute is counted down', async () => {
  const { world, nodes } = await setUp()
  const [{ sanctions, banned, clock }] = nodes
  const untilMs = clock.now() + 10_000
  await sanctions.took('eve', [
    { person: 'eve', kind: 'ban', untilMs },
    { person: 'eve', kind: 'mute', untilMs },
  ])
  expect([banned.has('eve'), sanctions.mutedMs('eve')]).toEqual([true, 10_000])
  clock.jump(9_500)
  await world.run(1_500)
  expect([banned.has('eve'), sanctions.mutedMs('eve')]).toEqual([false, 0])
})
