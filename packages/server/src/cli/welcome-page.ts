/**
 * The page a server of its own shows at `/`: a room like any other, so that a newcomer sees one at work at once.
 *
 * It holds itself to what every page may demand of Roomful: no inline script, a strict policy, Trusted Types.
 */
import { createHash } from 'node:crypto'

const STYLE = `
:root{color-scheme:light dark;--ink:#1c1e2b;--soft:#5c6078;--paper:#fbfaf7;--card:#fff;--line:#e6e3dc;--accent:#5b5bd6}
@media (prefers-color-scheme:dark){:root{--ink:#ececf4;--soft:#a3a7bd;--paper:#14151c;--card:#1c1e28;--line:#2d3040;--accent:#a5a5ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.65 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:40rem;margin:0 auto;padding:12vh 1.5rem 4rem}
h1{font-size:clamp(2rem,6vw,3rem);line-height:1.1;letter-spacing:-.02em;margin:0 0 1rem;text-wrap:balance}
.lead{font-size:1.2rem;color:var(--soft);margin:0 0 2.5rem;text-wrap:pretty}
.here{color:var(--accent);font-weight:600}
section{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.25rem 1.5rem;margin:0 0 1.25rem}
h2{font-size:1rem;margin:0 0 .4rem}
p{margin:.3rem 0}
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.75rem 0 0;padding:.85rem 1rem;border-radius:9px;background:var(--paper);border:1px solid var(--line);font:14px/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}
code{font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:.9em}
`

/** `isRoom` is false when only other sites may connect: then the page explains, and connects to nothing. */
export interface WelcomePage {
  readonly path: string
  readonly isRoom: boolean
}

/** The tag that makes a page a room. */
export function scriptTag(url: string, path: string): string {
  return `<script type="module" src="${url}${path}/roomful.js"></script>`
}

/** The page's HTML and the headers it is sent with. `url` is the origin the visitor used. */
export function welcomePage(
  url: string,
  { path, isRoom }: WelcomePage,
): { html: string; headers: Record<string, string> } {
  const hash = createHash('sha256').update(STYLE).digest('base64')
  const tag = escapeHtml(scriptTag(url, path))
  const script = isRoom ? `<script type="module" src="${path}/roomful.js"></script>` : ''
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Roomful is running</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
${script}
</head>
<body>
<main>
<h1>${isRoom ? 'This page is a room.' : 'Roomful is running.'}</h1>
${isRoom ? ROOM_LEAD : '<p class="lead">It serves the sites on its list. Their pages become rooms with one tag.</p>'}
<section>
<h2>Make yours one</h2>
<p>Paste this into any page${isRoom ? ', and start the server with <code>--origin</code> and the address of your site' : ' of a site on the list'}.</p>
<pre><code>${tag}</code></pre>
</section>
<section>
<h2>Ask for a number</h2>
<p>How many people are on a page, for anything that can fetch an address:</p>
<pre><code>${escapeHtml(`${url}${path}/v1/rooms/ROOM/count`)}</code></pre>
</section>
</main>
</body>
</html>
`
  return { html, headers: headersOf(`'sha256-${hash}'`) }
}

const ROOM_LEAD = `<p class="lead">Open it in a second window and watch the number in the corner: <span class="here">everyone who reads along is here with you</span>. Press the box to be seen, and point at something.</p>`

function headersOf(style: string): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${style}`,
    "connect-src 'self'",
    'img-src data: https:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "require-trusted-types-for 'script'",
  ]
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': policy.join('; '),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  }
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
