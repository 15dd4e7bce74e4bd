/** Starts the connection and what all elements of the page share. Its own chunk: fetched when the first element needs it. */
import { browserEnvironment } from '../platform/browser.js'
import { createClient, type Client, type ConnectOptions } from '../room/client.js'
import type { Room } from '../room/room.js'
import { cell, type Burst, type ComposeRequest, type Live, type Notice } from './live.js'
import type { Settings } from './settings.js'

/** `connect` without what only Node needs. */
export function connect(url: string, options: ConnectOptions = {}): Client {
  return createClient(url, options, options.env ?? browserEnvironment())
}

/** Connects as the script tag says. Nothing is thrown later: a server that is away costs the page nothing. */
export function start(settings: Settings): Live {
  const env = browserEnvironment()
  const { storage } = env
  // The name that `moderator-key.ts` keeps it under; that file is only loaded where there is one.
  const isModerator = !!(storage.session?.get('roomful.moderator') ?? storage.local?.get('roomful.moderator'))
  const options: ConnectOptions =
    isModerator || settings.tokenUrl
      ? { env, token: async () => (await import('./token.js')).ownToken(env, settings.tokenUrl) }
      : { env }
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
    passages: { current: undefined },
    compose: cell<ComposeRequest | undefined>(undefined),
    chat: cell(false),
    messenger: cell<((member: string) => void) | undefined>(undefined),
    ignored: cell<ReadonlySet<string>>(new Set()),
    clock: env.clock,
    random: env.random,
    storage: env.page.optOut ? nowhere : storage,
    isModerator,
  }
}
