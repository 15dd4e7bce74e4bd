/**
 * Which room the page at a link is: the same rule that the client follows, for what the server learns of pages by itself.
 *
 * The client's half is its `model/page-identity.ts`; the tests hold the two against each other. Decoded path, no slash at
 * its end, no fragment, the query only on request; with the host in front unless the page is on the server's own site.
 */
import { MAX_ROOM_ID_CHARS, anchorHash, isRoomId } from '@roomful/protocol'

export interface PageRoomOptions {
  /** Origin of the server's own site, whose pages carry no host. Default: there is none. */
  readonly home?: string | undefined
  /** The link is the page's canonical one, so that its query (`/?p=7`) tells pages apart. Default false. */
  readonly isCanonical?: boolean
}

/** The room of the page, or undefined when the link is no web address. */
export function roomOfPage(link: string, { home, isCanonical = false }: PageRoomOptions = {}): string | undefined {
  const page = parse(link.trim(), home)
  if (page === undefined || (page.protocol !== 'https:' && page.protocol !== 'http:')) return undefined
  const trimmed = withoutLastSlashes(page.pathname) || '/'
  const site = home !== undefined && isSameSite(page, home) ? '' : page.host
  const whole = site + decode(trimmed) + decode(isCanonical ? page.search : '')
  if (whole.length <= MAX_ROOM_ID_CHARS) return whole
  // Half a surrogate pair at its end is no id.
  const prefix = whole.slice(0, MAX_ROOM_ID_CHARS - 8).replace(/[\ud800-\udbff]$/, '')
  return `${prefix}~${anchorHash(whole).toString(36)}`
}

function parse(link: string, base: string | undefined): URL | undefined {
  try {
    return new URL(link, base)
  } catch {
    return undefined // Not an address, so not a page.
  }
}

function withoutLastSlashes(path: string): string {
  let end = path.length
  while (end > 0 && path[end - 1] === '/') end--
  return path.slice(0, end)
}

/** Old links say `http:` or `www.` where the site has long moved on; they mean the pages of today. */
function isSameSite(page: URL, home: string): boolean {
  const own = parse(home, undefined)
  return own !== undefined && bareHost(page) === bareHost(own)
}

const bareHost = (address: URL): string => address.host.replace(/^www\./, '')

/** Two spellings of one address are one room; what cannot be decoded stays as it came. */
function decode(part: string): string {
  try {
    const decoded = decodeURI(part).replace(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase())
    return decoded === '' || isRoomId(decoded.slice(0, MAX_ROOM_ID_CHARS)) ? decoded : part
  } catch {
    return part
  }
}
