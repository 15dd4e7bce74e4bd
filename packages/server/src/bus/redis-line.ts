/**
 * The two connections to one Redis server: one that speaks, one that listens. `ioredis` is used only here.
 *
 * Two, because a connection that listens may not speak in the protocol that every Redis and every proxy before it knows.
 * All that ioredis would do by itself (reconnecting, queueing, subscribing again) is off: what a link is worth is decided in
 * broker-bus.ts. An error of a connection is its end.
 */
import type { ConnectionOptions } from 'node:tls'
import type { Redis } from 'ioredis'
import { RoomfulError } from '@roomful/protocol'
import type { BrokerAddress } from './broker-address.js'
import { BrokerTrouble, reasonOf, type LinkEvents, type Parcel } from './broker-link.js'

/** The part of `ioredis` that is used here. */
export interface RedisDriver {
  readonly Redis: typeof Redis
}

/** @throws DEPENDENCY_MISSING */
export async function loadRedis(): Promise<RedisDriver> {
  try {
    return await import('ioredis')
  } catch (cause) {
    const message = 'A Redis or Valkey broker needs the package "ioredis": npm install ioredis'
    throw new RoomfulError('DEPENDENCY_MISSING', { cause, message })
  }
}

export interface RedisLineParts {
  readonly driver: RedisDriver
  readonly address: BrokerAddress
  readonly tls: ConnectionOptions
  readonly connectTimeoutMs: number
  readonly events: LinkEvents
}

export interface RedisLine {
  readonly ready: Promise<void>
  /** The answer of CLUSTER SLOTS; undefined where there is no cluster. */
  slots(): Promise<unknown>
  publish(command: 'publish' | 'spublish', parcels: readonly Parcel[]): Promise<readonly (string | undefined)[]>
  /** What was refused, in the order of the topics. */
  listen(command: ListenCommand, topics: readonly string[]): Promise<readonly (string | undefined)[]>
  ping(): Promise<void>
  close(): void
}

type ListenCommand = 'subscribe' | 'unsubscribe' | 'ssubscribe' | 'sunsubscribe'

export function openRedisLine(parts: RedisLineParts): RedisLine {
  const { onFrame, onEnd } = parts.events
  let trouble: unknown
  const open = (): Redis => {
    const redis = connection(parts)
    // The first word says what is wrong; what follows is only its echo.
    redis.on('error', (error: unknown) => onEnd(reasonOfRedis((trouble ??= error))))
    redis.on('end', () => onEnd(reasonOfRedis(trouble)))
    return redis
  }
  const speaking = open()
  const listening = open()
  const hear = (channel: Buffer, message: Buffer): void => onFrame(channel.toString(), message)
  listening.on('messageBuffer', hear)
  listening.on('smessageBuffer', hear)
  // The cluster moved a topic to another of its servers.
  listening.on('moved', () => onEnd('MOVED'))
  const both = <T>(work: (redis: Redis) => Promise<T>): Promise<void> =>
    Promise.all([work(speaking), work(listening)]).then(
      () => undefined,
      (error: unknown) => {
        throw new BrokerTrouble(reasonOfRedis(trouble ?? error), trouble ?? error)
      },
    )

  return {
    ready: both(async (redis) => {
      await redis.connect()
      // Not every version of ioredis says anything before it is ready, and a server may let in and then refuse.
      await redis.ping()
    }),
    async slots() {
      try {
        return await speaking.cluster('SLOTS')
      } catch (error) {
        // A server on its own, one behind a proxy, or an account that may not ask.
        if (isAnswer(error)) return undefined
        throw error
      }
    },
    async publish(command, parcels) {
      const pipeline = speaking.pipeline()
      for (const { topic, bytes } of parcels) pipeline[command](topic, view(bytes))
      const answers = (await pipeline.exec()) ?? []
      return parcels.map((_, index) => refusalOf(answers[index]?.[0]))
    },
    async listen(command, topics) {
      const answers = await Promise.allSettled(topics.map((topic) => listening[command](topic)))
      return answers.map((answer) => (answer.status === 'rejected' ? refusalOf(answer.reason) : undefined))
    },
    ping: () => both((redis) => redis.ping()),
    close() {
      for (const redis of [speaking, listening]) redis.disconnect()
    },
  }
}

function connection({ driver, address, tls, connectTimeoutMs }: RedisLineParts): Redis {
  const { host, port, username, password, isSecure } = address
  return new driver.Redis({
    host,
    port,
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    ...(isSecure ? { tls } : {}),
    connectionName: 'roomful',
    connectTimeout: connectTimeoutMs,
    lazyConnect: true,
    retryStrategy: () => null,
    enableOfflineQueue: false,
    // It asks for INFO, which an account that only carries frames need not be allowed.
    enableReadyCheck: false,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
  })
}

/** Without copying; ioredis takes Buffers only. */
const view = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Whether Redis itself said no, and not the connection. */
const isAnswer = (error: unknown): error is Error => error instanceof Error && error.name === 'ReplyError'

/** What is refused for good. Anything else means that the link is of no use any more, and is thrown. */
function refusalOf(error: unknown): string | undefined {
  if (error === undefined || error === null) return undefined
  if (isAnswer(error) && error.message.startsWith('NOPERM')) return 'NOPERM'
  throw new BrokerTrouble(reasonOfRedis(error), error)
}

/** Redis begins its refusals with a word (`WRONGPASS`, `NOAUTH`, `MOVED`); what follows may quote what it was sent. */
function reasonOfRedis(error: unknown): string {
  const [word = ''] = isAnswer(error) ? error.message.split(' ', 1) : []
  return /^[A-Z]{2,20}$/.test(word) ? word : reasonOf(error)
}
