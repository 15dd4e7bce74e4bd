/** HTTP servers of our own: where they listen, how patient they are, and how they end. */
import type { ServerOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '@roomful/protocol'
import type { NodeServer } from './attach.js'

/** Where a server of `listen` can be reached. */
export interface Listening {
  readonly host: string
  readonly port: number
  /** The origin, without a slash at the end. */
  readonly url: string
}

/** For servers of our own: whoever needs longer for a few lines of headers is holding a place, not asking for a page. */
export const OWN_SERVER: ServerOptions = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 2_500,
}

/** Node's default of 511 makes thousands of pages that come back together wait for their second try. */
const LISTEN_BACKLOG = 4_096

/** Listens with a backlog for storms of reconnects, and says where. */
export async function listenOn(server: NodeServer, port: number, host: string): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog: LISTEN_BACKLOG }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port: taken } = server.address() as AddressInfo
  const name = host.includes(':') ? `[${host}]` : host
  return { host, port: taken, url: `http://${name}:${taken}` }
}

/** A request still being answered when a server ends has this long. */
const LAST_ANSWER_MS = 1_000

/** Ends a server. Its WebSockets are closed by the hub, and cut by their transport if they do not go. */
export async function closeServer(server: NodeServer, clock: Clock): Promise<void> {
  const cancel = clock.after(LAST_ANSWER_MS, () => server.closeAllConnections())
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
  cancel()
}
