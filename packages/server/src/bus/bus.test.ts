import { expect, test } from 'vitest'
import type { Bus } from './bus.js'
import { busContract } from './contract.js'
import type { BusHarness } from './contract.js'
import { memoryBus, memoryExchange } from './memory.js'
import { withdrawals } from './withdrawals.js'

function harness(spoil: (bus: Bus, peers: () => readonly Bus[]) => Bus = (bus) => bus): BusHarness {
  return {
    nodes(count) {
      const exchange = memoryExchange()
      const nodes: Bus[] = Array.from({ length: count }, () => spoil(memoryBus(exchange), () => nodes))
      return Promise.resolve({ nodes, close: () => Promise.resolve() })
    },
  }
}

for (const { title, run } of busContract(harness())) test(`${title} (memory)`, run)

const broken: Readonly<Record<string, (bus: Bus) => Bus>> = {
  'loses every third frame': (bus) => {
    let turn = 0
    return { ...bus, publish: (topic, frame) => (turn++ % 3 === 2 ? Promise.resolve() : bus.publish(topic, frame)) }
  },
  'repeats frames': (bus) => ({
    ...bus,
    publish: async (topic, frame) => void (await bus.publish(topic, frame), await bus.publish(topic, frame)),
  }),
  'swaps neighbours': (bus) => {
    let held: Uint8Array | undefined
    return {
      ...bus,
      async publish(topic, frame) {
        if (!held) return void (held = Uint8Array.from(frame))
        const late = held
        held = undefined
        await bus.publish(topic, frame)
        await bus.publish(topic, late)
      },
    }
  },
  echoes: (bus) => {
    const own = new Set<(frame: Uint8Array) => void>()
    return {
      publish: async (topic, frame) => {
        for (const onFrame of own) onFrame(frame)
        await bus.publish(topic, frame)
      },
      subscribe: (topic, onFrame) => (own.add(onFrame), bus.subscribe(topic, onFrame)),
    }
  },
  'never forgets': (bus) => ({
    ...bus,
    subscribe: async (topic, onFrame) => (await bus.subscribe(topic, onFrame), () => Promise.resolve()),
  }),
}

for (const [fault, spoil] of Object.entries(broken)) {
  test(`the bus contract catches one that ${fault}`, async () => {
    // A frame that never comes is a fault too; here it shows as a case that does not end.
    const cases = busContract(harness(spoil)).map(({ run }) =>
      Promise.race([run(), new Promise((_, reject) => setTimeout(reject, 300))]),
    )
    const results = await Promise.allSettled(cases)
    expect(results.some(({ status }) => status === 'rejected')).toBe(true)
  })
}

test('[I4] a withdrawal is obeyed here at once and on every other node', async () => {
  const exchange = memoryExchange()
  const calls: string[] = []
  const node = (name: string): ReturnType<typeof withdrawals> =>
    withdrawals(
      memoryBus(exchange),
      {
        revoke: (id) => void calls.push(`${name} revoke ${id}`),
        restore: (id) => void calls.push(`${name} restore ${id}`),
      },
      () => {},
    )
  const [one] = [await node('one'), await node('two')]
  const told = one?.revoke('ada')
  expect(calls).toEqual(['one revoke ada'])
  await told
  await one?.restore('ada')
  expect(calls).toEqual(['one revoke ada', 'two revoke ada', 'one restore ada', 'two restore ada'])
})

test('[I4] a frame of the bus that is not a withdrawal does nothing but a line in the log', async () => {
  const exchange = memoryExchange()
  const calls: string[] = []
  const lines: unknown[][] = []
  const here = { revoke: (id: string) => void calls.push(id), restore: (id: string) => void calls.push(id) }
  await withdrawals(memoryBus(exchange), here, (...line) => void lines.push(line))
  const other = memoryBus(exchange)
  for (const text of [
    '',
    'null',
    '[]',
    '{"act":"close","id":"a"}',
    '{"act":"revoke","id":7}',
    '{"act":"__proto__","id":"a"}',
    '{',
  ]) {
    await other.publish('withdrawals', new TextEncoder().encode(text))
  }
  expect(calls).toEqual([])
  expect(lines).toHaveLength(7)
})
