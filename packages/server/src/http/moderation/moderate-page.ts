/**
 * The moderators' page: an empty document that may do nothing but load one script of ours and talk to this server. [S26]
 *
 * Everything on it is drawn by `moderate.js` from what the queue's addresses answer, so that the page itself says nothing to
 * anybody and needs no rights. Not here: what is drawn (the client's `queue-page/`), who may ask (`moderating.ts`).
 */
import { createHash } from 'node:crypto'
import type { Hono } from 'hono'
import { RoomfulError } from '@roomful/protocol'
import { escapeHtml } from '../../model/markdown-html.js'
import type { Assets } from '../assets.js'
import { moderateWords } from './words.js'

export interface ModeratePageParts {
  readonly path: string
  readonly assets: Assets
}

/** Before the script is there: the colours of the page, so that nothing flashes. */
const STYLE = `:root{color-scheme:light dark;background:light-dark(#f4f5f8,#131419);color:light-dark(#15171c,#f3f4f6)}
body{margin:0;font:16px/1.5 -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",Arial,system-ui,sans-serif}
noscript p{max-width:36rem;margin:20vh auto;padding:0 1.5rem}`
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

export function moderatePage(app: Hono, { path, assets }: ModeratePageParts): void {
  app.get('/moderate', (c) => {
    const html = pageHtml(path, c.req.query('lang') ?? c.req.header('accept-language'))
    return new Response(html, {
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-cache',
        Vary: 'Accept-Language',
        'X-Content-Type-Options': 'nosniff',
        'X-Robots-Tag': 'noindex, nofollow',
        // A key may stand in the address for a moment.
        'Referrer-Policy': 'no-referrer',
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Resource-Policy': 'same-origin',
        'Content-Security-Policy': POLICY,
      },
    })
  })
  app.get('/moderate.js', async (c) => {
    const file = await assets.serve(c.req.raw, '', 'moderate.js')
    if (!file) throw new RoomfulError('NOT_FOUND', { message: 'The browser bundle has not been built: npm run build.' })
    return file
  })
}

function pageHtml(path: string, languages: string | undefined): string {
  const { lang, dir, title, needsScript } = moderateWords(languages)
  return `<!doctype html>
<html lang="${lang}" dir="${dir}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex, nofollow">
<title>${escapeHtml(title)}</title><style>${STYLE}</style>
<script type="module" src="${escapeHtml(path)}/moderate.js"></script></head>
<body><noscript><p>${escapeHtml(needsScript)}</p></noscript></body></html>
`
}
