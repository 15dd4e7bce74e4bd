/**
 * [R1] Which room a page is: an explicit id, else its canonical link, else its address, both without fragment.
 *
 * A room id is the path, decoded, without a trailing slash; on a page of another site than the server's own, with the
 * page's host in front, so that two sites that share a server never share a room by chance. A query splits rooms only where
 * the page's author put it into the canonical link (`/?p=7`): whatever a mailing or an ad hangs onto the address does not.
 */
import { anchorHash, isRoomId, MAX_ROOM_ID_CHARS } from '@roomful/protocol'
import type { PagePlace } from '../platform/environment.js'

/** What is known about the page while following it from route to route. */
export interface PageTrail {
  readonly place: PagePlace
  readonly room: string
  /** A canonical link that stayed when the address changed, and so speaks of an earlier page. */
  readonly outdated: string | undefined
}

/** The room of a page that has just been loaded. `home` is the origin of the server. */
export function startTrail(place: PagePlace, home: string): PageTrail {
  return { place, room: roomOfPage(place, undefined, home), outdated: undefined }
}

/** The room after the address or the canonical link may have changed. */
export function followTrail(trail: PageTrail, place: PagePlace, home: string): PageTrail {
  const hasMoved = pathOf(trail.place.href) !== pathOf(place.href)
  const isLeftBehind = place.canonical !== undefined && place.canonical === trail.place.canonical
  // Apps that never touch the link they were served with would otherwise keep everybody in the first page's room.
  const outdated = isLeftBehind ? (hasMoved ? place.canonical : trail.outdated) : undefined
  return { place, room: roomOfPage(place, outdated, home), outdated }
}

/** The room of the page at another address: what a link on a page of `here` leads to. Anything but an address is an id. */
export function roomOfLink(link: string, here: string, home: string): string {
  const target = /^(\/|https?:)/i.test(link) ? parse(link, here) : undefined
  return target ? roomOfAddress(target, target.search, home) : link
}

function roomOfPage(place: PagePlace, outdated: string | undefined, home: string): string {
  if (place.room !== undefined && isRoomId(place.room)) return place.room
  const here = new URL(place.href)
  const canonical = place.canonical === outdated ? undefined : parse(place.canonical)
  if (canonical && canonical.origin === here.origin) return roomOfAddress(canonical, canonical.search, home)
  return roomOfAddress(here, '', home)
}

const pathOf = (href: string): string => new URL(href).pathname

function parse(href: string | undefined, base?: string): URL | undefined {
  if (href === undefined) return undefined
  try {
    return new URL(href, base)
  } catch {
    return undefined // A broken link in the page's head is no link.
  }
}

function roomOfAddress(address: URL, search: string, home: string): string {
  const trimmed = address.pathname.replace(/\/+$/, '') || '/'
  const site = address.origin === home ? '' : address.host
  const whole = site + decode(trimmed) + decode(search)
  if (whole.length <= MAX_ROOM_ID_CHARS) return whole
  // A prefix alone would put pages with long common paths into one room. Half a surrogate pair at its end is no id.
  const prefix = whole.slice(0, MAX_ROOM_ID_CHARS - 8).replace(/[\ud800-\udbff]$/, '')
  return `${prefix}~${anchorHash(whole).toString(36)}`
}

/** Two spellings of one address are one room: `%C3%A9`, `%c3%a9` and `é`. What cannot be decoded stays as it came. */
function decode(part: string): string {
  try {
    const decoded = decodeURI(part).replace(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase())
    return decoded === '' || isRoomId(decoded.slice(0, MAX_ROOM_ID_CHARS)) ? decoded : part
  } catch {
    return part
  }
}
