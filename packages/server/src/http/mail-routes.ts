/**
 * Where the links in mails lead: to confirm an address, and to stop. [X4,S29]
 *
 * To look changes nothing, because programs that check mails follow every link; one press of the button does it, without
 * script and without signing in. So does the one POST that mail programs send for their own button (RFC 8058), whatever its
 * body. Links that are of no use, for whatever reason, are answered alike.
 */
import { createHash } from 'node:crypto'
import type { Context, Hono } from 'hono'
import type { MailPurpose } from '../auth/mail-token.js'
import type { MailDesk } from '../features/notices/mail-desk.js'
import { escapeHtml } from '../model/markdown-html.js'
import { MAIL_WORDS, mailLanguage, type MailLanguage, type MailWords } from '../outgoing/mail-words.js'
import { fromOf, type Rates } from './rates.js'

export interface MailRoutesParts {
  readonly mail: MailDesk
  readonly rates: Rates
}

/** Below this the right is in the address itself, so it does not matter from which page somebody comes. */
export const MAIL_PATH = '/v1/mail/'

export function mailRoutes(app: Hono, { mail, rates }: MailRoutesParts): void {
  for (const purpose of ['confirm', 'stop'] as const) {
    const path = `${MAIL_PATH}${purpose}`
    app.get(path, async (c) => {
      rates.payRead(fromOf(c), `mail ${fromOf(c)}`)
      return pageAnswer(c, purpose, (await mail.isGood(purpose, tokenIn(c))) ? 'ask' : 'useless')
    })
    app.post(path, async (c) => {
      rates.payWrite(fromOf(c), `mail ${fromOf(c)}`)
      return pageAnswer(c, purpose, (await mail.use(purpose, tokenIn(c))) ? 'done' : 'useless')
    })
  }
}

type Outcome = 'ask' | 'done' | 'useless'

function tokenIn(c: Context): string {
  return c.req.query('t') ?? ''
}

function pageAnswer(c: Context, purpose: MailPurpose, outcome: Outcome): Response {
  const lang = mailLanguage(c.req.query('lang') ?? c.req.header('accept-language'))
  return new Response(page(lang, contentOf(MAIL_WORDS[lang], purpose, outcome)), {
    status: outcome === 'useless' ? 404 : 200,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      // The address of this page is a right; it is nobody else's business where somebody goes from here.
      'Referrer-Policy': 'same-origin',
      'X-Robots-Tag': 'noindex',
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    },
  })
}

interface Content {
  readonly title: string
  readonly text: string
  /** Words of the button, where there is something to press. */
  readonly button?: string
}

function contentOf(words: MailWords, purpose: MailPurpose, outcome: Outcome): Content {
  if (outcome === 'useless') return { title: words.uselessTitle, text: words.useless }
  const isConfirm = purpose === 'confirm'
  const title = isConfirm ? words.confirmTitle : words.stopTitle
  if (outcome === 'done') return { title, text: isConfirm ? words.confirmed : words.stopped }
  return {
    title,
    text: isConfirm ? words.confirmText : words.stopText,
    button: isConfirm ? words.confirm : words.stopButton,
  }
}

const STYLE = `:root{color-scheme:light dark;font:1rem/1.55 system-ui,sans-serif}
body{max-width:32rem;margin:4rem auto;padding:0 1rem;overflow-wrap:anywhere}
h1{font-size:1.25rem}button{font:inherit;padding:.625rem 1rem;max-width:100%}`
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/** The form posts to the address of the page itself. */
function page(lang: MailLanguage, { title, text, button }: Content): string {
  const form = button === undefined ? '' : `<form method="post"><button>${escapeHtml(button)}</button></form>\n`
  return `<!doctype html>
<html lang="${lang}" dir="${MAIL_WORDS[lang].dir}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><main>
<h1>${escapeHtml(title)}</h1>
<p${button === undefined ? ' role="status"' : ''}>${escapeHtml(text)}</p>
${form}</main></body></html>
`
}
