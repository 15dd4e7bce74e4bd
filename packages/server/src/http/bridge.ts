/**
 * Carries a request of Node's http server to a Web-standard handler and the answer back.
 *
 * A body is carried up to the size of a frame, uncompressed [S5]; of a longer one the rest is never read.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { MAX_FRAME_BYTES, RoomfulError } from '@roomful/protocol'
import type { Fetch } from './app.js'
import { failure } from './refusal.js'

/** Headers that mean something to Node's connection and nothing to a handler. */
const UNCARRIED = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'http2-settings', 'expect'])
const METHODS_WITHOUT_BODY = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT'])
/** What a request without a usable Host header is addressed to: no origin is ever equal to it. */
const NOWHERE = 'http://host.invalid'

/**
 * Answers `request` with what `handle` makes of it. `served` is the origin the visitor used, `from` stands for their
 * address. Never throws.
 */
export async function answer(
  handle: Fetch,
  request: IncomingMessage,
  response: ServerResponse,
  { served, from }: { readonly served?: string | undefined; readonly from?: string },
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  response.once('error', () => gone.abort())
  try {
    const body = METHODS_WITHOUT_BODY.has(request.method ?? 'GET') ? undefined : await readBody(request)
    const result =
      body instanceof RoomfulError
        ? failure(body, { Connection: 'close' })
        : await handle(toWeb(request, served ?? NOWHERE, gone.signal, body), from)
    const answered = result.body === null ? undefined : Buffer.from(await result.arrayBuffer())
    if (response.destroyed || response.headersSent) return
    const headers = Object.fromEntries(result.headers)
    if (answered && headers['content-length'] === undefined) headers['content-length'] = String(answered.length)
    response.writeHead(result.status, headers)
    response.end(request.method === 'HEAD' ? undefined : answered)
  } catch {
    // `handle` answers its own failures; what is left is a request so odd that no Request can be made of it.
    if (!response.headersSent) response.writeHead(400, { 'content-length': '0' })
    response.end()
  }
}

function toWeb(
  request: IncomingMessage,
  served: string,
  signal: AbortSignal,
  body: Uint8Array<ArrayBuffer> | undefined,
): Request {
  const headers = new Headers()
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? ''
    if (!name.startsWith(':') && !UNCARRIED.has(name.toLowerCase()))
      headers.append(name, request.rawHeaders[index + 1] ?? '')
  }
  // A method that no Request may have (TRACE, CONNECT) is as unwelcome as any other that writes.
  const method = request.method === 'TRACE' || request.method === 'CONNECT' ? 'POST' : (request.method ?? 'GET')
  return new Request(served + pathOf(request.url), { method, headers, signal, ...(body ? { body } : {}) })
}

/** The whole body, or why not. */
async function readBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | RoomfulError> {
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') return new RoomfulError('BODY_INVALID')
  if (Number(request.headers['content-length'] ?? 0) > MAX_FRAME_BYTES) return new RoomfulError('BODY_TOO_LARGE')
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_FRAME_BYTES) return new RoomfulError('BODY_TOO_LARGE')
    chunks.push(chunk)
  }
  return Uint8Array.from(Buffer.concat(chunks))
}

/** The path and query of a request line, also when it names the whole address as a proxy's does. */
export function pathOf(url: string | undefined): string {
  if (url === undefined || url === '') return '/'
  if (url.startsWith('/')) return url
  if (!URL.canParse(url)) return '/'
  const { pathname, search } = new URL(url)
  return pathname + search
}
