/** From the option `bus` to a bus. */
import type { Clock, Random } from '@roomful/protocol'
import type { Log } from '../platform/log.js'
import type { Bus } from './bus.js'
import { memoryBus } from './memory.js'
import { natsBus } from './nats.js'
import { redisBus } from './redis.js'

export interface BusParts {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/**
 * @param address `redis://…`, `rediss://…`, `nats://…` or `tls://…` (NATS), checked before; undefined: this node is alone.
 * @throws BUS_UNAVAILABLE, DEPENDENCY_MISSING
 */
export async function openBus(address: string | undefined, parts: BusParts): Promise<Bus> {
  if (address === undefined) return memoryBus()
  return /^rediss?:/.test(address) ? redisBus(address, parts) : natsBus(address, parts)
}
