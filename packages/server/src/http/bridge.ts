/**
 * Carries a request of Node's http server to a Web-standard handler and the answer back.
 *
 * Only requests without a body are carried, since nothing here takes one; a body that comes anyway is never read.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fetch } from './app.js'

/** Headers that mean something to Node's connection and nothing to a handler. */
const UNCARRIED = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'http2-settings', 'expect'])
/** What a request without a usable Host header is addressed to: no origin is ever equal to it. */
const NOWHERE = 'http://host.invalid'

/** Answers `request` with what `handle` makes of it. `served` is the origin the visitor used. Never throws. */
export async function answer(
  handle: Fetch,
  request: IncomingMessage,
  response: ServerResponse,
  served: string | undefined,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  response.once('error', () => gone.abort())
  try {
    const result = await handle(toWeb(request, served ?? NOWHERE, gone.signal))
    const body = result.body === null ? undefined : Buffer.from(await result.arrayBuffer())
    if (response.destroyed || response.headersSent) return
    const headers = Object.fromEntries(result.headers)
    if (body && headers['content-length'] === undefined) headers['content-length'] = String(body.length)
    response.writeHead(result.status, headers)
    response.end(request.method === 'HEAD' ? undefined : body)
  } catch {
    // `handle` answers its own failures; what is left is a request so odd that no Request can be made of it.
    if (!response.headersSent) response.writeHead(400, { 'content-length': '0' })
    response.end()
  }
}

function toWeb(request: IncomingMessage, served: string, signal: AbortSignal): Request {
  const headers = new Headers()
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? ''
    if (!name.startsWith(':') && !UNCARRIED.has(name.toLowerCase()))
      headers.append(name, request.rawHeaders[index + 1] ?? '')
  }
  // A method that no Request may have (TRACE, CONNECT) is as unwelcome as any other that writes.
  const method = request.method === 'TRACE' || request.method === 'CONNECT' ? 'POST' : (request.method ?? 'GET')
  return new Request(served + pathOf(request.url), { method, headers, signal })
}

/** The path and query of a request line, also when it names the whole address as a proxy's does. */
export function pathOf(url: string | undefined): string {
  if (url === undefined || url === '') return '/'
  if (url.startsWith('/')) return url
  if (!URL.canParse(url)) return '/'
  const { pathname, search } = new URL(url)
  return pathname + search
}
