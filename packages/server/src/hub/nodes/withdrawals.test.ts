import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryExchange } from '../../bus/memory.js'
import { createCluster } from '../../cluster/cluster.js'
import { WithdrawalTable, type Withdrawal } from '../../model/nodes/withdrawal-table.js'
import { createMachineClock, createWorld } from '../../../../../tests/support/fake-clock.js'
import { createDice } from '../../../../../tests/support/seeded-random.js'
import { createRefusals } from './refusals.js'
import { createWithdrawals } from './withdrawals.js'

function setUp() {
  const dice = createDice(1)
  const world = createWorld(dice)
  const exchange = memoryExchange()
  const calls: string[] = []
  const refused: string[] = []
  const node = (name: string) => {
    const bus = exchange.join()
    const log = (level: string, event: string): void => void (level === 'info' || refused.push(event))
    const cluster = createCluster({ bus, clock: createMachineClock(world), random: dice.fork(), log })
    const here = {
      revoke: (id: string) => void calls.push(`${name} revoke ${id}`),
      restore: (id: string) => void calls.push(`${name} restore ${id}`),
    }
    return { bus, cluster, withdrawals: createWithdrawals(here, cluster) }
  }
  return { world, exchange, calls, refused, node }
}

test('[I4] a withdrawal is obeyed here at once and on every other node, once', async () => {
  const { world, calls, node } = setUp()
  const [one] = [node('one'), node('two')]
  await world.run(10)
  const told = one.withdrawals.revoke('ada')
  expect(calls).toEqual(['one revoke ada'])
  await told
  await one.withdrawals.restore('ada')
  await world.run(10_000)
  expect(calls).toEqual(['one revoke ada', 'two revoke ada', 'one restore ada', 'two restore ada'])
})

test('[Y10,S13] a withdrawal of which the first word was lost holds within a second', async () => {
  const { world, exchange, calls, node } = setUp()
  const one = node('one')
  node('two')
  await world.run(10)
  let isLost = false
  exchange.lose(({ topic }) => topic === 'site' && !isLost && (isLost = true))
  await one.withdrawals.revoke('ada')
  await world.run(200)
  expect(calls).toEqual(['one revoke ada', 'two revoke ada'])
})

test('[Y10,S13] what was withdrawn while a node was away, or before it started, holds there too', async () => {
  const { world, exchange, calls, node } = setUp()
  const [one, two] = [node('one'), node('two')]
  await world.run(10)
  exchange.cut(two.bus)
  await one.withdrawals.revoke('ada')
  await expect(two.withdrawals.revoke('bob')).rejects.toMatchObject({ code: 'BUS_UNAVAILABLE' })
  await world.run(80_000)
  exchange.heal(two.bus)
  node('three')
  await world.run(2_000)
  for (const name of ['one', 'two', 'three'])
    expect(calls.filter((call) => call.startsWith(name)).toSorted()).toEqual([
      `${name} revoke ada`,
      `${name} revoke bob`,
    ])
})

test('[Y3] a message that is not a withdrawal does nothing but a line in the log', async () => {
  const { world, calls, refused, node } = setUp()
  const [one] = [node('one'), node('two')]
  await world.run(10)
  const wrong = [{}, { list: 7 }, { list: [7] }, { list: [['ada', true, 'x', 'y']] }, { list: [['ada', 1, 1, 'y']] }]
  for (const body of wrong) await one.cluster.site.say('withdrawn', body)
  for (const text of ['', 'null', '[]', '{', '{"v":1}']) await one.bus.publish('site', new TextEncoder().encode(text))
  await one.bus.publish('site', Uint8Array.of(0xff, 0x00))
  await world.run(10)
  expect(calls).toEqual([])
  expect(refused).toHaveLength(wrong.length + 6)
})

test('[I4] lifting one reason to refuse somebody leaves the other', () => {
  const revoked = new Set<string>()
  const reasons = createRefusals({ revoke: (id) => void revoked.add(id), restore: (id) => void revoked.delete(id) })
  const [host, moderator] = [reasons(), reasons()]
  host.revoke('ada')
  moderator.revoke('ada')
  moderator.restore('ada')
  expect([...revoked]).toEqual(['ada'])
  host.restore('ada')
  expect([...revoked]).toEqual([])
})

test('[Y10] the same words in any order, any number of times, give the same table', () => {
  const word = fc.record({ node: fc.nat(2), person: fc.nat(2), isWithdrawn: fc.boolean() })
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (words, order) => {
      const nodes = ['a', 'b', 'c'].map((name) => new WithdrawalTable(name))
      const said: Withdrawal[] = words.map(({ node, person, isWithdrawn }) =>
        nodes[node]!.set(`p${person}`, isWithdrawn),
      )
      for (const table of nodes) {
        const twice = [...said, ...said].map((each) => ({ each, at: order.next().value ?? 0 }))
        for (const { each } of twice.toSorted((one, other) => one.at - other.at)) table.merge(each)
      }
      const views = nodes.map((table) => JSON.stringify(['p0', 'p1', 'p2'].map((person) => table.has(person))))
      expect(new Set(views).size).toBe(1)
    }),
  )
})
