import fc from 'fast-check'
import { expect, test } from 'vitest'
import { apart } from '../../../../tests/support/apart.js'
import { createMachineClock, createWorld } from '../../../../tests/support/fake-clock.js'
import { createDice } from '../../../../tests/support/seeded-random.js'
import { systemClock } from '../platform/clock.js'
import type { LogFields } from '../platform/log.js'
import type { Bus } from './bus.js'
import { busContract } from './contract.js'
import { memoryBus, memoryExchange } from './memory.js'
import { sealedBus, type SealParts } from './sealed.js'

const SECRET = 's'.repeat(32)

const contract = busContract(
  apart({
    nodes(count) {
      const exchange = memoryExchange()
      const nodes = Array.from({ length: count }, () => memoryBus(exchange))
      return Promise.resolve({
        nodes,
        cut: async (node) => exchange.cut(node),
        heal: async (node) => exchange.heal(node),
        close: async () => void (await Promise.all(nodes.map((node) => node.close()))),
      })
    },
  }),
)
for (const { title, run } of contract) test(`${title} (sealed)`, run)

/** A bus that only hands over, synchronously, and names what passes. */
function wire(): {
  bus: Bus
  sent: (readonly [topic: string, bytes: Uint8Array])[]
  say(topic: string, bytes: Uint8Array): void
} {
  const listeners = new Map<string, (frame: Uint8Array) => void>()
  const sent: (readonly [string, Uint8Array])[] = []
  const bus: Bus = {
    ...memoryBus(),
    publish: (topic, bytes) => (sent.push([topic, bytes]), Promise.resolve()),
    subscribe: (topic, onFrame) => (listeners.set(topic, onFrame), Promise.resolve(() => Promise.resolve())),
  }
  return { bus, sent, say: (topic, bytes) => listeners.get(topic)?.(bytes) }
}

async function sealedFrame(
  topic: string,
  frame: Uint8Array,
  parts: Partial<SealParts> = {},
): Promise<readonly [string, Uint8Array]> {
  const { bus, sent } = wire()
  await sealedBus(bus, { secret: SECRET, clock: systemClock, log: () => undefined, ...parts }).publish(topic, frame)
  return sent[0]!
}

async function opening(
  topic: string,
  parts: Partial<SealParts> = {},
): Promise<{
  say(topic: string, bytes: Uint8Array): void
  heard: Uint8Array[]
  refused: LogFields[]
}> {
  const { bus, say } = wire()
  const heard: Uint8Array[] = []
  const refused: LogFields[] = []
  const log = (_: unknown, event: string, fields: LogFields = {}): void => {
    expect(event).toBe('bus-frame-refused')
    refused.push(fields)
  }
  const sealed = sealedBus(bus, { secret: SECRET, clock: systemClock, log, ...parts })
  await sealed.subscribe(topic, (frame) => void heard.push(frame))
  return { say, heard, refused }
}

test('[S12] what was sealed opens, and not with a single bit changed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), fc.nat(), async (frame, at) => {
      const { say, heard, refused } = await opening('room:a')
      const [topic, bytes] = await sealedFrame('room:a', frame)
      say(topic, bytes)
      expect(heard).toEqual([frame])
      const changed = Uint8Array.from(bytes)
      const bit = at % (bytes.length * 8)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      say(topic, changed)
      expect(heard).toHaveLength(1)
      expect(refused).toEqual([{ topic: 'room', reason: bit < 8 ? 'version' : 'key' }])
    }),
  )
})

test('[S12] cut, lengthened or moved to another topic it does not open', async () => {
  const { say, heard, refused } = await opening('room:a')
  const [topic, bytes] = await sealedFrame('room:a', Buffer.from('hello'))
  const [, moved] = await sealedFrame('room:b', Buffer.from('hello'))
  for (let length = 0; length < bytes.length; length++) say(topic, bytes.subarray(0, length))
  say(topic, Uint8Array.from([...bytes, 0]))
  say(topic, moved)
  expect(heard).toEqual([])
  expect(refused.map(({ reason }) => reason)).toEqual(['foreign', 'key'])
})

test('[S12] sites with different secrets do not meet; nodes of one site with different secrets show in the log', async () => {
  const [topic] = await sealedFrame('nodes', Buffer.from('x'))
  const [elsewhere] = await sealedFrame('nodes', Buffer.from('x'), { secret: 'o'.repeat(32) })
  expect(elsewhere).not.toBe(topic)
  expect(topic).toMatch(/^roomful:[0-9a-f]{12}:nodes$/)
  const { say, heard, refused } = await opening('nodes', { site: 'one' })
  say(...(await sealedFrame('nodes', Buffer.from('x'), { site: 'one', secret: 'o'.repeat(32) })))
  expect(heard).toEqual([])
  expect(refused).toEqual([{ topic: 'nodes', reason: 'key' }])
})

test('a flood of foreign frames is one line in ten seconds for each kind', async () => {
  const world = createWorld(createDice(1))
  const { say, refused } = await opening('nodes', { clock: createMachineClock(world) })
  const [topic] = await sealedFrame('nodes', Buffer.from('x'))
  for (let second = 0; second < 25; second++) {
    for (let each = 0; each < 100; each++) say(topic, Buffer.alloc(each))
    await world.run(1_000)
  }
  expect(refused.map(({ reason }) => reason)).toEqual([
    'foreign',
    'version',
    'foreign',
    'version',
    'foreign',
    'version',
  ])
})
