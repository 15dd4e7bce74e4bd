/**
 * NATS as a broker. `@nats-io/transport-node` is used only here.
 *
 * Its own reconnecting is off: while it is away it would keep what is published without end, and drop it without a word.
 */
import type { ConnectionOptions, NatsConnection, Subscription } from '@nats-io/transport-node'
import { RoomfulError } from '@roomful/protocol'
import type { BrokerAddress } from './broker-address.js'
import { BrokerTrouble, reasonOf, type Broker, type BrokerLink, type LinkEvents } from './broker-link.js'
import { subjectOf } from './nats-subject.js'

/** The part of the package that is used here. */
export interface NatsDriver {
  connect(options: ConnectionOptions): Promise<NatsConnection>
  credsAuthenticator(credentials: Uint8Array): NonNullable<ConnectionOptions['authenticator']>
}

/** @throws DEPENDENCY_MISSING */
export async function loadNats(): Promise<NatsDriver> {
  try {
    return await import('@nats-io/transport-node')
  } catch (cause) {
    const message = 'A NATS broker needs the package "@nats-io/transport-node": npm install @nats-io/transport-node'
    throw new RoomfulError('DEPENDENCY_MISSING', { cause, message })
  }
}

export interface NatsBrokerParts {
  readonly driver: NatsDriver
  /** Tried in a drawn order at each dial. */
  readonly addresses: readonly [BrokerAddress, ...BrokerAddress[]]
  readonly tls: ConnectionOptions['tls']
  /** What is in a `.creds` file. */
  readonly credentials: string | undefined
  readonly connectTimeoutMs: number
}

export function natsBroker(parts: NatsBrokerParts): Broker {
  return {
    name: 'NATS',
    // The server leaves out whoever published.
    isEchoing: false,
    connect: (events) => connectNats(parts, events),
  }
}

function connectNats(parts: NatsBrokerParts, events: LinkEvents): BrokerLink {
  const subscriptions = new Map<string, Subscription>()
  let isClosed = false
  const connection = open(parts)

  async function watch(): Promise<void> {
    const nats = await connection
    if (isClosed) return nats.close()
    const error = await nats.closed()
    events.onEnd(error ? reasonOfNats(error) : 'closed')
  }
  const ready = connection.then(
    () => undefined,
    (error: unknown) => {
      throw new BrokerTrouble(reasonOfNats(error), error)
    },
  )
  // Whoever closes a link that is still being made does not wait for it.
  ready.catch(() => undefined)
  watch().catch(() => undefined)

  return {
    ready,
    async publish(parcels) {
      const nats = await connection
      const refused = new Map<number, string>()
      const maxBytes = nats.info?.max_payload ?? Number.POSITIVE_INFINITY
      for (const [index, { topic, bytes }] of parcels.entries()) {
        // The server would end the connection over it.
        if (bytes.length > maxBytes) refused.set(index, 'too large')
        else nats.publish(subjectOf(topic), bytes)
      }
      await nats.flush()
      return refused
    },
    async subscribe(topics) {
      const nats = await connection
      const refused = new Map<string, string>()
      for (const topic of topics) {
        const subscription = nats.subscribe(subjectOf(topic), {
          callback: (error, message) => {
            if (error) refused.set(topic, 'permission')
            else events.onFrame(topic, message.data)
          },
        })
        subscriptions.set(topic, subscription)
      }
      // The server answers in order: whatever it refuses it has said before this comes back.
      await nats.flush()
      return refused
    },
    async unsubscribe(topics) {
      for (const topic of topics) {
        subscriptions.get(topic)?.unsubscribe()
        subscriptions.delete(topic)
      }
      await (await connection).flush()
    },
    ping: async () => (await connection).flush(),
    close() {
      isClosed = true
      connection.then((nats) => nats.close()).catch(() => undefined)
    },
  }
}

function open({ driver, addresses, tls, credentials, connectTimeoutMs }: NatsBrokerParts): Promise<NatsConnection> {
  const [{ username, password }] = addresses
  const isSecure = addresses.some((address) => address.isSecure)
  return driver.connect({
    servers: addresses.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`),
    ...(credentials === undefined ? {} : { authenticator: driver.credsAuthenticator(Buffer.from(credentials)) }),
    // A name alone is a token.
    ...(username === '' ? {} : password === '' ? { token: username } : { user: username, pass: password }),
    ...(isSecure || tls ? { tls: tls ?? {} } : {}),
    name: 'roomful',
    noEcho: true,
    reconnect: false,
    ignoreClusterUpdates: true,
    timeout: connectTimeoutMs,
    noAsyncTraces: true,
  })
}

/** Names of the client's errors, without its sentences: those may quote what was sent. */
function reasonOfNats(error: unknown): string {
  const cause: unknown = (error as { cause?: unknown } | null)?.cause
  const code = reasonOf(cause ?? error)
  if (code !== 'broken') return code
  return error instanceof Error && /^[A-Za-z]{2,40}$/.test(error.name) ? error.name : code
}
