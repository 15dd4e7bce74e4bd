/**
 * Which pages may talk to this server. [H6,S8]
 *
 * Origins are compared whole and exactly: no prefix, no pattern, no regular expression, for those are how allow-lists
 * are got around. What a request's own address is (behind which proxies) is found out in `http/address.ts`.
 */
import { RoomfulError } from '@roomful/protocol'

/**
 * Tells whether a request may be served.
 *
 * `origin` is the header as it came, `served` the origin under which the request reached this server.
 */
export type OriginCheck = (origin: string | undefined, served: string | undefined) => boolean

/** @throws OPTION_INVALID for an entry a browser would never send; it would silently match nothing. */
export function createOriginCheck(allowed: readonly string[] | undefined): OriginCheck {
  if (allowed === undefined) return (origin, served) => origin === undefined || (origin === served && origin !== 'null')
  const exact = new Set(allowed.map(checkedOrigin))
  return (origin) => origin === undefined || exact.has(origin)
}

function checkedOrigin(entry: string): string {
  // Allowed in a URL, but whoever writes it expects a pattern, and there are none.
  const sent = entry.includes('*') ? undefined : originOf(entry)
  if (sent !== undefined && sent === entry) return entry
  const advice = sent === undefined ? 'write scheme, host and port, like "https://blog.example"' : `write "${sent}"`
  throw new RoomfulError('OPTION_INVALID', {
    at: 'origins',
    message: `origins: ${JSON.stringify(entry)} is not an origin as a browser sends it; ${advice}. There are no patterns.`,
  })
}

/** The origin a browser would send for an http(s) address, or undefined. */
function originOf(address: string): string | undefined {
  try {
    const url = new URL(address)
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : undefined
  } catch {
    return undefined
  }
}

// Anything else in a Host header (`@`, `/`, `?`, `#`, white space) would move the parts of a URL made from it.
const HOST = /^[A-Za-z0-9._~[\]:-]+$/

/** The origin made of a scheme and a Host header, default ports removed as browsers do; undefined for a nonsense host. */
export function servedOrigin(scheme: 'http' | 'https', host: string | undefined): string | undefined {
  return host === undefined || host.length > 260 || !HOST.test(host) ? undefined : originOf(`${scheme}://${host}`)
}
