/**
 * Composes a server: store → secret → gate → hub → HTTP and sockets, and takes it apart again in the reverse order.
 *
 * No behaviour of its own beyond that.
 */
import { createServer } from 'node:http'
import { RoomfulError } from '@roomful/protocol'
import type { Gate } from './auth/admission.js'
import { createGate } from './auth/gate.js'
import { createFormTokens } from './auth/form-token.js'
import { createGuestTokens, type GuestTokens } from './auth/guest-token.js'
import { createTokenCheck } from './auth/jwt.js'
import { createModeratorKeys, type ModeratorKeys } from './auth/moderator-key.js'
import { createOriginCheck } from './auth/origin.js'
import type { Bus } from './bus/bus.js'
import { openBus } from './bus/open-bus.js'
import { sealedBus } from './bus/sealed.js'
import { checkOptions } from './check-options.js'
import { createCluster, type Cluster } from './cluster/cluster.js'
import { BUILT_IN_EVENTS } from './features/built-in-events.js'
import { builtInFeatures } from './features/built-in-features.js'
import { createTextCheck } from './features/comments/check-text.js'
import { declaredEvents } from './features/declared-events.js'
import { createSanctions, type Sanctions } from './features/moderation/sanctions.js'
import { createMailDesk, type MailDesk } from './features/notices/mail-desk.js'
import { endableGuests } from './features/people/ended-guests.js'
import { createErasure, type Erasure } from './features/people/erasure.js'
import { startRetention } from './features/retention.js'
import { createAddressBook } from './http/address.js'
import { createApp } from './http/app.js'
import { createAssets } from './http/assets.js'
import { createCommentPages, type CommentPages } from './http/comment-pages/comment-pages.js'
import { hostedComments, type CommentsHtmlOptions } from './http/comment-pages/hosted-comments.js'
import { attachTo } from './http/attach.js'
import { answer } from './http/bridge.js'
import { OWN_SERVER, closeServer, listenOn } from './http/listen.js'
import type { Listening } from './http/listen.js'
import { failure } from './http/refusal.js'
import type { NodeServer } from './http/attach.js'
import { createSocketDoor } from './http/websocket.js'
import { createEventTable, type EventRule } from './hub/event-table.js'
import { createHub } from './hub/hub.js'
import type { Hub, HubFigures } from './hub/hub.js'
import { createRefusals } from './hub/nodes/refusals.js'
import type { ServerRoom } from './hub/server-room.js'
import { createWithdrawals, type Withdrawals } from './hub/nodes/withdrawals.js'
import { createAddressLedger } from './model/address-ledger.js'
import { createModeration, type Moderation } from './moderation/moderation.js'
import type { RoomfulOptions, Settings } from './options.js'
import { createOutgoing, type Outgoing } from './outgoing/outgoing.js'
import { randomId } from './platform/random.js'
import { openStore } from './store/open-store.js'
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
  /**
   * A room's comments as HTML, for the page's own view: readable, searchable and writable without script, and replaced by
   * `<roomful-comments>` when it stands around them. Safe to put into a page as it is. Rejects `ROOM_REFUSED`,
   * `STORE_UNAVAILABLE` (may pass; show the page without).
   */
  commentsHtml(room: string, options?: CommentsHtmlOptions): Promise<string>
  /**
   * A key with which somebody moderates every room, for sites without a login of their own: the address
   * `<path>/moderate#key=…` on this site. Give it to that person only. @param days how long it is good. Default 30.
   */
  moderatorKey(name: string, days?: number): string
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
  const checked = checkOptions(options)
  // Everything that can refuse an option comes before anything that has to be closed.
  const checkToken = checked.jwt && createTokenCheck(checked.jwt, checked.clock)
  const isOriginAllowed = createOriginCheck(checked.origins)
  const addresses = createAddressBook(checked.trustProxy, checked.random)
  const declared = checked.events && declaredEvents(checked.events)
  const bus = checked.bus ?? (await openBus(checked.broker, checked))
  const isAlone = checked.bus === undefined && checked.broker === undefined
  const settings: Wired = { ...checked, bus, isAlone }
  const isOwn = settings.store === undefined
  let store: Store | undefined
  let cluster: Cluster | undefined
  const letGo = async (): Promise<void> => {
    await cluster?.stop()
    if (isOwn) await store?.close()
    if (checked.bus === undefined) await bus.close()
  }
  try {
    store = settings.store ?? (await openStore(settings.database))
    const secret = settings.secret ?? (await store.setting('secret', () => randomId(settings.random, 32)))
    cluster = await joinCluster(settings, store, secret)
    const guestTokens = createGuestTokens(secret, settings.random)
    const guests = endableGuests(guestTokens)
    const moderatorKeys = createModeratorKeys(secret, settings.clock)
    const gate = createGate({ ...settings, guestTokens: guests.tokens, moderatorKeys, checkToken })
    const outgoing = await createOutgoing({ ...settings, store, secret })
    const { hub, relay, sanctions, moderation } = await createFloor({
      settings,
      store,
      cluster,
      gate,
      declared,
      outgoing,
    })
    const parts = { ...settings, store, hub, cluster }
    const erasure = createErasure({ ...parts, moderation, endGuest: (person) => guests.end(person) })
    const stopRetention = startRetention({ ...parts, commentDays: settings.retention.commentDays })
    const stop = async (): Promise<void> => {
      stopRetention()
      erasure.stop()
      await outgoing.courier.stop()
      await sanctions.stop()
      relay.stop()
      await letGo()
    }
    const forms = createFormTokens(secret, settings.clock, settings.random)
    const pages = createCommentPages({ path: settings.path, hub, forms })
    const mail = createMailDesk({ ...settings, store, tokens: outgoing.tokens })
    outgoing.courier.start()
    const doors = { gate, guestTokens, moderatorKeys, addresses, isOriginAllowed }
    return assemble({ settings, store, hub, pages, mail, erasure, relay, stop, ...doors })
  } catch (error) {
    await letGo()
    throw error
  }
}

/** Hub, features and sanctions need each other: the hub's own parts reach the others only once it is running. */
async function createFloor({ settings, store, cluster, gate, declared, outgoing }: FloorParts): Promise<Floor> {
  const parts = { ...settings, store, outgoing, ...(cluster ? { cluster } : {}) }
  const late: { sanctions?: Sanctions } = {}
  const moderation = createModeration(settings.moderation, settings)
  const builtIn = builtInFeatures({
    ...parts,
    sanctions: { took: async (...act) => late.sanctions?.took(...act) },
    check: createTextCheck({
      ...parts,
      moderation,
      sanctions: { isHidden: (person) => late.sanctions?.isHidden(person) ?? false },
    }),
    closeAfterDays: settings.comments.closeAfterDays,
    hub: {
      say: (...words) => hub.say(...words),
      news: (...words) => hub.news(...words),
      wasShared: (room) => hub.wasShared(room),
    },
  })
  const hub = createHub({
    ...parts,
    gate,
    events: createEventTable(BUILT_IN_EVENTS, declared),
    features: builtIn.table,
    mutedMs: (person) => late.sanctions?.mutedMs(person) ?? 0,
    isHidden: (person) => late.sanctions?.isHidden(person) ?? false,
    closed: builtIn.closed,
  })
  const refusal = createRefusals(hub)
  const relay = createWithdrawals(refusal(), cluster)
  const sanctions = await createSanctions({ ...parts, ban: refusal() })
  late.sanctions = sanctions
  return { hub, relay, sanctions, moderation }
}

/** Finds the other nodes, where there is a way to them. What nodes say is sealed: a broker may be shared with others. [S12] */
async function joinCluster(settings: Wired, store: Store, secret: string): Promise<Cluster | undefined> {
  if (settings.isAlone) return undefined
  // A store in memory is not shared: its name for the site would keep the nodes apart.
  const hasShared = settings.store !== undefined || settings.database !== 'memory:'
  const site = hasShared ? await store.setting('site', () => randomId(settings.random, SITE_BYTES)) : undefined
  const bus = sealedBus(settings.bus, { ...settings, secret, ...(site === undefined ? {} : { site }) })
  const cluster = createCluster({ ...settings, bus })
  await cluster.ready
  return cluster
}

const SITE_BYTES = 9

/** What was checked, with the bus that is in use. */
interface Wired extends Settings {
  readonly bus: Bus
  /** Nothing was said of a bus. */
  readonly isAlone: boolean
}

interface FloorParts {
  readonly settings: Wired
  readonly store: Store
  readonly cluster: Cluster | undefined
  readonly gate: Gate
  readonly declared: ReadonlyMap<string, EventRule> | undefined
  readonly outgoing: Outgoing
}

interface Floor {
  readonly hub: Hub
  readonly relay: Withdrawals
  readonly sanctions: Sanctions
  readonly moderation: Moderation
}

interface Assembly {
  readonly settings: Wired
  readonly store: Store
  readonly hub: Hub
  readonly pages: CommentPages
  readonly mail: MailDesk
  readonly erasure: Erasure
  readonly gate: Gate
  readonly guestTokens: GuestTokens
  readonly moderatorKeys: ModeratorKeys
  readonly addresses: ReturnType<typeof createAddressBook>
  readonly isOriginAllowed: ReturnType<typeof createOriginCheck>
  readonly relay: Withdrawals
  /** Lets go of bus and store. */
  stop(): Promise<void>
}

function assemble(parts: Assembly): Roomful {
  const { settings, hub, gate, moderatorKeys, pages, addresses, isOriginAllowed, relay, stop } = parts
  const { path, limits, log, clock, drainAfterMs } = settings
  let closing: Promise<void> | undefined
  let isShut = false
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
    isDraining: () => isShut,
  })
  const fetch = createApp({ ...settings, ...parts, assets: createAssets(), isDraining })
  const undos: (() => void | Promise<void>)[] = []

  function attach(server: NodeServer): () => void {
    const detach = attachTo(server, { path, fetch, door, addresses })
    undos.push(detach)
    return detach
  }

  async function shutDown(): Promise<void> {
    log('info', 'draining', { connections: hub.connectionCount })
    // A proxy that has not noticed yet still sends people: they are let in, and sent away with the others.
    if (drainAfterMs > 0) await new Promise<void>((resolve) => void clock.after(drainAfterMs, resolve))
    isShut = true
    await hub.drain({ overMs: settings.drainMs })
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
        void answer(notHere, request, response, {})
      })
      attach(server)
      undos.push(() => closeServer(server, settings.clock))
      return listenOn(server, port, host)
    },
    room: (id) => hub.room(id),
    revoke: (personId) => relay.revoke(personId),
    restore: (personId) => relay.restore(personId),
    commentsHtml: (room, options = {}) => hostedComments({ gate, pages }, room, options),
    moderatorKey: (name, days = 30) => moderatorKeys.issue(name, days),
    figures: () => hub.figures(),
    close: () => (closing ??= shutDown()),
  }
}

const notHere = (): Promise<Response> => Promise.resolve(failure(new RoomfulError('NOT_FOUND')))
