/** How many are in a room, as JSON and as a picture. [N3] */
import type { Context, Hono } from 'hono'
import { MAX_COUNTS_PER_REQUEST, RoomfulError } from '@roomful/protocol'
import type { Counts } from '@roomful/protocol'
import type { Gate } from '../auth/admission.js'
import { json } from './answers.js'
import { badgeSvg } from './badge.js'
import { roomInPath } from './room-path.js'
import { admit, visitorOf } from './visitor.js'

export interface NumberParts {
  readonly gate: Gate
  readonly hub: { countsOf(rooms: readonly string[]): Promise<readonly Counts[]> }
}

export function numberRoutes(app: Hono, parts: NumberParts): void {
  app.get('/v1/rooms/:id/count', async (c) => {
    const [counts] = await countsOf(parts, c, [roomInPath(c)])
    return json(counts)
  })
  app.get('/v1/rooms/:id/badge.svg', async (c) => {
    const [counts] = await countsOf(parts, c, [roomInPath(c)])
    return badge(counts?.people ?? 0, c.req.query('label'))
  })
  app.get('/v1/counts', async (c) => {
    const rooms = new URL(c.req.url).searchParams.getAll('room')
    if (rooms.length > MAX_COUNTS_PER_REQUEST) throw new RoomfulError('ROOMS_TOO_MANY')
    const counts = await countsOf(parts, c, rooms)
    // A room may be called `__proto__`: entries, not assignments, make it a key like any other.
    return json(Object.fromEntries(rooms.map((room, index) => [room, counts[index]])))
  })
}

/** [R2,S27] One answer for every room that is not for this visitor, whether it exists or not. */
async function countsOf({ gate, hub }: NumberParts, c: Context, rooms: readonly string[]): Promise<readonly Counts[]> {
  const visitor = await visitorOf(gate, c.req.raw)
  for (const room of rooms) await admit(gate, visitor, room)
  return hub.countsOf(rooms)
}

function badge(people: number, label: string | undefined): Response {
  return new Response(badgeSvg(people, label), {
    headers: {
      'Content-Type': 'image/svg+xml; charset=utf-8',
      'Cache-Control': 'no-cache',
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      // Opened by itself a picture is a page; this one needs nothing.
      'Content-Security-Policy': "default-src 'none'",
    },
  })
}
