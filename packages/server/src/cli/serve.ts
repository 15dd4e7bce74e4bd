/**
 * The server of the command line: its options from all sources, its life from the first line it prints to its end.
 *
 * Ends with 0 after SIGTERM or SIGINT; a second signal does not wait.
 */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRoomful } from '../create-roomful.js'
import type { Roomful } from '../create-roomful.js'
import { OWN_SERVER, listenOn } from '../http/listen.js'
import type { RoomfulOptions } from '../options.js'
import { printLog } from '../platform/print-log.js'
import type { Choices } from './arguments.js'
import { readConfig } from './config-file.js'
import type { Config } from './config-file.js'
import { EXIT_FAILURE, sentenceOf } from './ending.js'
import { scriptTag, welcomePage } from './welcome-page.js'

export const DEFAULT_PORT = 4_848
export const DEFAULT_HOST = 'localhost'
export const DEFAULT_DATABASE = 'sqlite:roomful.db'
/** A request still being answered at the end has this long. */
const LAST_ANSWER_MS = 1_000

/** Starts a server and returns once it listens. */
export async function runServer(choices: Choices): Promise<void> {
  const config = choices.config === undefined ? {} : await readConfig(choices.config)
  const options = optionsOf(choices, config)
  const live = await createRoomful(options)
  await serve(live, options, choices.port ?? config.port ?? DEFAULT_PORT, choices.host ?? config.host ?? DEFAULT_HOST)
}

function optionsOf(choices: Choices, { port: _port, host: _host, ...config }: Config): RoomfulOptions {
  const { database, bus, origins, secret, jwtSecret, rooms, path, drainAfterMs, drainMs, noGuests, log } = choices
  const isStoreGiven = config.store !== undefined || config.database !== undefined
  return {
    ...(isStoreGiven ? {} : { database: DEFAULT_DATABASE }),
    log: printLog(log ?? 'warn'),
    ...config,
    ...(database === undefined ? {} : { database }),
    ...(bus === undefined ? {} : { bus }),
    ...(origins === undefined ? {} : { origins }),
    ...(secret === undefined ? {} : { secret }),
    ...(jwtSecret === undefined ? {} : { jwt: { secret: jwtSecret } }),
    ...(rooms === undefined ? {} : { rooms }),
    ...(path === undefined ? {} : { path }),
    ...(drainAfterMs === undefined ? {} : { drainAfterMs }),
    ...(drainMs === undefined ? {} : { drainMs }),
    ...(noGuests ? { guests: false as const } : {}),
  }
}

async function serve(live: Roomful, options: RoomfulOptions, port: number, host: string): Promise<void> {
  const path = (options.path ?? '/roomful').replace(/\/$/, '')
  const page = { path, isRoom: options.origins === undefined && options.guests !== false }
  const server = createServer(OWN_SERVER, (request, response) => showPage(page, request, response))
  live.attach(server)
  const { url } = await listenOn(server, port, host).catch(async (error: unknown) => {
    await live.close()
    throw new Error(portTrouble(error, port, host), { cause: error })
  })
  let isEnding = false
  const end = (): void => {
    // Whoever asks twice does not want to wait.
    if (isEnding) process.exit(EXIT_FAILURE)
    isEnding = true
    live.close().then(
      () => {
        server.close(() => process.exit(0))
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), LAST_ANSWER_MS).unref()
      },
      (error: unknown) => {
        process.stderr.write(`roomful: ${sentenceOf(error)}\n`)
        process.exit(EXIT_FAILURE)
      },
    )
  }
  process.on('SIGTERM', end).on('SIGINT', end)

  const shown = host === '0.0.0.0' || host === '::' ? url.replace(/\/\/[^/]*:/, '//localhost:') : url
  process.stdout.write(`Roomful is ready: ${shown}/\nPaste into a page: ${scriptTag(shown, path)}\n`)
}

function showPage(page: Parameters<typeof welcomePage>[1], request: IncomingMessage, response: ServerResponse): void {
  const isPage = request.url === '/' || request.url?.startsWith('/?')
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (!isPage || !isRead) {
    response.writeHead(isPage ? 405 : 404, { 'Content-Type': 'text/plain; charset=utf-8' })
    return void response.end(isPage ? 'This page is only for reading.\n' : 'There is nothing at this address.\n')
  }
  // Only printed on the page for copying, so a proxy's word is good enough.
  const scheme = request.headers['x-forwarded-proto'] === 'https' ? 'https' : 'http'
  const { html, headers } = welcomePage(`${scheme}://${request.headers.host ?? DEFAULT_HOST}`, page)
  response.writeHead(200, { ...headers, 'Content-Length': String(Buffer.byteLength(html)) })
  response.end(request.method === 'HEAD' ? undefined : html)
}

function portTrouble(error: unknown, port: number, host: string): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EADDRINUSE') return `Port ${port} of ${host} is taken; give another one with --port (or PORT).`
  if (code === 'EACCES') return `Port ${port} may not be opened by this account; give one above 1023 with --port.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `This machine has no address ${host}; change --host (or HOST).`
  return `Port ${port} of ${host} cannot be opened: ${sentenceOf(error)}`
}
