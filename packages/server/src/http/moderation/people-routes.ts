/**
 * What is known of people: for moderators, and for everybody about themselves. [M5,M6,M8]
 *
 * Whoever comes with a person's token may take everything along and be forgotten, banned or not. Of somebody else only those
 * may do so who moderate every room where that person has left something. What a person reads of themselves says no more
 * than they could see before: not who decided, by which rule, or that nobody else sees them [M1]. The operator's own export
 * (`roomful export --person`) keeps nothing back.
 */
import { text } from 'node:stream/consumers'
import type { Context, Hono } from 'hono'
import { MAX_ROOM_ID_CHARS, RoomfulError, type Clock, type JsonFields, type PersonCard } from '@roomful/protocol'
import type { Gate } from '../../auth/admission.js'
import type { GuestTokens } from '../../auth/guest-token.js'
import type { Erasure } from '../../features/people/erasure.js'
import { exportAll } from '../../features/transfer-store.js'
import { optionalText, wholeOf } from '../../model/body.js'
import type { Store } from '../../store/store.js'
import { writeExport } from '../../transfer/json-lines.js'
import type { ExportRecord } from '../../transfer/transfer.js'
import { json } from '../answers.js'
import { fromOf, type Rates } from '../rates.js'
import { moderating, type Moderating } from './moderating.js'
import { personInPath } from './person-path.js'

export interface PeopleRoutesParts {
  /** Also lets in who is banned. */
  readonly openGate: Gate
  readonly gate: Gate
  readonly guestTokens: Pick<GuestTokens, 'read'>
  readonly store: Pick<Store, 'read'>
  readonly erasure: Pick<Erasure, 'erase'>
  readonly rates: Rates
  readonly clock: Clock
}

const MAX_PAGE = 50
const MAX_CURSOR_CHARS = 700
const MAX_QUERY_CHARS = 60
/** What is shown of somebody's words at once. */
const MAX_COMMENTS = 50

export function peopleRoutes(app: Hono, parts: PeopleRoutesParts): void {
  app.get('/v1/people', (c) => findPeople(parts, c))
  app.get('/v1/people/:id', (c) => showPerson(parts, c))
  app.get('/v1/people/:id/export', async (c) => {
    const person = personInPath(c)
    const { isOwn } = await rightTo(parts, c, person)
    const records = exportAll(parts.store, { person })
    const lines = writeExport(isOwn ? asSeenByThem(records, person) : records, {
      atMs: parts.clock.now(),
      scope: { person },
    })
    // Whole or not at all: what the database cannot answer half-way is an error, not a file that looks like one.
    return new Response(await text(lines), {
      headers: {
        'Content-Type': 'application/x-ndjson; charset=utf-8',
        'Content-Disposition': 'attachment; filename="roomful-export.jsonl"',
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      },
    })
  })
  app.delete('/v1/people/:id', async (c) => {
    const person = personInPath(c)
    const { by } = await rightTo(parts, c, person)
    return json(await parts.erasure.erase(person, by))
  })
}

async function findPeople(parts: PeopleRoutesParts, c: Context): Promise<Response> {
  const who = await enter(parts, c)
  const body: JsonFields = Object.fromEntries(new URL(c.req.url).searchParams)
  const q = optionalText(body, 'q', Math.max(MAX_QUERY_CHARS, MAX_ROOM_ID_CHARS))?.trim()
  const cursor = optionalText(body, 'cursor', MAX_CURSOR_CHARS)
  await who.somewhere()
  const page = await parts.store.read('people.found', {
    limit: wholeOf(body, 'limit', [1, MAX_PAGE], 20),
    nowMs: parts.clock.now(),
    ...(q === undefined || q === '' ? {} : { q }),
    ...(cursor === undefined ? {} : { cursor }),
  })
  return json(page)
}

async function showPerson(parts: PeopleRoutesParts, c: Context): Promise<Response> {
  const person = personInPath(c)
  const who = await enter(parts, c)
  await who.somewhere()
  const card = await parts.store.read('people.card', { person, nowMs: parts.clock.now() })
  const { list } = await parts.store.read('queue.person', { person, limit: MAX_COMMENTS })
  const comments = []
  for (const item of list) if (await who.may(item.room)) comments.push(item)
  const unknown: PersonCard = { person, name: '', approved: 0, rejected: 0, sanctions: [] }
  return json({ ...(card ?? unknown), comments })
}

async function enter({ gate, store, rates }: PeopleRoutesParts, c: Context): Promise<Moderating> {
  const who = await moderating({ gate, store }, c.req.raw)
  rates.payRead(fromOf(c), who.identity.id)
  return who
}

interface Right {
  readonly isOwn: boolean
  /** Id of the moderator; empty for the person themself. */
  readonly by: string
}

/** Rejects `GRANT_MISSING`. */
async function rightTo(parts: PeopleRoutesParts, c: Context, person: string): Promise<Right> {
  const { openGate, gate, guestTokens, store, rates } = parts
  const request = c.req.raw
  // The token of a guest who was forgotten still says which guest that was: to ask twice is no mistake.
  const token = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
  const isGuest = guestTokens.read(token) === person
  if (isGuest || (await moderating({ gate: openGate, store }, request)).identity.id === person) {
    rates.payRead(fromOf(c), person)
    return { isOwn: true, by: '' }
  }
  const who = await moderating({ gate, store }, request)
  rates.payRead(fromOf(c), who.identity.id)
  if (who.identity.isKey !== true) {
    // Before anything is looked through on behalf of somebody who may see none of it.
    await who.somewhere()
    await demandAll(who, await roomsOf(store, person))
  }
  return { isOwn: false, by: who.identity.id }
}

async function roomsOf(store: Pick<Store, 'read'>, person: string): Promise<ReadonlySet<string>> {
  const rooms = new Set<string>()
  for await (const { fields } of exportAll(store, { person })) {
    const { room } = fields
    if (typeof room === 'string' && room !== '') rooms.add(room)
  }
  return rooms
}

async function demandAll(who: Moderating, rooms: ReadonlySet<string>): Promise<void> {
  for (const room of rooms) if (!(await who.may(room))) throw new RoomfulError('GRANT_MISSING', { at: 'moderate' })
}

/** [M1] */
async function* asSeenByThem(records: AsyncIterable<ExportRecord>, person: string): AsyncGenerator<ExportRecord> {
  for await (const { kind, fields } of records) {
    if (kind === 'sanction' && fields['sanction'] === 'shadow') continue
    const isTheirAct = kind === 'act' && fields['moderator'] === person
    if (kind === 'act' && fields['what'] === 'shadow' && !isTheirAct) continue
    const { reason: _reason, moderator: _moderator, ...rest } = fields
    const shown = kind === 'comment' || (kind === 'act' && !isTheirAct) ? rest : fields
    yield { kind, fields: kind === 'comment' && shown['status'] === 'hidden' ? { ...shown, status: 'visible' } : shown }
  }
}
