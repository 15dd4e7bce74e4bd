/** Finds the person in a request's address. Ids of sites' logins hold anything, so it is read from the raw path. */
import type { Context } from 'hono'
import { MAX_ROOM_ID_CHARS, RoomfulError } from '@roomful/protocol'

/** The id in `/v1/people/{id}`. Throws `MESSAGE_INVALID` where it is none. */
export function personInPath(c: Context): string {
  const [, raw = ''] = /\/v1\/people\/([^/]*)(?:\/export)?$/.exec(new URL(c.req.url).pathname) ?? []
  try {
    const person = decodeURIComponent(raw)
    if (person !== '' && person.length <= MAX_ROOM_ID_CHARS) return person
  } catch {
    // Not UTF-8: nobody is called so.
  }
  throw new RoomfulError('MESSAGE_INVALID', { at: 'person' })
}
