/** Where a server is: its address as people write it, and the two addresses that follow from it. */
import { RoomfulError } from '@roomful/protocol'

export interface ServerAddress {
  /** Without a slash at its end, for instance `https://example.com/roomful`. */
  readonly base: string
  readonly origin: string
  readonly socket: string
  /** The way there does not leave the device, so whether the device is online says nothing. */
  readonly isLoopback: boolean
}

const DEFAULT_PREFIX = '/roomful'

/**
 * Reads an address: an origin (the prefix is then `/roomful`), or an origin and a prefix.
 *
 * @throws `OPTION_INVALID` when it is no http(s) address, or when there is none and no page to take it from.
 */
export function serverAddress(url: string | undefined, pageHref: string | undefined): ServerAddress {
  const parsed = parse(url, pageHref)
  const path = parsed.pathname.replace(/\/+$/, '') || DEFAULT_PREFIX
  const socketProtocol = parsed.protocol === 'https:' ? 'wss:' : 'ws:'
  return {
    base: `${parsed.protocol}//${parsed.host}${path}`,
    origin: parsed.origin,
    socket: `${socketProtocol}//${parsed.host}${path}/v1/socket`,
    isLoopback: /^(localhost|127\.[\d.]+|\[::1\])$/.test(parsed.hostname),
  }
}

function parse(url: string | undefined, pageHref: string | undefined): URL {
  const written = url ?? (pageHref === undefined ? '' : new URL('/', pageHref).href)
  try {
    const parsed = new URL(written, pageHref)
    parsed.protocol = parsed.protocol.replace(/^ws/, 'http')
    if (parsed.protocol === 'http:' || parsed.protocol === 'https:') return parsed
  } catch {
    // Falls through to the same answer as an address with another scheme.
  }
  throw new RoomfulError('OPTION_INVALID', {
    at: 'url',
    message: `connect: "${written}" is not the http(s) address of a Roomful server.`,
  })
}
