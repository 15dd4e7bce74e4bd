/** What every bus has to keep, checked from outside. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import type { ContractCase } from '../model/contract-case.js'
import type { Bus } from './bus.js'

/** How the suite gets at the bus under test. */
export interface BusHarness {
  /** Several nodes that hear each other and nobody else, and a way to let them go. */
  nodes(count: number): Promise<{ readonly nodes: readonly Bus[]; close(): Promise<void> }>
}

/** The promises of `Bus`, as cases for any test runner. A frame that never comes leaves its case waiting: set a timeout. */
export function busContract(harness: BusHarness): readonly ContractCase[] {
  const contract = (title: string, check: (one: Bus, other: Bus, third: Bus) => Promise<void>): ContractCase => ({
    title,
    async run() {
      const { nodes, close } = await harness.nodes(3)
      const [one, other, third] = nodes
      try {
        if (!one || !other || !third) throw new Error('the harness must make three nodes')
        await check(one, other, third)
      } finally {
        await close()
      }
    },
  })
  return [
    contract('every other node that subscribed hears a frame', reachesOthers),
    contract('a node never hears itself', isNotEchoed),
    contract('frames of one node and topic come in their order, once', keepsOrder),
    contract('topics do not touch each other', keepsTopicsApart),
    contract('after its undo a subscriber hears nothing, and others still do', forgets),
    contract('a frame may be changed by its sender after publish', ownsFrame),
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

async function reachesOthers(one: Bus, other: Bus, third: Bus): Promise<void> {
  const ears = [await ear(other, 'a'), await ear(third, 'a'), await ear(third, 'a')]
  await one.publish('a', bytes('hello'))
  for (const { until, heard } of ears) {
    await until(1)
    deepStrictEqual(heard, ['hello'])
  }
}

async function isNotEchoed(one: Bus, other: Bus): Promise<void> {
  const own = await ear(one, 'a')
  const theirs = await ear(other, 'a')
  await one.publish('a', bytes('mine'))
  await theirs.until(1)
  // What the other says afterwards has to come; anything of our own would have come before it.
  await other.publish('a', bytes('theirs'))
  await own.until(1)
  deepStrictEqual(own.heard, ['theirs'])
}

async function keepsOrder(one: Bus, other: Bus): Promise<void> {
  const { heard, until } = await ear(other, 'a')
  const sent = Array.from({ length: 200 }, (_, index) => String(index))
  await Promise.all(sent.map((each) => one.publish('a', bytes(each))))
  await until(sent.length)
  deepStrictEqual(heard, sent)
}

async function keepsTopicsApart(one: Bus, other: Bus): Promise<void> {
  const a = await ear(other, 'a')
  const b = await ear(other, 'b')
  await one.publish('a', bytes('for a'))
  await one.publish('ab', bytes('for nobody'))
  await one.publish('b', bytes('for b'))
  await Promise.all([a.until(1), b.until(1)])
  deepStrictEqual([a.heard, b.heard], [['for a'], ['for b']])
}

async function forgets(one: Bus, other: Bus, third: Bus): Promise<void> {
  const gone = await ear(other, 'a')
  const stays = await ear(third, 'a')
  await gone.stop()
  await gone.stop()
  await one.publish('a', bytes('late'))
  await stays.until(1)
  strictEqual(gone.heard.length, 0)
}

async function ownsFrame(one: Bus, other: Bus): Promise<void> {
  const { heard, until } = await ear(other, 'a')
  const frame = bytes('before')
  const published = one.publish('a', frame)
  frame.fill(0x58)
  await published
  await until(1)
  deepStrictEqual(heard, ['before'])
}
