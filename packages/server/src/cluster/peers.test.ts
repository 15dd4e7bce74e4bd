import { expect, test } from 'vitest'
import { memoryExchange } from '../bus/memory.js'
import { createMachineClock, createWorld } from '../../../../tests/support/fake-clock.js'
import { createDice } from '../../../../tests/support/seeded-random.js'
import { createPeers } from './peers.js'

function setUp() {
  const world = createWorld(createDice(1))
  const exchange = memoryExchange()
  const start = async (node: string) => {
    const bus = exchange.join()
    const clock = createMachineClock(world)
    const heard: string[] = []
    const log: string[] = []
    const peers = createPeers({ bus, clock, node, log: (level, event) => void (level === 'warn' && log.push(event)) })
    peers.subscribe({
      up: (name, isBack) => void heard.push(`${world.nowMs} ${isBack ? 'back' : 'up'} ${name}`),
      down: (name) => void heard.push(`${world.nowMs} down ${name}`),
    })
    await peers.start()
    return { bus, clock, peers, heard, log }
  }
  return { world, exchange, start }
}

test('[Y1] nodes know each other at once, and one that falls silent is dead after four seconds and no sooner', async () => {
  const { world, start } = setUp()
  const [one, two] = [await start('one'), await start('two')]
  await world.run(10)
  expect([one.peers.alive(), two.peers.alive()]).toEqual([['two'], ['one']])
  await world.run(5_000)
  two.clock.stop()
  const silentFromMs = world.nowMs
  await world.run(3_000)
  expect(one.peers.alive()).toEqual(['two'])
  await world.run(1_500)
  expect(one.peers.alive()).toEqual([])
  const downAtMs = Number(one.heard.at(-1)?.split(' ')[0])
  expect(downAtMs - silentFromMs).toBeLessThanOrEqual(4_250)
})

test('[Y1] a pause of its own and a broker that is away are no silence of the others, for 45 seconds', async () => {
  const { world, exchange, start } = setUp()
  const [one, two] = [await start('one'), await start('two')]
  await world.run(2_000)
  one.clock.freeze()
  await world.run(20_000)
  one.clock.thaw()
  await world.run(2_000)
  expect(one.heard.filter((each) => each.includes('down'))).toEqual([])
  expect(two.heard.at(-1)).toContain('back one')
  for (const { bus } of [one, two]) exchange.cut(bus)
  await world.run(40_000)
  for (const { bus } of [one, two]) exchange.heal(bus)
  await world.run(2_000)
  expect(one.heard.filter((each) => each.includes('down'))).toEqual([])
  for (const { bus } of [one, two]) exchange.cut(bus)
  await world.run(46_000)
  expect(one.peers.alive()).toEqual([])
})

test('[Y1] a wall clock that jumps changes nothing', async () => {
  const { world, start } = setUp()
  const [one, two] = [await start('one'), await start('two')]
  await world.run(1_000)
  one.clock.jump(86_400_000)
  two.clock.jump(-86_400_000)
  await world.run(10_000)
  expect([one.peers.alive(), two.peers.alive()]).toEqual([['two'], ['one']])
})

test('[Y2] who says bye is kept for four seconds, whatever else comes of it', async () => {
  const { world, start } = setUp()
  const [one, two] = [await start('one'), await start('two')]
  await world.run(1_000)
  await two.peers.bye()
  one.peers.heard('two')
  await two.peers.stop()
  await world.run(3_500)
  expect(one.peers.alive()).toEqual(['two'])
  await world.run(1_000)
  expect(one.peers.alive()).toEqual([])
})

test('[Y3] a beat of another version or of nobody makes no peer', async () => {
  const { world, start } = setUp()
  const [one, two] = [await start('one'), await start('two')]
  for (const said of [
    '{"v":2,"t":"beat","node":"new"}',
    '{"v":1,"t":"beat","node":""}',
    '{"v":1,"t":"beat"}',
    '7',
    '',
  ]) {
    await two.bus.publish('nodes', new TextEncoder().encode(said))
  }
  await world.run(10)
  expect(one.peers.alive()).toEqual(['two'])
  expect(one.log).toHaveLength(5)
})
