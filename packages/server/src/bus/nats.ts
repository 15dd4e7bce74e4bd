/** A bus over NATS: what an operator may set, and nothing else. */
import type { Clock, Random } from '@roomful/protocol'
import { systemClock } from '../platform/clock.js'
import { silentLog, type Log } from '../platform/log.js'
import { systemRandom } from '../platform/random.js'
import { brokerBus } from './broker-bus.js'
import { readBrokerAddresses } from './broker-address.js'
import type { Bus } from './bus.js'
import { loadNats, natsBroker } from './nats-link.js'

/** How a bus uses NATS. Everything has a default. */
export interface NatsBusOptions {
  /** For `tls://`, or a server that wants it: own certificates, as PEM or by file. Default: the authorities Node believes. */
  readonly tls?: NatsTls
  /** What is in the `.creds` file of an account. Default: name and password of the address, if there are any. */
  readonly credentials?: string
  /** Receives `bus-away` and `bus-back`. Default: nothing is said. */
  readonly log?: Log
  /** Time and chance, for tests. Default: the real ones. */
  readonly clock?: Clock
  readonly random?: Random
}

/** Certificates and key, as text or as the names of files. */
export interface NatsTls {
  readonly ca?: string
  readonly caFile?: string
  readonly cert?: string
  readonly certFile?: string
  readonly key?: string
  readonly keyFile?: string
  /** The server speaks TLS from the first byte on. Default: after its greeting. */
  readonly handshakeFirst?: boolean
}

const CONNECT_MS = 4_000

/**
 * Connects to NATS at `nats://[NAME:PASSWORD@]HOST[:PORT]` or `nats://TOKEN@…`, with TLS `tls://…`; several servers with commas.
 *
 * Only its core is used, nothing is kept in it. While it is away, publishing rejects `BUS_UNAVAILABLE` within a second, and the
 * bus comes back by itself.
 *
 * @throws OPTION_INVALID, DEPENDENCY_MISSING; BUS_UNAVAILABLE when it does not answer within five seconds (may pass).
 */
export async function natsBus(url: string, options: NatsBusOptions = {}): Promise<Bus> {
  const { tls, credentials, log = silentLog, clock = systemClock, random = systemRandom } = options
  const addresses = readBrokerAddresses('nats', url)
  const driver = await loadNats()
  const broker = natsBroker({ driver, addresses, tls, credentials, connectTimeoutMs: CONNECT_MS })
  return brokerBus(broker, { clock, random, log })
}
