/** Finds the room in a request's address. Read from the raw path, so that an id may hold slashes and percent signs. [N3] */
import type { Context } from 'hono'
import { RoomfulError } from '@roomful/protocol'

/** The id in `/v1/rooms/{id}/…`. Throws `ROOM_INVALID` where it is not percent-encoded UTF-8. */
export function roomInPath(c: Context): string {
  const [, raw = ''] = /\/v1\/rooms\/([^/]*)\/[^/]*$/.exec(new URL(c.req.url).pathname) ?? []
  try {
    return decodeURIComponent(raw)
  } catch {
    throw new RoomfulError('ROOM_INVALID')
  }
}
