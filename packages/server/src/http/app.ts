/**
 * The HTTP side: everything under Roomful's path that is no WebSocket, as one Web-standard handler. [N3,K3,A1]
 *
 * Owns methods, origins and errors for all routes; the routes themselves are in files of their own. No route looks at a
 * cookie of ours, so a foreign page can change nothing with a visitor's rights [S26]. Not here: Node's requests (bridge.ts).
 */
import { Hono } from 'hono'
import { RoomfulError } from '@roomful/protocol'
import type { Clock, ServerLimits } from '@roomful/protocol'
import type { Gate } from '../auth/admission.js'
import type { GuestTokens } from '../auth/guest-token.js'
import type { OriginCheck } from '../auth/origin.js'
import type { MailDesk } from '../features/notices/mail-desk.js'
import type { Erasure } from '../features/people/erasure.js'
import type { Hub } from '../hub/hub.js'
import type { Log } from '../platform/log.js'
import type { Store } from '../store/store.js'
import { json } from './answers.js'
import type { Assets } from './assets.js'
import type { CommentPages } from './comment-pages/comment-pages.js'
import { commentRoutes } from './comment-pages/comment-routes.js'
import { MAIL_PATH, mailRoutes } from './mail-routes.js'
import { moderatePage } from './moderation/moderate-page.js'
import { peopleRoutes } from './moderation/people-routes.js'
import { queueRoutes } from './moderation/queue-routes.js'
import { numberRoutes } from './number-routes.js'
import { createRates } from './rates.js'
import { failure, knownError } from './refusal.js'
import { speechRoutes } from './speech-routes.js'

export interface AppParts {
  /** Without a slash at the end; empty for the root. */
  readonly path: string
  readonly clock: Clock
  readonly limits: ServerLimits
  readonly gate: Gate
  readonly guestTokens: Pick<GuestTokens, 'read'>
  readonly hub: Pick<Hub, 'countsOf' | 'write' | 'read' | 'isRevoked'>
  readonly store: Pick<Store, 'read'>
  readonly pages: CommentPages
  readonly mail: MailDesk
  readonly erasure: Pick<Erasure, 'erase'>
  readonly assets: Assets
  readonly log: Log
  readonly isOriginAllowed: OriginCheck
  isDraining(): boolean
}

/** Answers a request. `from` stands for the visitor's address, where it is known. Never rejects. */
export type Fetch = (request: Request, from?: string) => Promise<Response>

const METHODS = ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS']
const ALLOW = METHODS.join(', ')

export function createApp(given: AppParts): Fetch {
  const parts = { ...given, openGate: given.gate, gate: refusing(given) }
  const app = new Hono().basePath(parts.path === '' ? '/' : parts.path)
  const rates = createRates(parts.clock, parts.limits)
  numberRoutes(app, parts)
  speechRoutes(app, { ...parts, rates })
  commentRoutes(app, { ...parts, rates })
  mailRoutes(app, { ...parts, rates })
  queueRoutes(app, { ...parts, rates })
  peopleRoutes(app, { ...parts, rates })
  moderatePage(app, parts)
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
  app.notFound((c) =>
    isRead(c.req.method) && !takesWrites(app, c.req.path)
      ? failure(new RoomfulError('NOT_FOUND'))
      : failure(new RoomfulError('METHOD_REFUSED'), { Allow: allowed(app, c.req.path) }),
  )
  app.onError((error) => failure(known(error, parts.log)))
  return (request, from) => withCors(parts, request, async () => app.fetch(request, { from }))
}

/** What may be done at an address, as `Allow` says it. An address that does not exist is one for reading. */
function allowed(app: Hono, path: string): string {
  const methods = METHODS.filter((method) => has(app, method, path))
  if (methods.length === 0 || methods.includes('GET')) methods.push(...(methods.includes('GET') ? [] : ['GET']), 'HEAD')
  return [...methods, 'OPTIONS'].toSorted((a, b) => METHODS.indexOf(a) - METHODS.indexOf(b)).join(', ')
}

function takesWrites(app: Hono, path: string): boolean {
  return has(app, 'POST', path) || has(app, 'DELETE', path)
}

function has(app: Hono, method: string, path: string): boolean {
  return app.router.match(method, path)[0].length > 0
}

/** [I4] Whose rights were withdrawn is refused here as on a connection. */
function refusing({ gate, hub }: AppParts): Gate {
  return {
    ...gate,
    async identify(...asked) {
      const identified = await gate.identify(...asked)
      if (hub.isRevoked(identified.identity.id)) throw new RoomfulError('REVOKED')
      return identified
    },
  }
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** Methods and origins, before any route is looked at; CORS headers, after. [S8,S26] */
async function withCors(parts: AppParts, request: Request, answer: () => Promise<Response>): Promise<Response> {
  const origin = request.headers.get('origin') ?? undefined
  const { pathname } = new URL(request.url)
  const isApi = pathname.startsWith(`${parts.path}/v1/`) && !pathname.startsWith(parts.path + MAIL_PATH)
  if (!isApi) return request.method === 'OPTIONS' ? preflight() : answer()
  const isAllowed = parts.isOriginAllowed(origin, new URL(request.url).origin)
  const response = isAllowed
    ? request.method === 'OPTIONS'
      ? preflight()
      : await answer()
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
      'Access-Control-Allow-Methods': 'GET, HEAD, POST, DELETE',
      'Access-Control-Allow-Headers': 'Authorization, Content-Type',
      'Access-Control-Max-Age': '600',
    },
  })
}

function known(error: unknown, log: Log): RoomfulError {
  if (!(error instanceof RoomfulError))
    log('error', 'internal-error', { where: 'http', name: error instanceof Error ? error.name : typeof error })
  return knownError(error)
}
