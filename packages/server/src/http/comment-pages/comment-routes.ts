/**
 * The addresses of comments: a page, a form, feeds, numbers. [W7,S15,S26]
 *
 * Answers in HTML are whole pages that forbid themselves everything, or with `?fragment` only the element, for a site that
 * puts it into its own page. A form goes back to where it came from, if that is a page of this site or an allowed one.
 */
import { createHash } from 'node:crypto'
import type { Context, Hono } from 'hono'
import { MAX_COUNTS_PER_REQUEST, RoomfulError, type Comment } from '@roomful/protocol'
import type { Gate } from '../../auth/admission.js'
import type { OriginCheck } from '../../auth/origin.js'
import type { Speaker } from '../../hub/feature.js'
import { escapeHtml } from '../../model/markdown-html.js'
import type { Store } from '../../store/store.js'
import { json } from '../answers.js'
import { fromOf, type Rates } from '../rates.js'
import { knownError, statusOf } from '../refusal.js'
import { roomInPath } from '../room-path.js'
import { admit, speakerOf, visitorOf } from '../visitor.js'
import { linkTo, type CommentPages, type PostedForm } from './comment-pages.js'
import { jsonFeed, rssFeed } from './feeds.js'
import { pageWords } from './words.js'

export interface CommentRoutesParts {
  readonly gate: Gate
  readonly pages: CommentPages
  readonly store: Pick<Store, 'read'>
  readonly rates: Rates
  readonly isOriginAllowed: OriginCheck
}

const FEED_LENGTH = 50

export function commentRoutes(app: Hono, parts: CommentRoutesParts): void {
  app.get('/v1/rooms/:id/comments.html', (c) => showPage(parts, c))
  app.post('/v1/rooms/:id/comments', (c) => takeForm(parts, c))
  app.get('/v1/rooms/:id/comments.rss', async (c) => {
    const feed = await feedOf(parts, c)
    return new Response(rssFeed(feed), { headers: feedHeaders('application/rss+xml; charset=utf-8') })
  })
  app.get('/v1/rooms/:id/comments.json', async (c) => {
    const feed = await feedOf(parts, c)
    return new Response(JSON.stringify(jsonFeed(feed)), {
      headers: feedHeaders('application/feed+json; charset=utf-8'),
    })
  })
  app.get('/v1/comments', async (c) => {
    const rooms = new URL(c.req.url).searchParams.getAll('room')
    if (rooms.length > MAX_COUNTS_PER_REQUEST) throw new RoomfulError('ROOMS_TOO_MANY')
    const visitor = await visitorOf(parts.gate, c.req.raw)
    for (const room of rooms) await admit(parts.gate, visitor, room)
    const counts = await parts.store.read('comments.counts', { rooms })
    const totals = new Map(counts.map(({ room, total }) => [room, total]))
    return json(Object.fromEntries(rooms.map((room) => [room, totals.get(room) ?? 0])))
  })
}

async function showPage(parts: CommentRoutesParts, c: Context): Promise<Response> {
  const { gate, pages } = parts
  const room = roomInPath(c)
  const speaker = await speakerOf(gate, c.req.raw, room)
  const page = backTo(parts, c, c.req.query('page') ?? '', room)
  const languages = c.req.query('lang') ?? c.req.header('accept-language')
  const html = await pages.html(speaker, { page, languages, more: c.req.query('more'), reply: c.req.query('reply') })
  if (c.req.query('fragment') !== undefined) return htmlAnswer(html, 200)
  return htmlAnswer(wholePage(html, languages, page), 200)
}

/** [S26] Origins were looked at before this; the token ties the form to this person. What was written is never lost. */
async function takeForm(parts: CommentRoutesParts, c: Context): Promise<Response> {
  const { gate, pages, rates } = parts
  const room = roomInPath(c)
  const speaker = await speakerOf(gate, c.req.raw, room)
  const fields = await formFields(c)
  const back = backTo(parts, c, fields.get('back') ?? '', room)
  const form = posted(fields)
  try {
    rates.payWrite(fromOf(c), `form ${fromOf(c)}`)
    const { comment, status } = await pages.post({ ...speaker, from: fromOf(c) }, form)
    const where =
      status === 'held' ? `${linkTo(back, { told: 'held' })}#comments` : `${linkTo(back, {})}#comment-${comment.id}`
    return new Response(null, { status: 303, headers: { Location: where, 'Cache-Control': 'no-store' } })
  } catch (error) {
    return tryAgain(parts, c, { speaker, form, back, error })
  }
}

interface Failed {
  readonly speaker: Speaker
  readonly form: PostedForm
  readonly back: string
  readonly error: unknown
}

async function tryAgain({ pages }: CommentRoutesParts, c: Context, failed: Failed): Promise<Response> {
  const { speaker, form, back } = failed
  const error = knownError(failed.error)
  const languages = c.req.header('accept-language')
  const again = { text: form.text, name: form.name, problem: error.message }
  const html = await pages.html(speaker, { page: back, languages, reply: form.parent, again })
  return htmlAnswer(wholePage(html, languages, back), statusOf(error.code))
}

function posted(fields: URLSearchParams): PostedForm {
  const parent = fields.get('parent') ?? ''
  return {
    token: fields.get('token') ?? '',
    text: fields.get('text') ?? '',
    name: fields.get('name') ?? '',
    parent: parent === '' ? undefined : parent,
    trap: fields.get('website') ?? '',
  }
}

async function formFields(c: Context): Promise<URLSearchParams> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) throw new RoomfulError('BODY_INVALID')
  return new URLSearchParams(await c.req.text())
}

/** [S26] A form cannot be used to send somebody to another site. */
function backTo({ isOriginAllowed }: CommentRoutesParts, c: Context, back: string, room: string): string {
  const own = new URL(c.req.url).origin
  const url = URL.canParse(back, own) ? new URL(back, own) : undefined
  if (url && url.origin === own && back.startsWith('/')) return url.pathname + url.search
  if (url && /^https?:$/.test(url.protocol) && url.origin !== own && isOriginAllowed(url.origin, own)) return url.href
  return pageOf(room)
}

/** [R1] The page a room belongs to: its own path, or another site's page whose host is in the id. */
function pageOf(room: string): string {
  if (room.startsWith('/')) return room.startsWith('//') ? '/' : room
  return URL.canParse(`https://${room}`) ? `https://${room}` : '/'
}

async function feedOf({ gate, store }: CommentRoutesParts, c: Context): Promise<Parameters<typeof rssFeed>[0]> {
  const room = roomInPath(c)
  await speakerOf(gate, c.req.raw, room)
  const { origin, href } = new URL(c.req.url)
  const { words } = pageWords(c.req.query('lang') ?? c.req.header('accept-language'))
  const list: readonly Comment[] = await store.read('comments.latest', { room, limit: FEED_LENGTH })
  return {
    title: `${words.comments(list.length)}: ${room}`,
    page: new URL(pageOf(room), origin).href,
    self: href,
    list,
  }
}

function feedHeaders(type: string): Record<string, string> {
  return { 'Content-Type': type, 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff' }
}

const STYLE = `:root{color-scheme:light dark;font:1rem/1.55 system-ui,sans-serif}
body{max-width:42rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}
ol{list-style:none;padding:0}ol ol{padding-inline-start:1.25rem;border-inline-start:2px solid #8884}
article{margin:1.25rem 0}header small{opacity:.75}header a{color:inherit;opacity:.75;font-size:.875rem}
pre{overflow-x:auto}blockquote{margin-inline:0;padding-inline-start:1rem;border-inline-start:3px solid #8886}
article:target{outline:2px solid #888;outline-offset:.5rem}
input,textarea,button{font:inherit;padding:.5rem;max-width:100%;box-sizing:border-box}textarea{width:100%}
.roomful-told{padding:.75rem 1rem;border:1px solid #888;border-radius:.5rem}`
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

function wholePage(inner: string, languages: string | undefined, page: string): string {
  const { lang, words } = pageWords(languages)
  return `<!doctype html>
<html lang="${lang}" dir="${words.dir}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${escapeHtml(words.text)}</title><style>${STYLE}</style></head>
<body><p><a href="${escapeHtml(page)}">${escapeHtml(words.back)}</a></p>
${inner}
</body></html>
`
}

function htmlAnswer(html: string, status: number): Response {
  return new Response(html, {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    },
  })
}
