/** The way in: `connect`, with the surroundings it finds itself in and everything a room can do. */
import { browserEnvironment } from '../platform/browser.js'
import { nodeEnvironment } from '../platform/node.js'
import { createClient, type ConnectOptions } from './client.js'
import { withFeatures, type Client } from './full-client.js'

/**
 * Connects to a Roomful server, as soon as a room is asked for.
 *
 * Nothing is awaited and nothing fails later: a server that is down costs the page nothing, and the client comes back by
 * itself, also after sleep, a change of network or a restart of the server.
 *
 * ```ts
 * const room = connect('https://live.example.com').room('/blog/7')
 * room.count.subscribe((count) => console.log(count?.people))
 * await room.send('clap', { n: 2 })
 * await room.comments.add('Well put.').done
 * ```
 *
 * @param url the server's origin, or its origin and prefix; default: the page's origin. The default prefix is `/roomful`.
 * @throws `OPTION_INVALID` when `url` is no http(s) address, or is left out where there is no page
 */
export function connect(url?: string, options: ConnectOptions = {}): Client {
  const env = options.env ?? (typeof document === 'undefined' ? nodeEnvironment() : browserEnvironment())
  return withFeatures(createClient(url, options, env), env.report)
}
