import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMachineClock, createWorld, type MachineClock, type World } from '../../../../tests/support/fake-clock.js'
import { createDice } from '../../../../tests/support/seeded-random.js'
import type { LogFields } from '../platform/log.js'
import { brokerBus } from './broker-bus.js'
import { BrokerTrouble, type Broker, type BrokerLink, type LinkEvents } from './broker-link.js'
import type { Bus } from './bus.js'

/** A broker of which everything can be said: whether it takes links, answers, refuses topics. */
interface FakeBroker extends Broker {
  isThere: boolean
  isSilent: boolean
  refused: Set<string>
  /** Links made so far; the last is the one in use. */
  readonly links: { readonly topics: Set<string>; readonly events: LinkEvents; isClosed: boolean; atMs: number }[]
}

function fakeBroker(world: World, delayMs: () => number): FakeBroker {
  const after = <T>(result: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      world.schedule(delayMs(), () => {
        if (broker.isSilent) return
        if (broker.isThere) resolve(result())
        else reject(new BrokerTrouble('ECONNREFUSED'))
      })
    })
  const broker: FakeBroker = {
    ...{ name: 'Fake', isEchoing: true, isThere: true, isSilent: false, refused: new Set<string>(), links: [] },
    connect(events) {
      const topics = new Set<string>()
      const state = { topics, events, isClosed: false, atMs: world.nowMs }
      broker.links.push(state)
      const link: BrokerLink = {
        ready: after(() => undefined),
        publish: () => after(() => new Map<number, string>()),
        subscribe: (asked) =>
          after(() => {
            for (const topic of asked) if (!broker.refused.has(topic)) topics.add(topic)
            return new Map(asked.filter((topic) => broker.refused.has(topic)).map((topic) => [topic, 'NOPERM']))
          }),
        unsubscribe: (asked) => after(() => asked.forEach((topic) => topics.delete(topic))),
        ping: () => after(() => undefined),
        close: () => void (state.isClosed = true),
      }
      link.ready.catch(() => undefined)
      return link
    },
  }
  return broker
}

interface Place {
  readonly world: World
  readonly clock: MachineClock
  readonly broker: FakeBroker
  readonly bus: Bus
  readonly lines: (readonly [event: string, fields: LogFields | undefined])[]
  gaps: number
  readonly last: () => FakeBroker['links'][number]
}

async function place(seed = 1, delayMs: () => number = () => 1): Promise<Place> {
  const dice = createDice(seed)
  const world = createWorld(dice)
  const clock = createMachineClock(world)
  const broker = fakeBroker(world, delayMs)
  const lines: (readonly [string, LogFields | undefined])[] = []
  const opening = brokerBus(broker, {
    clock,
    random: dice,
    log: (_, event, fields) => void lines.push([event, fields]),
  })
  await world.run(100)
  const bus = await opening
  const made: Place = { world, clock, broker, bus, lines, gaps: 0, last: () => broker.links.at(-1)! }
  bus.onGap(() => made.gaps++)
  return made
}

test('whatever is subscribed and left in whatever order, the broker sends in the end what is wished', async () => {
  const step = fc.record({ topic: fc.nat(5), pauseMs: fc.nat(4), breaks: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.array(step, { maxLength: 60 }),
      fc.array(fc.nat(6), { minLength: 1 }),
      async (seed, steps, delays) => {
        let turn = 0
        const { world, bus, last } = await place(seed, () => delays[turn++ % delays.length]!)
        const undos = new Map<number, Promise<() => Promise<void>>>()
        for (const { topic, pauseMs, breaks } of steps) {
          const undo = undos.get(topic)
          if (undo) {
            undos.delete(topic)
            void undo.then((stop) => stop())
          } else
            undos.set(
              topic,
              bus.subscribe(`t${topic}`, () => undefined),
            )
          if (breaks && pauseMs === 0) last().events.onEnd('test')
          await world.run(pauseMs)
        }
        await world.run(20_000)
        expect(bus.isUp()).toBe(true)
        expect([...last().topics].toSorted()).toEqual([...undos.keys()].map((topic) => `t${topic}`).toSorted())
      },
    ),
    { numRuns: 60 },
  )
})

test('coming back is tried with growing pauses of at most two seconds, and shows in one line', async () => {
  const { world, broker, bus, last, lines } = await place()
  broker.isThere = false
  last().events.onEnd('ECONNRESET')
  expect(bus.isUp()).toBe(false)
  await world.run(60_000)
  const pauses = broker.links.slice(1).map(({ atMs }, index) => atMs - broker.links[index]!.atMs)
  expect(Math.max(...pauses)).toBeLessThanOrEqual(2_003)
  expect(broker.links.length).toBeGreaterThan(30)
  expect(broker.links.length).toBeLessThan(80)
  expect(broker.links.slice(0, -1).every(({ isClosed }) => isClosed)).toBe(true)
  expect(lines).toEqual([
    ['bus-away', { reason: 'ECONNRESET' }],
    ['bus-away', { reason: 'ECONNREFUSED' }],
  ])
  broker.isThere = true
  await world.run(2_100)
  expect(bus.isUp()).toBe(true)
  expect(lines.at(-1)?.[0]).toBe('bus-back')
})

test('a broker that swallows everything is found out within five seconds, and publishers hear within one', async () => {
  const { world, broker, bus } = await place()
  await world.run(1_999)
  broker.isSilent = true
  const codes: unknown[] = []
  bus.publish('a', Buffer.from('x')).catch((error: { code: string }) => codes.push(error.code))
  await world.run(999)
  expect(codes).toEqual(['BUS_UNAVAILABLE'])
  await world.run(4_000)
  expect(bus.isUp()).toBe(false)
})

test('a machine that stood still does not take the broker for dead', async () => {
  let delayMs = 1
  const { world, clock, bus, broker } = await place(1, () => delayMs)
  await world.run(1_880)
  // The next ping is answered while the machine stands, and the answer lies unread when its timers fire.
  delayMs = 20_100
  await world.run(30)
  clock.freeze()
  await world.run(20_000)
  delayMs = 1
  clock.thaw()
  await world.run(10_000)
  expect(bus.isUp()).toBe(true)
  expect(broker.links).toHaveLength(1)
})

test('what waits for an answer has a cap', async () => {
  const { world, broker, bus } = await place()
  broker.isSilent = true
  let refused = 0
  const frame = new Uint8Array(1_000_000)
  for (let each = 0; each < 20; each++) bus.publish('a', frame).catch(() => refused++)
  await world.run(0)
  expect(refused).toBe(12)
  await world.run(1_000)
  expect(refused).toBe(20)
  broker.isSilent = false
  const again = bus.publish('a', frame)
  await world.run(10)
  await again
})

test('a topic that is refused rejects for its subscriber; refused on coming back, the bus stays away', async () => {
  const { world, broker, bus, last, lines } = await place()
  broker.refused.add('theirs')
  const refusal = expect(bus.subscribe('theirs', () => undefined)).rejects.toThrow(/NOPERM/)
  const ours = bus.subscribe('ours', () => undefined)
  await world.run(10)
  await refusal
  await ours
  expect(bus.isUp()).toBe(true)
  broker.refused.add('ours')
  last().events.onEnd('ECONNRESET')
  await world.run(10_000)
  expect(bus.isUp()).toBe(false)
  expect(lines.at(-1)).toEqual(['bus-away', { reason: 'NOPERM' }])
  broker.refused.clear()
  await world.run(2_100)
  expect(bus.isUp()).toBe(true)
})

test('what a former link still says is not heard', async () => {
  const { world, bus, broker } = await place()
  const heard: string[] = []
  const subscribed = bus.subscribe('a', (frame) => void heard.push(Buffer.from(frame).toString()))
  await world.run(10)
  await subscribed
  broker.links[0]!.events.onEnd('ECONNRESET')
  await world.run(1_000)
  broker.links[0]!.events.onFrame('a', Buffer.from('12345678old'))
  broker.links[1]!.events.onFrame('a', Buffer.from('12345678new'))
  broker.links[1]!.events.onFrame('a', Buffer.from('short'))
  expect(heard).toEqual(['new', ''])
})

test('closed at any moment, nothing goes on', async () => {
  for (const isThere of [true, false]) {
    for (let waitMs = 0; waitMs <= 200; waitMs += 5) {
      const { world, broker, bus, last } = await place(1, () => 30)
      broker.isThere = isThere
      last().events.onEnd('ECONNRESET')
      await world.run(waitMs)
      await bus.close()
      const { length } = broker.links
      await world.run(5_000)
      expect(broker.links).toHaveLength(length)
      expect(broker.links.every(({ isClosed }) => isClosed)).toBe(true)
      expect(bus.isUp()).toBe(false)
    }
  }
})
