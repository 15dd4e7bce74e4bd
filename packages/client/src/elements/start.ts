/** Starts the connection and what all elements of the page share. Its own chunk: fetched when the first element needs it. */
import { browserEnvironment } from '../platform/browser.js'
import { createClient, type Client, type ConnectOptions } from '../room/client.js'
import type { Room } from '../room/room.js'
import { cell, type Burst, type Live, type Notice } from './live.js'
import type { Settings } from './settings.js'

/** `connect` without what only Node needs. */
export function connect(url: string, options: ConnectOptions = {}): Client {
  return createClient(url, options, options.env ?? browserEnvironment())
}

/** Connects as the script tag says. Nothing is thrown later: a server that is away costs the page nothing. */
export function start(settings: Settings): Live {
  const env = browserEnvironment()
  const options: ConnectOptions =
    settings.tokenUrl === undefined ? { env } : { env, token: () => fetchToken(settings.tokenUrl ?? '') }
  const client = createClient(settings.server, options, env)
  const room = settings.room === undefined ? client.page() : cell<Room>(client.room(settings.room))
  const nowhere: Live['storage'] = { local: undefined, session: undefined }
  return {
    client,
    settings,
    room,
    following: cell<string | undefined>(undefined),
    podsHidden: cell(false),
    isPaused: cell(false),
    burst: cell<Burst | undefined>(undefined),
    notice: cell<Notice | undefined>(undefined),
    here: { current: undefined },
    clock: env.clock,
    random: env.random,
    storage: env.page.optOut ? nowhere : env.storage,
  }
}

/** Answers that mean "nobody is logged in": the visitor is a guest then. */
const NOBODY = new Set([204, 401, 403, 404])

/** Asks the site who this is, with the site's own cookies. Plain text, or JSON with a field `token`; empty for a guest. */
async function fetchToken(url: string): Promise<string | undefined> {
  const response = await fetch(url, { credentials: 'same-origin', headers: { accept: 'application/json, text/plain' } })
  if (NOBODY.has(response.status)) return undefined
  if (!response.ok) throw new Error(`The token address answered ${String(response.status)}.`)
  const text = (await response.text()).trim()
  const token: unknown = text.startsWith('{') ? (JSON.parse(text) as { token?: unknown }).token : text
  return typeof token === 'string' && token !== '' ? token : undefined
}
