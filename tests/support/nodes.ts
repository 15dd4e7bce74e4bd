/**
 * Several real nodes of one site: processes of their own on a real Redis and a real Postgres, and the way people take to them.
 *
 * The way is what a proxy does: it looks at `/ready` all the time, sends people to nodes that say yes, in turn, and tries the
 * next one when a node refuses. Nobody is bound to a node.
 */
import { onTestFinished } from 'vitest'
import { startBroker, type Broker } from './broker.js'
import { POURED } from './durable.js'
import { postgresPlace } from './postgres.js'
import { startProcess, type ServerProcess, type ServerProcessOptions } from './server-process.js'
import { until } from './until.js'

/** How often the way looks at the nodes. */
const LOOK_MS = 100

export interface Nodes {
  readonly broker: Broker
  /** Of the database all share. */
  readonly database: string
  /** The processes of now. */
  readonly list: readonly ServerProcess[]
  /** The next node that is ready; without any, the next of all. */
  next(): string
  /** Nobody is sent to it any more, as by an operator's hand. */
  isolate(index: number): void
  /** SIGTERM, its end awaited, and started again on the same port. Gives how long its end took. */
  restart(index: number): Promise<number>
  /** Starts a node again that is gone. */
  revive(index: number): Promise<void>
  /** Every line of every log since the start. */
  output(): string
}

export interface NodesOptions {
  readonly count?: number
  readonly config?: object
  /** More for one node: a preload, a namespace. */
  readonly each?: (index: number, services: Services) => Promise<ServerProcessOptions> | ServerProcessOptions
}

export interface Services {
  readonly broker: Broker
  readonly database: string
}

/** Starts nodes and waits until all of them are ready. Everything ends with the test. */
export async function startNodes({ count = 3, config = {}, each = () => ({}) }: NodesOptions = {}): Promise<Nodes> {
  const [broker, place] = await Promise.all([startBroker(), postgresPlace()])
  onTestFinished(() => place.remove())
  const common = { database: place.url, bus: broker.url, ...POURED, ...config }
  const past: string[] = []
  const list: ServerProcess[] = []
  const options: ServerProcessOptions[] = []
  for (let index = 0; index < count; index++) {
    const own = await each(index, { broker, database: place.url })
    options.push({ ...own, config: { ...common, ...own.config } })
    list.push(await startProcess(options[index]))
  }
  const ready = list.map(() => true)
  const isolated = new Set<number>()
  let turn = 0
  const look = setInterval(() => {
    for (const [index, { url }] of list.entries())
      fetch(`${url}/roomful/ready`, { signal: AbortSignal.timeout(1_000) }).then(
        ({ ok }) => (ready[index] = ok),
        () => (ready[index] = false),
      )
  }, LOOK_MS)
  onTestFinished(() => clearInterval(look))
  const isOpen = (index: number): boolean => ready[index] === true && !isolated.has(index)

  async function revive(index: number): Promise<void> {
    const old = list[index]
    if (!old) throw new Error(`there is no node ${index}`)
    past.push(old.output())
    list[index] = await startProcess({ ...options[index], port: old.port })
    await until(() => ready[index] === true, `node ${index} is ready again`)
  }
  return {
    broker,
    database: place.url,
    list,
    next() {
      for (let tries = 0; tries < count; tries++) if (isOpen(++turn % count)) break
      return list[turn % count]?.url ?? ''
    },
    isolate: (index) => void isolated.add(index),
    async restart(index) {
      const startedMs = performance.now()
      await list[index]?.kill('SIGTERM')
      const tookMs = performance.now() - startedMs
      ready[index] = false
      await revive(index)
      return tookMs
    },
    revive,
    output: () => [...past, ...list.map((node) => node.output())].join(''),
  }
}
