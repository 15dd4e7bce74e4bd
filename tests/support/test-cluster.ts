/**
 * Several whole hubs on one bus under one fake clock, and what can happen to them: killed, ended, cut off, losing frames.
 *
 * The bus is the memory bus of the server with a short way between nodes; what fails is said by the test.
 */
import type { Counts } from '@roomful/protocol'
import { memoryExchange, type MemoryExchange } from '../../packages/server/src/bus/memory.js'
import type { Bus } from '../../packages/server/src/bus/bus.js'
import { createWorld, type World } from './fake-clock.js'
import { createDice, type Dice } from './seeded-random.js'
import { createTestGate } from './test-gate.js'
import { createTestHub, type TestHub, type TestHubOptions, type TestPage } from './test-hub.js'

export interface TestNode extends TestHub {
  readonly bus: Bus
  /** The process is gone, with its sockets; nobody was told. */
  kill(): void
  /** Says farewell and ends. */
  end(overMs?: number): Promise<void>
}

export interface TestCluster {
  readonly world: World
  readonly dice: Dice
  readonly exchange: MemoryExchange
  readonly nodes: readonly TestNode[]
  /** Starts another node. */
  start(): TestNode
  run(ms: number): Promise<void>
}

export interface TestClusterOptions extends Omit<TestHubOptions, 'world' | 'bus'> {
  readonly nodes?: number
}

export async function createTestCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const dice = createDice(options.seed ?? 1)
  const world = createWorld(dice)
  const exchange = memoryExchange()
  const nodes: TestNode[] = []
  let started = 0
  let guests = 0
  const gate = options.gate ?? createTestGate({ guestId: () => `g_${++guests}` })
  const cluster: TestCluster = {
    world,
    dice,
    exchange,
    nodes,
    start() {
      const bus = exchange.join()
      const pages: TestPage[] = []
      const kit = createTestHub({ ...options, gate, world, bus, seed: (options.seed ?? 1) * 1_000 + ++started })
      const node: TestNode = {
        ...kit,
        bus,
        connect(connectOptions) {
          const page = kit.connect(connectOptions)
          pages.push(page)
          return page
        },
        async enter(hello = {}) {
          const page = node.connect()
          page.send({ t: 'hello', v: 1, ...(hello as object) })
          await world.runUntil(() => page.all('welcome').length > 0 || page.closeCode !== undefined, 1_000)
          await world.run(0)
          return page
        },
        kill() {
          kit.clock.stop()
          void bus.close()
          for (const page of pages) if (page.wire.isServerOpen) page.wire.die(false)
        },
        async end(overMs = 0) {
          let isOver = false
          void kit.hub
            .drain({ overMs })
            .then(() => kit.cluster?.stop())
            .then(() => (isOver = true))
          await world.runUntil(() => isOver, 20_000)
          kit.clock.stop()
          void bus.close()
        },
      }
      nodes.push(node)
      return node
    },
    run: (ms) => world.run(ms),
  }
  for (let index = 0; index < (options.nodes ?? 2); index++) cluster.start()
  // Until all know each other.
  await world.run(100)
  return cluster
}

/** What a page knows of a room at this moment, from everything it was told: members without refs, and the counts. */
export function viewOf(page: TestPage): { members: Record<string, object>; counts: Counts | undefined } {
  const members = new Map<string, object>()
  let counts: Counts | undefined
  for (const { message } of page.arrivals) {
    const { t } = message
    if (t === 'joined') {
      members.clear()
      for (const member of message.members) members.set(member.id, withoutRefs(member))
      counts = message.counts
    } else if (t === 'members') {
      for (const member of message.set ?? []) members.set(member.id, withoutRefs(member))
      for (const id of message.gone ?? []) members.delete(id)
    } else if (t === 'counts') {
      const { connections, people, active } = message
      counts = { connections, people, active }
    }
  }
  return { members: Object.fromEntries([...members].toSorted()), counts }
}

function withoutRefs({ refs, ...rest }: { readonly refs: readonly number[] }): object {
  return { ...rest, connections: refs.length }
}
