/** Where a notice leads: the page of its room, at the comment. Pure. */

export interface Here {
  /** Room of this page. */
  readonly room: string
  /** Address of this page. */
  readonly href: string
  /** Origin of the server. */
  readonly home: string
}

/**
 * The address of a comment in a room; undefined for a room that is no page, or of a site that is neither this one nor the
 * server's: anybody can name a room, and nobody should be led elsewhere by a name.
 */
export function addressOfNotice(room: string, comment: string, { room: own, href, home }: Here): string | undefined {
  const fragment = `#comment-${encodeURIComponent(comment)}`
  if (room === own) {
    const here = new URL(href)
    return here.pathname + here.search + fragment
  }
  const page = pageOf(room, href, home)
  return page === undefined ? undefined : page + fragment
}

/** [R1] The way back from a room's id: a decoded path, with the host in front where it is not the server's own. */
function pageOf(room: string, href: string, home: string): string | undefined {
  // What was too long has a hash at its end, which leads nowhere.
  if (/~[0-9a-z]+$/.test(room) && room.length >= 249) return undefined
  const here = new URL(href)
  const [site, path] = room.startsWith('/') ? [home, room] : siteOf(room, here)
  if (site === undefined || path === undefined) return undefined
  try {
    // What stood as an escape in the id stays one.
    const target = new URL(site + encodeURI(path).replace(/%25([0-9A-F]{2})/g, '%$1'))
    return target.origin === site ? target.href : undefined
  } catch {
    return undefined
  }
}

function siteOf(room: string, here: URL): readonly [string, string] | readonly [undefined, undefined] {
  return room.startsWith(`${here.host}/`) ? [here.origin, room.slice(here.host.length)] : [undefined, undefined]
}
