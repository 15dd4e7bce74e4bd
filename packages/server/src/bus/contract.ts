/** What every bus has to keep, checked from outside. */
import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict'
import { RoomfulError } from '@roomful/protocol'
import type { ContractCase } from '../model/contract-case.js'
import { systemClock } from '../platform/clock.js'
import type { Bus } from './bus.js'

/** Several nodes that hear each other and nobody else. */
export interface BusNodes {
  readonly nodes: readonly Bus[]
  /** Breaks the way of one of them to the broker, so that it can notice; nothing passes until `heal`. */
  cut(node: Bus): Promise<void>
  /** Lets it through again. The node comes back by itself. */
  heal(node: Bus): Promise<void>
  /** Lets go of all of them. */
  close(): Promise<void>
}

/** How the suite gets at the bus under test. */
export interface BusHarness {
  nodes(count: number): Promise<BusNodes>
}

/** A node has heard of its cut after this: half-open links are looked at every few seconds. */
const NOTICED_MS = 5_000
/** And its publisher after this, whatever has been noticed: the second of the contract, and some for a busy machine. */
const REJECTED_MS = 1_500

interface Place extends BusNodes {
  readonly one: Bus
  readonly other: Bus
  readonly third: Bus
}

/** The promises of `Bus`, as cases for any test runner. A frame that never comes leaves its case waiting: set a timeout. */
export function busContract(harness: BusHarness): readonly ContractCase[] {
  const contract = (title: string, check: (place: Place) => Promise<void>): ContractCase => ({
    title,
    async run() {
      const place = await harness.nodes(3)
      const [one, other, third] = place.nodes
      try {
        if (!one || !other || !third) throw new Error('the harness must make three nodes')
        await check({ ...place, one, other, third })
      } finally {
        await place.close()
      }
    },
  })
  return [
    contract('every other node that subscribed hears a frame', reachesOthers),
    contract('a node never hears itself', isNotEchoed),
    contract('frames of one node and topic come in their order, once', keepsOrder),
    contract('topics do not touch each other', keepsTopicsApart),
    contract('a topic may be any text, a frame any bytes', carriesAnything),
    contract('after its undo a subscriber hears nothing, and others still do', forgets),
    contract('a topic may be left and taken again at once', resumes),
    contract('a frame may be changed by its sender after publish', ownsFrame),
    contract('while the broker is away publishing rejects within a second, and nothing comes later', keepsNothing),
    contract('a gap is told once it is over, when every subscription holds again', tellsGaps),
    contract('subscribing and its undo hold although the broker is away', remembersWishes),
    contract('without an interruption no gap is told, and not after its undo', tellsNoGap),
    contract('after close nothing is heard, and publishing rejects', closes),
  ]
}

/** Collects what a node hears and can wait for the n-th frame. */
async function ear(
  node: Bus,
  topic: string,
): Promise<{ heard: string[]; until(count: number): Promise<void>; stop(): Promise<void> }> {
  const heard: string[] = []
  let check = (): void => {}
  const stop = await node.subscribe(topic, (frame) => {
    heard.push(text.decode(frame))
    check()
  })
  const until = (count: number): Promise<void> =>
    new Promise((resolve) => {
      check = () => void (heard.length >= count && resolve())
      check()
    })
  return { heard, until, stop }
}

const text = new TextDecoder()
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value)

async function reachesOthers({ one, other, third }: Place): Promise<void> {
  const ears = [await ear(other, 'a'), await ear(third, 'a'), await ear(third, 'a')]
  await one.publish('a', bytes('hello'))
  for (const { until, heard } of ears) {
    await until(1)
    deepStrictEqual(heard, ['hello'])
  }
}

async function isNotEchoed({ one, other }: Place): Promise<void> {
  const own = await ear(one, 'a')
  const theirs = await ear(other, 'a')
  await one.publish('a', bytes('mine'))
  await theirs.until(1)
  // What the other says afterwards has to come; anything of our own would have come before it.
  await other.publish('a', bytes('theirs'))
  await own.until(1)
  deepStrictEqual(own.heard, ['theirs'])
}

async function keepsOrder({ one, other }: Place): Promise<void> {
  const { heard, until } = await ear(other, 'a')
  const sent = Array.from({ length: 200 }, (_, index) => String(index))
  await Promise.all(sent.map((each) => one.publish('a', bytes(each))))
  await until(sent.length)
  deepStrictEqual(heard, sent)
}

async function keepsTopicsApart({ one, other }: Place): Promise<void> {
  const a = await ear(other, 'a')
  const b = await ear(other, 'b')
  await one.publish('a', bytes('for a'))
  await one.publish('ab', bytes('for nobody'))
  await one.publish('b', bytes('for b'))
  await Promise.all([a.until(1), b.until(1)])
  deepStrictEqual([a.heard, b.heard], [['for a'], ['for b']])
}

async function forgets({ one, other, third }: Place): Promise<void> {
  const gone = await ear(other, 'a')
  const stays = await ear(third, 'a')
  await gone.stop()
  await gone.stop()
  await one.publish('a', bytes('late'))
  await stays.until(1)
  strictEqual(gone.heard.length, 0)
}

async function ownsFrame({ one, other }: Place): Promise<void> {
  const { heard, until } = await ear(other, 'a')
  const frame = bytes('before')
  const published = one.publish('a', frame)
  frame.fill(0x58)
  await published
  await until(1)
  deepStrictEqual(heard, ['before'])
}

async function carriesAnything({ one, other }: Place): Promise<void> {
  // As rooms are called, and as other languages and hostile pages call them.
  const topics = [
    'room:/a b/*',
    'room:/a.b/>',
    'room:Ünïcödé 🐘',
    'room:{x}y',
    'room:',
    ':',
    'a\r\nPUB b',
    '=',
    '=3A',
    'a:b',
  ]
  const every = Uint8Array.from({ length: 256 }, (_, index) => index)
  const ears = await Promise.all(
    topics.map(async (topic) => {
      const heard: Uint8Array[] = []
      await other.subscribe(topic, (frame) => void heard.push(Uint8Array.from(frame)))
      return heard
    }),
  )
  const last = await ear(other, 'last')
  for (const [index, topic] of topics.entries()) await one.publish(topic, Uint8Array.of(index, ...every))
  await one.publish('a', new Uint8Array(0))
  await one.publish('last', bytes('over'))
  await last.until(1)
  // Other topics may travel another way.
  while (ears.some((heard) => heard.length === 0)) await pause(10)
  for (const [index, heard] of ears.entries()) deepStrictEqual(heard, [Uint8Array.of(index, ...every)])
}

async function resumes({ one, other }: Place): Promise<void> {
  for (let round = 0; round < 20; round++) {
    const first = await ear(other, 'a')
    const left = first.stop()
    const second = await ear(other, 'a')
    await left
    await one.publish('a', bytes(String(round)))
    await second.until(1)
    deepStrictEqual([first.heard, second.heard], [[], [String(round)]])
    await second.stop()
  }
}

async function keepsNothing({ one, other, cut, heal }: Place): Promise<void> {
  const { heard, until } = await ear(other, 'a')
  await cut(one)
  for (let each = 0; each < 3; each++) {
    const startMs = systemClock.monotonic()
    await rejects(one.publish('a', bytes('lost')), isUnavailable)
    ok(systemClock.monotonic() - startMs < REJECTED_MS, 'a publisher waited too long')
  }
  await comesTrue(() => !one.isUp(), 'the node notices')
  const whole = gap(one)
  await heal(one)
  await whole
  await one.publish('a', bytes('found'))
  await until(1)
  deepStrictEqual(heard, ['found'])
}

async function tellsGaps({ one, other, cut, heal }: Place): Promise<void> {
  const topics = Array.from({ length: 50 }, (_, index) => `room:${index}`)
  const ears = await Promise.all(topics.map((topic) => ear(one, topic)))
  let gaps = 0
  one.onGap(() => gaps++)
  await cut(one)
  await comesTrue(() => !one.isUp(), 'the node notices')
  strictEqual(gaps, 0)
  const isWhole = new Promise<boolean>((resolve) => void one.onGap(() => resolve(one.isUp())))
  await heal(one)
  strictEqual(await isWhole, true)
  // In that very moment every topic is heard.
  await Promise.all(topics.map((topic) => publishing(other, topic)))
  await Promise.all(ears.map(({ until }) => until(1)))
  strictEqual(gaps, 1)
}

async function remembersWishes({ one, other, cut, heal }: Place): Promise<void> {
  const left = await ear(one, 'left')
  await cut(one)
  await comesTrue(() => !one.isUp(), 'the node notices')
  const taken = await ear(one, 'taken')
  await left.stop()
  const whole = gap(one)
  await heal(one)
  await whole
  await publishing(other, 'left')
  await publishing(other, 'taken')
  await taken.until(1)
  deepStrictEqual(left.heard, [])
}

async function tellsNoGap({ one, other, cut, heal }: Place): Promise<void> {
  let gaps = 0
  const undo = one.onGap(() => gaps++)
  const theirs = await ear(one, 'a')
  await other.publish('a', bytes('hello'))
  await theirs.until(1)
  strictEqual(gaps, 0)
  strictEqual(one.isUp(), true)
  undo()
  undo()
  await cut(one)
  await comesTrue(() => !one.isUp(), 'the node notices')
  const whole = gap(one)
  await heal(one)
  await whole
  strictEqual(gaps, 0)
}

async function closes({ one, other, third }: Place): Promise<void> {
  const closed = await ear(other, 'a')
  const stays = await ear(third, 'a')
  const { stop } = await ear(other, 'b')
  await other.close()
  await other.close()
  await stop()
  strictEqual(other.isUp(), false)
  await rejects(other.publish('a', bytes('late')), isUnavailable)
  await rejects(
    other.subscribe('a', () => undefined),
    isUnavailable,
  )
  await one.publish('a', bytes('later'))
  await stays.until(1)
  deepStrictEqual(closed.heard, [])
}

/** Publishes as soon as the node can. */
async function publishing(node: Bus, topic: string): Promise<void> {
  await comesTrue(() => node.isUp(), 'the node is up')
  await node.publish(topic, bytes('heard'))
}

const gap = (node: Bus): Promise<void> => new Promise((resolve) => void node.onGap(resolve))
const pause = (ms: number): Promise<void> => new Promise((resolve) => void systemClock.after(ms, resolve))
const isUnavailable = (error: unknown): boolean => error instanceof RoomfulError && error.code === 'BUS_UNAVAILABLE'

async function comesTrue(isTrue: () => boolean, what: string): Promise<void> {
  const endMs = systemClock.monotonic() + NOTICED_MS
  while (!isTrue()) {
    ok(systemClock.monotonic() < endMs, `it takes too long until ${what}`)
    await pause(5)
  }
}
