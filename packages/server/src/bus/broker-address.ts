/** Addresses of brokers as operators write them: one, or several with commas. */
import { RoomfulError } from '@roomful/protocol'

export interface BrokerAddress {
  readonly host: string
  readonly port: number
  readonly isSecure: boolean
  readonly username: string
  readonly password: string
}

/** What may stand before `://`, and what it means. */
const SCHEMES: ReadonlyMap<string, { readonly isRedis: boolean; readonly isSecure: boolean; readonly port: number }> =
  new Map([
    ['redis:', { isRedis: true, isSecure: false, port: 6_379 }],
    ['rediss:', { isRedis: true, isSecure: true, port: 6_379 }],
    ['nats:', { isRedis: false, isSecure: false, port: 4_222 }],
    ['tls:', { isRedis: false, isSecure: true, port: 4_222 }],
  ])

/** Whether this is a list of addresses of one kind of broker; the others are then refused. */
export function isBrokerAddress(text: string): boolean {
  return brokerKind(text) !== undefined
}

/** `redis` for Redis and Valkey, `nats`; undefined if it is no address or a mixture. */
export function brokerKind(text: string): 'redis' | 'nats' | undefined {
  const kinds = text.split(',').map((each) => {
    const url = parse(each)
    const scheme = url && SCHEMES.get(url.protocol)
    return scheme && url.hostname !== '' ? scheme.isRedis : undefined
  })
  const [first] = kinds
  if (first === undefined || kinds.some((kind) => kind !== first)) return undefined
  return first ? 'redis' : 'nats'
}

/** @throws OPTION_INVALID, without repeating the address: it may hold a password. */
export function readBrokerAddresses(
  kind: 'redis' | 'nats',
  text: string,
): readonly [BrokerAddress, ...BrokerAddress[]] {
  const [first, ...others] = text.split(',').flatMap((each): BrokerAddress[] => {
    const url = parse(each)
    const scheme = url && SCHEMES.get(url.protocol)
    if (!scheme) return []
    return [
      {
        host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: url.port === '' ? scheme.port : Number(url.port),
        isSecure: scheme.isSecure,
        username: decodeURIComponent(url.username),
        password: decodeURIComponent(url.password),
      },
    ]
  })
  if (brokerKind(text) !== kind || !first) {
    const message = `The address of the broker must be like ${kind}://HOST:PORT; several with commas between them.`
    throw new RoomfulError('OPTION_INVALID', { at: 'bus', message })
  }
  return [first, ...others]
}

function parse(text: string): URL | undefined {
  try {
    const url = new URL(text.trim())
    decodeURIComponent(url.username + url.password)
    return url
  } catch {
    return undefined
  }
}
