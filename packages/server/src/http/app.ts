/**
 * The HTTP side: numbers, badges, health and the browser bundle, as one Web-standard handler. [N3,K3,A1]
 *
 * Only reads: no cookie is looked at, no method but GET, HEAD and OPTIONS exists, so a foreign page can change nothing
 * [S26]. Who may see a room's numbers is asked of the same gate as a join. Not here: Node's requests (bridge.ts), sockets.
 */
import { Hono } from 'hono'
import type { Context } from 'hono'
import { MAX_COUNTS_PER_REQUEST, RoomfulError, isRoomId } from '@roomful/protocol'
import type { Counts } from '@roomful/protocol'
import type { Gate, Identified } from '../auth/admission.js'
import type { OriginCheck } from '../auth/origin.js'
import type { RequestFacts } from '../model/identity.js'
import type { Log } from '../platform/log.js'
import type { Assets } from './assets.js'
import { badgeSvg } from './badge.js'
import { failure } from './refusal.js'

export interface AppParts {
  /** Without a slash at the end; empty for the root. */
  readonly path: string
  readonly gate: Gate
  readonly assets: Assets
  readonly log: Log
  readonly isOriginAllowed: OriginCheck
  counts(room: string): Counts
  isDraining(): boolean
}

/** Answers a request. Never rejects. */
export type Fetch = (request: Request) => Promise<Response>

const METHODS = ['GET', 'HEAD', 'OPTIONS']
const ALLOW = METHODS.join(', ')

export function createApp(parts: AppParts): Fetch {
  const app = new Hono().basePath(parts.path === '' ? '/' : parts.path)
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
  app.get('/v1/socket', () => {
    throw new RoomfulError('NOT_FOUND', { message: 'This address is for WebSockets.' })
  })
  app.get('/health', () => json({ status: 'ok' }))
  app.get('/ready', () => {
    if (parts.isDraining()) throw new RoomfulError('SERVER_DRAINING')
    return json({ status: 'ready' })
  })
  app.get('/roomful.js', async (c) => {
    const file = await parts.assets.serve(c.req.raw, '', 'roomful.js')
    if (!file) throw new RoomfulError('NOT_FOUND', { message: 'The browser bundle has not been built: npm run build.' })
    return file
  })
  app.get('/assets/:name', async (c) => {
    const file = await parts.assets.serve(c.req.raw, 'assets', c.req.param('name'))
    if (!file) throw new RoomfulError('NOT_FOUND')
    return file
  })
  app.notFound(() => failure(new RoomfulError('NOT_FOUND')))
  app.onError((error) => failure(known(error, parts.log)))
  return (request) => withCors(parts, request, async () => app.fetch(request))
}

/** Methods and origins, before any route is looked at; CORS headers, after. [S8,S26] */
async function withCors(parts: AppParts, request: Request, answer: Fetch): Promise<Response> {
  if (!METHODS.includes(request.method)) return failure(new RoomfulError('METHOD_REFUSED'), { Allow: ALLOW })
  const origin = request.headers.get('origin') ?? undefined
  const isApi = new URL(request.url).pathname.startsWith(`${parts.path}/v1/`)
  if (!isApi) return request.method === 'OPTIONS' ? preflight() : answer(request)
  const isAllowed = parts.isOriginAllowed(origin, new URL(request.url).origin)
  const response = isAllowed
    ? request.method === 'OPTIONS'
      ? preflight()
      : await answer(request)
    : failure(new RoomfulError('ORIGIN_REFUSED'))
  response.headers.append('Vary', 'Origin')
  if (isAllowed && origin !== undefined) response.headers.set('Access-Control-Allow-Origin', origin)
  return response
}

function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      Allow: ALLOW,
      'Access-Control-Allow-Methods': 'GET, HEAD',
      'Access-Control-Allow-Headers': 'Authorization',
      'Access-Control-Max-Age': '600',
    },
  })
}

/** [R2,S27] One answer for every room that is not for this visitor, whether it exists or not. */
async function countsOf(parts: AppParts, c: Context, rooms: readonly string[]): Promise<Counts[]> {
  for (const room of rooms) if (!isRoomId(room)) throw new RoomfulError('ROOM_INVALID')
  const visitor = await visitorOf(parts.gate, c.req.raw)
  const counts: Counts[] = []
  for (const room of rooms) {
    const can = await parts.gate.admit(visitor, room)
    if (!can?.has('see')) throw new RoomfulError('ROOM_REFUSED')
    counts.push(parts.counts(room))
  }
  return counts
}

function visitorOf(gate: Gate, request: Request): Promise<Identified> {
  const token = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  return gate.identify(token === undefined ? {} : { token }, factsOf(request))
}

function factsOf(request: Request): RequestFacts {
  const { pathname, search } = new URL(request.url)
  const headers: Record<string, string | undefined> = Object.create(null)
  request.headers.forEach((value, name) => {
    headers[name] = value
  })
  return Object.freeze({ url: pathname + search, headers: Object.freeze(headers) })
}

/** The id as it stands in the path, decoded exactly once; the router decodes more kindly than is safe for a name. */
function roomInPath(c: Context): string {
  const [, raw = ''] = /\/v1\/rooms\/([^/]*)\/[^/]*$/.exec(new URL(c.req.url).pathname) ?? []
  try {
    return decodeURIComponent(raw)
  } catch {
    throw new RoomfulError('ROOM_INVALID')
  }
}

function json(value: unknown): Response {
  return new Response(JSON.stringify(value), {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  })
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

function known(error: unknown, log: Log): RoomfulError {
  if (error instanceof RoomfulError) return error
  log('error', 'internal-error', { where: 'http', name: error instanceof Error ? error.name : typeof error })
  return new RoomfulError('SERVER_ERROR')
}
