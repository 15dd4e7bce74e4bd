/**
 * Composes a server: store → secret → gate → hub → HTTP and sockets, and takes it apart again in the reverse order.
 *
 * No behaviour of its own beyond that and the relay of withdrawals to the other nodes [I4].
 */
import { createServer } from 'node:http'
import { RoomfulError } from '@roomful/protocol'
import { createGate } from './auth/gate.js'
import { createGuestTokens } from './auth/guest-token.js'
import { createTokenCheck } from './auth/jwt.js'
import { createOriginCheck } from './auth/origin.js'
import { withdrawals } from './bus/withdrawals.js'
import { checkOptions } from './check-options.js'
import { BUILT_IN_EVENTS } from './features/built-in-events.js'
import { declaredEvents } from './features/declared-events.js'
import { createAddressBook } from './http/address.js'
import { createApp } from './http/app.js'
import { createAssets } from './http/assets.js'
import { attachTo } from './http/attach.js'
import { answer } from './http/bridge.js'
import { OWN_SERVER, closeServer, listenOn } from './http/listen.js'
import type { Listening } from './http/listen.js'
import { failure } from './http/refusal.js'
import type { NodeServer } from './http/attach.js'
import { createSocketDoor } from './http/websocket.js'
import { createEventTable } from './hub/event-table.js'
import { createHub } from './hub/hub.js'
import type { Hub, HubFigures } from './hub/hub.js'
import type { ServerRoom } from './hub/server-room.js'
import { createAddressLedger } from './model/address-ledger.js'
import type { RoomfulOptions, Settings } from './options.js'
import { randomId } from './platform/random.js'
import { memoryStore } from './store/memory.js'
import { sqliteStore } from './store/sqlite.js'
import type { Store } from './store/store.js'

/** A running Roomful server. */
export interface Roomful {
  /**
   * Takes the requests and WebSocket upgrades under `path` of an HTTP server and leaves all others alone, whichever
   * listeners it has or gets later. Works for bare http and https, and for frameworks on top of them. Returns the undo.
   *
   * For many reconnects at once give `server.listen` a `backlog` of 4096 (Linux: also `net.core.somaxconn`).
   */
  attach(server: NodeServer): () => void
  /** Answers a Web-standard request, for hosts that speak `Request` and `Response`. WebSockets need `attach`. */
  fetch(request: Request): Promise<Response>
  /**
   * Opens an HTTP server of its own. Port 0 takes a free one; the default host is this machine only.
   *
   * Rejects with Node's error (`EADDRINUSE`, `EACCES` …) when the port cannot be had.
   */
  listen(port: number, host?: string): Promise<Listening>
  /** A room, to speak to it, count, look around, or place a robot. @throws ROOM_INVALID, MESSAGE_INVALID */
  room(id: string): ServerRoom
  /** Withdraws a person's rights: their connections end within a second on every node, and they are refused. [I4] */
  revoke(personId: string): Promise<void>
  /** Lifts a withdrawal. */
  restore(personId: string): Promise<void>
  /** What the server holds at this moment; for metrics and tests. */
  figures(): HubFigures
  /** Shuts down: says so at `/ready`, sends everybody away to come back elsewhere, lets go of server and store. [K3] */
  close(): Promise<void>
}

/**
 * Makes a server. It does nothing until it is attached, asked to listen, or given requests.
 *
 * @throws OPTION_INVALID, DEPENDENCY_MISSING, STORE_NEWER: change something. STORE_UNAVAILABLE, BUS_UNAVAILABLE: may pass.
 */
export async function createRoomful(options: RoomfulOptions = {}): Promise<Roomful> {
  const settings = checkOptions(options)
  // Everything that can refuse an option comes before anything that has to be closed.
  const checkToken = settings.jwt && createTokenCheck(settings.jwt, settings.clock)
  const isOriginAllowed = createOriginCheck(settings.origins)
  const addresses = createAddressBook(settings.trustProxy, settings.random)
  const declared = settings.events && declaredEvents(settings.events)
  const { store, isOwn } = await openStore(settings)
  try {
    const secret = settings.secret ?? (await store.setting('secret', () => randomId(settings.random, 32)))
    const guestTokens = createGuestTokens(secret, settings.random)
    const gate = createGate({ ...settings, guestTokens, checkToken })
    const hub = createHub({ ...settings, gate, events: createEventTable(BUILT_IN_EVENTS, declared) })
    const relay = await withdrawals(settings.bus, hub, settings.log)
    const stop = async (): Promise<void> => {
      await relay.stop()
      if (isOwn) await store.close()
    }
    return assemble({ settings, hub, gate, addresses, isOriginAllowed, relay, stop })
  } catch (error) {
    if (isOwn) await store.close()
    throw error
  }
}

async function openStore({ store, database }: Settings): Promise<{ store: Store; isOwn: boolean }> {
  if (store) return { store, isOwn: false }
  return {
    store: database === 'memory:' ? memoryStore() : await sqliteStore(database.slice('sqlite:'.length)),
    isOwn: true,
  }
}

interface Assembly {
  readonly settings: Settings
  readonly hub: Hub
  readonly gate: ReturnType<typeof createGate>
  readonly addresses: ReturnType<typeof createAddressBook>
  readonly isOriginAllowed: ReturnType<typeof createOriginCheck>
  readonly relay: Awaited<ReturnType<typeof withdrawals>>
  /** Lets go of bus and store. */
  stop(): Promise<void>
}

function assemble({ settings, hub, gate, addresses, isOriginAllowed, relay, stop }: Assembly): Roomful {
  const { path, limits, log } = settings
  let closing: Promise<void> | undefined
  const isDraining = (): boolean => closing !== undefined
  const ledger = createAddressLedger(limits.connectionsPerAddress, limits.connectsPerSecond)
  const keepsRequests = settings.authorize !== undefined
  const door = createSocketDoor({
    ...settings,
    host: hub,
    addresses,
    ledger,
    isOriginAllowed,
    keepsRequests,
    isDraining,
  })
  const counts = (room: string): ReturnType<Hub['counts']> => hub.counts(room)
  const fetch = createApp({ path, gate, assets: createAssets(), log, isOriginAllowed, counts, isDraining })
  const undos: (() => void | Promise<void>)[] = []

  function attach(server: NodeServer): () => void {
    const detach = attachTo(server, { path, fetch, door, addresses })
    undos.push(detach)
    return detach
  }

  async function shutDown(): Promise<void> {
    log('info', 'draining', { connections: hub.connectionCount })
    await hub.drain()
    for (const undo of undos.toReversed()) await undo()
    await stop()
    log('info', 'closed')
  }

  log('info', 'started', { path: path === '' ? '/' : path })
  return {
    attach,
    fetch,
    async listen(port, host = 'localhost') {
      if (isDraining()) throw new RoomfulError('SERVER_DRAINING')
      // Everything outside the path gets the same coded 404 as unknown addresses within.
      const server = createServer(OWN_SERVER, (request, response) => {
        void answer(notHere, request, response, undefined)
      })
      attach(server)
      undos.push(() => closeServer(server, settings.clock))
      return listenOn(server, port, host)
    },
    room: (id) => hub.room(id),
    revoke: (personId) => relay.revoke(personId),
    restore: (personId) => relay.restore(personId),
    figures: () => hub.figures(),
    close: () => (closing ??= shutDown()),
  }
}

const notHere = (): Promise<Response> => Promise.resolve(failure(new RoomfulError('NOT_FOUND')))
