/**
 * What waits for moderators and what they did, across all rooms. [M6,M7]
 *
 * Only reads: what a moderator does goes through the writes of each room. Pages are filled up where the rights of the one who
 * asks leave gaps, but not for ever: a page may be short and have a next one.
 */
import type { Context, Hono } from 'hono'
import {
  MAX_ROOM_ID_CHARS,
  RoomfulError,
  type Clock,
  type JsonFields,
  type Act,
  type QueueItem,
} from '@roomful/protocol'
import type { Gate } from '../../auth/admission.js'
import { optionalText, wholeOf, wordOf } from '../../model/body.js'
import type { Store } from '../../store/store.js'
import { json } from '../answers.js'
import { fromOf, type Rates } from '../rates.js'
import { moderating, type Moderating } from './moderating.js'

export interface QueueRoutesParts {
  readonly gate: Gate
  readonly store: Pick<Store, 'read'>
  readonly rates: Rates
  readonly clock: Clock
}

const MAX_PAGE = 50
const MAX_CURSOR_CHARS = 700
const MAX_ID_CHARS = 64
/** Pages of the store for one of ours: somebody who moderates one room of thousands asks again. */
const MAX_REFILLS = 10

export function queueRoutes(app: Hono, parts: QueueRoutesParts): void {
  const { store } = parts
  app.get('/v1/queue', async (c) => {
    const [who, body] = await enter(parts, c)
    const room = optionalText(body, 'room', MAX_ROOM_ID_CHARS)
    await (room === undefined ? who.somewhere() : demand(who, room))
    const ask = {
      filter: wordOf(body, 'filter', ['held', 'reported', 'rejected', 'all'], 'all'),
      limit: wholeOf(body, 'limit', [1, MAX_PAGE], 20),
      ...(room === undefined ? {} : { room }),
    }
    return json(
      await refill(ask.limit, body, (cursor) => store.read('queue.page', { ...ask, ...cursor }), mayWith(who)),
    )
  })
  app.get('/v1/queue/counts', async (c) => {
    const [who] = await enter(parts, c)
    await who.somewhere()
    const rooms: { readonly room: string; readonly held: number; readonly reported: number }[] = []
    for (const each of await store.read('queue.rooms', {})) if (await who.may(each.room)) rooms.push(each)
    const sum = (name: 'held' | 'reported'): number => rooms.reduce((all, each) => all + each[name], 0)
    const { id, name, expiresAtMs } = who.identity
    return json({ held: sum('held'), reported: sum('reported'), rooms, you: { id, name, endsAtMs: expiresAtMs } })
  })
  app.get('/v1/acts', async (c) => {
    const [who, body] = await enter(parts, c)
    await who.somewhere()
    const comment = optionalText(body, 'comment', MAX_ID_CHARS)
    const person = optionalText(body, 'person', MAX_ROOM_ID_CHARS)
    const ask = {
      limit: wholeOf(body, 'limit', [1, MAX_PAGE], 20),
      ...(comment === undefined ? {} : { comment }),
      ...(person === undefined ? {} : { person }),
    }
    // What was done about a person holds for the whole site, and belongs to no room.
    const mayKnow = async ({ room }: Act): Promise<boolean> => room === undefined || who.may(room)
    return json(await refill(ask.limit, body, (cursor) => store.read('acts.page', { ...ask, ...cursor }), mayKnow))
  })
}

/** Who asks, at what price, and what for. */
async function enter(parts: QueueRoutesParts, c: Context): Promise<readonly [who: Moderating, body: JsonFields]> {
  const who = await moderating(parts, c.req.raw)
  parts.rates.payRead(fromOf(c), who.identity.id)
  return [who, Object.fromEntries(new URL(c.req.url).searchParams)]
}

async function demand(who: Moderating, room: string): Promise<void> {
  if (!(await who.may(room))) throw new RoomfulError('GRANT_MISSING', { at: 'moderate' })
}

const mayWith =
  (who: Moderating) =>
  ({ room }: QueueItem): Promise<boolean> =>
    who.may(room)

interface Page<T> {
  readonly list: readonly T[]
  readonly more?: string
}

type Cursor = { readonly cursor?: string }

/** Reads pages until one is full of what may be shown. */
async function refill<T>(
  limit: number,
  body: JsonFields,
  read: (cursor: Cursor) => Promise<Page<T>>,
  may: (item: T) => Promise<boolean>,
): Promise<Page<T>> {
  const list: T[] = []
  let more = optionalText(body, 'cursor', MAX_CURSOR_CHARS)
  for (let turn = 0; turn < MAX_REFILLS; turn++) {
    const page = await read(more === undefined ? {} : { cursor: more })
    for (const item of page.list) if (await may(item)) list.push(item)
    more = page.more
    if (more === undefined || list.length >= limit) break
  }
  return { list, ...(more === undefined ? {} : { more }) }
}
