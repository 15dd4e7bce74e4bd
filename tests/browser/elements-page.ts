/**
 * A plain page of a site that knows nothing of Roomful but one script tag, under the strictest policy a site can have.
 *
 * For what the demo blog does not have: other attributes on the tag, grants, places that scroll, and a server that goes away.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRoomful, type RoomfulOptions } from 'roomful'

/** No inline script or style, no eval, no string that becomes markup, no other host. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

const STYLE = `
html { background: #fbfaf7 } html.dark { background: #111 ; color: #eee }
body { margin: 0; font: 18px/1.6 serif } main { max-width: 640px; margin: 0 auto; padding: 80px 16px 400px }
.scroller { height: 160px; overflow: auto; border: 1px solid } .fixed { position: fixed; left: 10px; bottom: 10px; margin: 0 }
`

const PARAGRAPH =
  'Someone wrote it weeks ago, someone else reads it tonight, and between the two stands a text that pretends it was always there. Presence is the small correction to that picture.'

export interface PageOptions {
  /** Attributes of the script tag, as they stand there. */
  readonly tag?: string
  /** Attributes of `<html>`. */
  readonly root?: string
  /** More markup at the end of the article. */
  readonly more?: string
}

export interface Site {
  /** Address of a page. Each path is a room of its own. */
  at(path: string, options?: PageOptions): string
  /** Stops answering, as a server that is down. */
  down(): Promise<void>
  up(): Promise<void>
  end(): Promise<void>
}

export async function startSite(options: RoomfulOptions = {}): Promise<Site> {
  let live = await createRoomful(options)
  let server = await listen(serve, 0)
  live.attach(server)
  const { port } = server.address() as AddressInfo
  const stop = async (): Promise<void> => {
    await live.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    at: (path, page = {}) => `http://127.0.0.1:${String(port)}${path}?${new URLSearchParams({ ...page }).toString()}`,
    down: stop,
    async up() {
      live = await createRoomful(options)
      server = await listen(serve, port)
      live.attach(server)
    },
    end: stop,
  }
}

function listen(handler: (request: IncomingMessage, response: ServerResponse) => void, port: number): Promise<Server> {
  const server = createServer(handler)
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)))
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost')
  response.setHeader('content-security-policy', POLICY)
  if (url.pathname === '/style.css') return void response.setHeader('content-type', 'text/css').end(STYLE)
  if (url.pathname === '/favicon.ico') return void response.writeHead(204).end()
  if (url.pathname === '/no-token') return void response.writeHead(401).end()
  const read = (name: string): string => url.searchParams.get(name) ?? ''
  response.setHeader('content-type', 'text/html; charset=utf-8').end(
    `<!doctype html><html ${read('root') || 'lang="en"'}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>A page</title><link rel="stylesheet" href="/style.css"><script type="module" src="/roomful/roomful.js" ${read('tag')}></script></head>
    <body><main><h1>A page with people</h1>${Array.from({ length: 14 }, (_, index) => `<p id="p${String(index)}">${String(index)}. ${PARAGRAPH}</p>`).join('')}${read('more')}</main></body></html>`,
  )
}
