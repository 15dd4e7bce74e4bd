/**
 * Redis or Valkey as a broker: one server with plain pub/sub, or a cluster with sharded pub/sub.
 *
 * In a cluster each topic lives on one master, so that its frames do not travel to all of them; a link is then a line to
 * every master, and ends when one of them does: after a failover everything is asked anew.
 */
import type { ConnectionOptions } from 'node:tls'
import type { BrokerAddress } from './broker-address.js'
import { BrokerTrouble, type Broker, type BrokerLink, type LinkEvents } from './broker-link.js'
import { openRedisLine, type RedisDriver, type RedisLine } from './redis-line.js'
import { readSlots, slotOf, type HostPort } from './redis-slots.js'

export interface RedisBrokerParts {
  readonly driver: RedisDriver
  /** Asked one after the other, from one dial to the next. */
  readonly addresses: readonly [BrokerAddress, ...BrokerAddress[]]
  readonly tls: ConnectionOptions
  readonly connectTimeoutMs: number
  /** Where a server of the cluster is reached from here. */
  reach(server: HostPort): HostPort
}

export function redisBroker(parts: RedisBrokerParts): Broker {
  let turn = 0
  return {
    name: 'Redis',
    isEchoing: true,
    connect(events) {
      const { addresses } = parts
      const address = addresses[turn++ % addresses.length] ?? addresses[0]
      return connectRedis(parts, address, events)
    },
  }
}

/** Where topics go: all to one line, or each to the master of its slot. */
interface Routes {
  readonly isSharded: boolean
  readonly lines: readonly RedisLine[]
  lineOf(topic: string): RedisLine
}

function connectRedis(parts: RedisBrokerParts, address: BrokerAddress, events: LinkEvents): BrokerLink {
  const opened: RedisLine[] = []
  let isClosed = false
  const open = async (at: BrokerAddress): Promise<RedisLine> => {
    if (isClosed) throw new BrokerTrouble('closed')
    const line = openRedisLine({ ...parts, address: at, events })
    opened.push(line)
    await line.ready
    return line
  }
  return overRoutes(findRoutes(parts, address, open), () => {
    isClosed = true
    for (const line of opened) line.close()
  })
}

async function findRoutes(
  parts: RedisBrokerParts,
  address: BrokerAddress,
  open: (at: BrokerAddress) => Promise<RedisLine>,
): Promise<Routes> {
  const first = await open(address)
  const answer = await first.slots()
  if (answer === undefined) return { isSharded: false, lines: [first], lineOf: () => first }
  const slots = readSlots(answer, address)
  if (!slots) throw new BrokerTrouble('CLUSTERDOWN')
  const masters = slots.masters.map((master) => parts.reach(master))
  const lines = await Promise.all(
    masters.map(async ({ host, port }) =>
      host === address.host && port === address.port ? first : open({ ...address, host, port }),
    ),
  )
  const lineOf = (topic: string): RedisLine => lines[slots.bySlot[slotOf(topic)] ?? 0] ?? first
  return { isSharded: true, lines, lineOf }
}

function overRoutes(found: Promise<Routes>, close: () => void): BrokerLink {
  const ready = found.then(() => undefined)
  // Whoever closes a link that is still being made does not wait for it.
  ready.catch(() => undefined)

  async function listen(command: 'subscribe' | 'unsubscribe', topics: readonly string[]): Promise<Map<string, string>> {
    const { isSharded, lineOf } = await found
    const refused = new Map<string, string>()
    await eachLine(topics, lineOf, async (line, own) => {
      const words = await line.listen(isSharded ? `s${command}` : command, own)
      for (const [at, word] of words.entries()) if (word !== undefined) refused.set(own[at] ?? '', word)
    })
    return refused
  }

  return {
    ready,
    async publish(parcels) {
      const { isSharded, lineOf } = await found
      const refused = new Map<number, string>()
      const numbered = parcels.map((parcel, index) => ({ ...parcel, index }))
      await eachLine(
        numbered,
        ({ topic }) => lineOf(topic),
        async (line, own) => {
          const words = await line.publish(isSharded ? 'spublish' : 'publish', own)
          for (const [at, word] of words.entries()) if (word !== undefined) refused.set(own[at]?.index ?? -1, word)
        },
      )
      return refused
    },
    subscribe: (topics) => listen('subscribe', topics),
    async unsubscribe(topics) {
      await listen('unsubscribe', topics)
    },
    async ping() {
      await Promise.all((await found).lines.map((line) => line.ping()))
    },
    close,
  }
}

/** Does the work with each line and what belongs to it, in its order. */
async function eachLine<T>(
  items: readonly T[],
  lineOf: (item: T) => RedisLine,
  work: (line: RedisLine, own: readonly T[]) => Promise<void>,
): Promise<void> {
  const byLine = new Map<RedisLine, T[]>()
  for (const item of items) {
    const line = lineOf(item)
    const own = byLine.get(line)
    if (own) own.push(item)
    else byLine.set(line, [item])
  }
  await Promise.all([...byLine].map(([line, own]) => work(line, own)))
}
