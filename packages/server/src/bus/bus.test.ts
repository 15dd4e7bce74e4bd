import { RoomfulError } from '@roomful/protocol'
import { expect, test } from 'vitest'
import type { Bus } from './bus.js'
import { busContract } from './contract.js'
import type { BusHarness } from './contract.js'
import { memoryBus, memoryExchange } from './memory.js'

function harness(spoil: (bus: Bus) => Bus = (bus) => bus): BusHarness {
  return {
    nodes(count) {
      const exchange = memoryExchange()
      const whole = Array.from({ length: count }, () => memoryBus(exchange))
      const nodes = whole.map((bus) => spoil(bus))
      const behind = (node: Bus): Bus => whole[nodes.indexOf(node)]!
      return Promise.resolve({
        nodes,
        cut: async (node) => exchange.cut(behind(node)),
        heal: async (node) => exchange.heal(behind(node)),
        close: async () => void (await Promise.all(nodes.map((node) => node.close()))),
      })
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
      ...bus,
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
  'keeps for later what nobody can hear now': (bus) => {
    const kept: (() => Promise<void>)[] = []
    bus.onGap(() => void kept.splice(0).map((send) => send()))
    return {
      ...bus,
      publish: async (topic, frame) => {
        const send = (): Promise<void> => bus.publish(topic, frame)
        if (bus.isUp()) return send()
        kept.push(send)
        throw new RoomfulError('BUS_UNAVAILABLE')
      },
    }
  },
  'takes what it then loses': (bus) => ({ ...bus, publish: (...all) => bus.publish(...all).catch(() => undefined) }),
  'waits while the broker is away': (bus) => ({
    ...bus,
    publish: async (...all) => {
      while (!bus.isUp()) await new Promise((resolve) => setTimeout(resolve, 10))
      await bus.publish(...all)
    },
  }),
  'tells of no gap': (bus) => ({ ...bus, onGap: () => () => undefined }),
  'tells of gaps that are none': (bus) => {
    const listeners = new Set<() => void>()
    return {
      ...bus,
      onGap: (listener) => (listeners.add(listener), bus.onGap(listener)),
      subscribe: (...all) => (listeners.forEach((listener) => listener()), bus.subscribe(...all)),
    }
  },
  'never stops telling': (bus) => ({ ...bus, onGap: (listener) => (bus.onGap(listener), () => undefined) }),
  'believes to be up': (bus) => ({ ...bus, isUp: () => true }),
  'forgets its subscriptions': (bus) => {
    const undos: (() => Promise<void>)[] = []
    bus.onGap(() => void undos.splice(0).map((undo) => undo()))
    return {
      ...bus,
      async subscribe(topic, onFrame) {
        const undo = await bus.subscribe(topic, onFrame)
        undos.push(undo)
        return undo
      },
    }
  },
  'hears after its end': (bus) => ({ ...bus, close: () => Promise.resolve() }),
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
