/** A bus over Redis (7 or newer) or Valkey: what an operator may set, and nothing else. */
import type { ConnectionOptions } from 'node:tls'
import type { Clock, Random } from '@roomful/protocol'
import { systemClock } from '../platform/clock.js'
import { silentLog, type Log } from '../platform/log.js'
import { systemRandom } from '../platform/random.js'
import { brokerBus } from './broker-bus.js'
import { readBrokerAddresses } from './broker-address.js'
import type { Bus } from './bus.js'
import { redisBroker } from './redis-link.js'
import { loadRedis } from './redis-line.js'
import type { HostPort } from './redis-slots.js'

/** How a bus uses Redis. Everything has a default. */
export interface RedisBusOptions {
  /** For `rediss://`: own certificates and the like. Default: the authorities that Node believes. */
  readonly tls?: ConnectionOptions
  /** For a cluster whose servers are reached under other addresses than they give: theirs in, ours out. Default: the same. */
  readonly reach?: (server: HostPort) => HostPort
  /** Receives `bus-away` and `bus-back`. Default: nothing is said. */
  readonly log?: Log
  /** Time and chance, for tests. Default: the real ones. */
  readonly clock?: Clock
  readonly random?: Random
}

/** A server that does not answer on the network at all; its silence later on is broker-bus.ts' business. */
const CONNECT_MS = 4_000

/**
 * Connects to Redis or Valkey at `redis://[NAME:PASSWORD@]HOST[:PORT]`, with TLS `rediss://…`; several addresses with commas.
 *
 * A cluster is noticed and used with sharded pub/sub. Nothing is kept in it: an empty one will do. While it is away,
 * publishing rejects `BUS_UNAVAILABLE` within a second, and the bus comes back by itself.
 *
 * @throws OPTION_INVALID, DEPENDENCY_MISSING; BUS_UNAVAILABLE when it does not answer within five seconds (may pass).
 */
export async function redisBus(url: string, options: RedisBusOptions = {}): Promise<Bus> {
  const { tls = {}, reach = (server) => server, log = silentLog, clock = systemClock, random = systemRandom } = options
  const addresses = readBrokerAddresses('redis', url)
  const driver = await loadRedis()
  return brokerBus(redisBroker({ driver, addresses, tls, reach, connectTimeoutMs: CONNECT_MS }), { clock, random, log })
}
