/**
 * The hub: every connection and every room of one node, and the turn's end at which all they said is written.
 *
 * Composition only. Greeting, joining, dispatch and the pulse are in files of their own and see the hub as `HubCore`.
 */
import {
  jsonBytes,
  SETTLE_MS,
  type Clock,
  type Counts,
  type JsonFields,
  type LogEntry,
  type NewsMessage,
  type Random,
  type ServerLimits,
} from '@roomful/protocol'
import type { Gate } from '../auth/admission.js'
import type { Cluster } from '../cluster/cluster.js'
import type { BucketRate } from '../model/bucket.js'
import { Numbers } from '../model/numbers.js'
import type { Log } from '../platform/log.js'
import { randomId } from '../platform/random.js'
import type { Store } from '../store/store.js'
import { Connection } from './connection.js'
import { departing } from './nodes/departing.js'
import { dispatch } from './dispatch.js'
import { createElsewhere, type NewsFor } from './nodes/elsewhere.js'
import type { EventTable } from './event-table.js'
import { type FeatureTable, type Speaker, type WriteAnswer } from './feature.js'
import { graceMs, greet } from './greeting.js'
import type { HubCore } from './hub-core.js'
import { leaveAll } from './joining.js'
import { BEAT_STEPS, startPulse } from './pulse.js'
import { Room } from './room.js'
import { createServerRoom, type ServerRoom } from './server-room.js'
import { carryRead, carryWrite } from './speaking.js'
import type { Inbound, Transport, Visitor } from './transport.js'

/** What a hub is made of: the seams and the decisions that are not its own. */
export interface HubParts {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly gate: Gate
  readonly limits: ServerLimits
  readonly events: EventTable
  readonly features: FeatureTable
  readonly store: Pick<Store, 'read'>
  /** The other nodes. Absent: there are none, and nothing is done for them. */
  readonly cluster?: Cluster
  /** [M5] Milliseconds for which this person may say nothing. */
  mutedMs(personId: string): number
  /** [M5] What this person says is heard by nobody else. */
  isHidden(personId: string): boolean
  /** [R4] A room has ceased to exist on this node. `isLast`: no other has it. */
  closed?(roomId: string, isLast: boolean): void
}

/** What the hub holds at this moment; for tests, health and metrics. */
export interface HubFigures {
  readonly connections: number
  readonly rooms: number
  readonly sessions: number
  /** Bytes waiting in all transports together, and in the fullest one. */
  readonly pendingBytes: number
  readonly maxPendingBytes: number
  /** Other nodes that are alive. */
  readonly peers: number
  /** Messages given to the bus since the start, but for signs of life. */
  readonly busMessages: number
}

/** How a hub ends. */
export interface DrainOptions {
  /** Milliseconds over which everybody is sent away. Default 0: at once. */
  readonly overMs?: number
}

export interface Hub {
  /** Takes a new connection; origin and address have been checked. */
  accept(transport: Transport, visitor: Visitor): Inbound
  readonly connectionCount: number
  /** [N1] Zeros for a room nobody is in on this node. */
  counts(roomId: string): Counts
  /** [N3] In the order asked for, also of rooms that are open on other nodes only. */
  countsOf(roomIds: readonly string[]): Promise<readonly Counts[]>
  room(roomId: string): ServerRoom
  /** [W7] A durable change by somebody who is known and has been admitted; the room hears of it. Rejects with a code. */
  write(speaker: Speaker, id: string, kind: string, body: JsonFields): Promise<WriteAnswer>
  /** [W6] */
  read(speaker: Speaker, what: string, body: JsonFields): Promise<object>
  /** [G1] Tells a room what was written for it by other means than `write`. */
  publish(roomId: string, epoch: string, entries: readonly LogEntry[]): void
  /** Whether another node has, or had, this room since it was opened here. */
  wasShared(roomId: string): boolean
  /** [V5] Sends an event as the server; false where nobody is on this node. */
  say(roomId: string, name: string, data: JsonFields): boolean
  /** [X3,M6] Says something to every connection of a person, to all in a room that may do `can` there, or of all keys [I6]. */
  news(to: NewsFor, k: NewsMessage['k'], v: JsonFields): void
  /** [I4] Closes this person's connections and refuses new ones. Of this node; the caller tells the others. */
  revoke(personId: string): void
  /** Closes this person's connections as `revoke` does, and lets them come back. Of this node. */
  dismiss(personId: string): void
  /** Lifts `revoke`. */
  restore(personId: string): void
  /** [I4] Whether this person is refused; asked by whoever serves them without a connection. */
  isRevoked(personId: string): boolean
  /**
   * [K3] Closes everyone with `SERVER_DRAINING` and takes no more. Resolves when the last farewell is written and, with other
   * nodes alive, when everybody has turned up there or will not any more. [Y2]
   */
  drain(options?: DrainOptions): Promise<void>
  figures(): HubFigures
}

/** Makes a hub. It owns its timers until `drain`. */
export function createHub(parts: HubParts): Hub {
  const { clock } = parts
  const startedMs = clock.monotonic()
  const numbers = new Numbers()
  const parted = new Set<Connection>()
  const revoked = new Set<string>()
  const dirtyRooms = new Set<Room>()
  let dirtyConnections: Connection[] = []
  let isFlushDue = false
  let isDraining = false
  let keepsParted = false
  const epoch = randomId(parts.random, 9)
  let roomsOpened = 0
  let accepted = 0
  let serials = 0

  const flushLater = (): void => {
    if (isFlushDue) return
    isFlushDue = true
    clock.soon(flush)
  }
  const flushConnections = (): void => {
    if (dirtyConnections.length === 0) return
    const connections = dirtyConnections
    dirtyConnections = []
    for (const connection of connections) connection.flush()
  }
  const flush = (): void => {
    isFlushDue = false
    flushConnections()
    for (const room of dirtyRooms) room.flush()
    dirtyRooms.clear()
  }

  const core: HubCore = {
    ...parts,
    limitsJson: JSON.stringify(parts.limits),
    rates: {
      frames: doubleBurst(parts.limits.framesPerSecond),
      events: doubleBurst(parts.limits.eventsPerSecond),
      cursors: doubleBurst(parts.limits.cursorsPerSecond),
      writes: quadrupleBurst(parts.limits.writesPerSecond),
      reads: quadrupleBurst(parts.limits.readsPerSecond),
    },
    connections: new Set(),
    sessions: new Map(),
    rooms: new Map(),
    get elsewhere() {
      return elsewhere
    },
    nextSerial: () => ++serials,
    settleMs: () => Math.max(0, Math.round(SETTLE_MS - (clock.monotonic() - startedMs))),
    isRevoked: (personId) => revoked.has(personId),
    openRoom(id) {
      const known = core.rooms.get(id)
      if (known) return known
      if (core.rooms.size >= parts.limits.rooms) return undefined
      const room = new Room(id, numbers.take(), `${epoch}.${++roomsOpened}`, core)
      core.rooms.set(id, room)
      elsewhere.link(room)
      return room
    },
    closeIfEmpty(room) {
      if (!room.isEmpty || core.rooms.get(room.id) !== room) return
      core.rooms.delete(room.id)
      numbers.giveBack(room.n)
      dirtyRooms.delete(room)
      // Who is sent away by a node that ends goes on elsewhere.
      const isLast = !isDraining && room.linked?.isShared !== true
      room.dispose()
      parts.closed?.(room.id, isLast)
    },
    handle(connection, frame, isBinary) {
      if (connection.phase === 'ready') dispatch(connection, frame, isBinary)
      else greet(connection, frame, isBinary)
    },
    parted(connection, code) {
      const grace = graceMs(code)
      if (connection.phase !== 'ready' || grace === 0 || (isDraining && !keepsParted)) return core.gone(connection)
      connection.phase = 'parted'
      for (const { seat } of connection.places) seat?.seat(connection)
      connection.leavesAtMs = clock.monotonic() + grace
      core.connections.delete(connection)
      parted.add(connection)
    },
    gone(connection) {
      if (connection.phase === 'gone') return
      connection.phase = 'gone'
      core.connections.delete(connection)
      parted.delete(connection)
      if (core.sessions.get(connection.session) === connection) core.sessions.delete(connection.session)
      leaveAll(connection)
    },
    flushSoon(room) {
      dirtyRooms.add(room)
      flushLater()
    },
    flushSoonConnection(connection) {
      dirtyConnections.push(connection)
      flushLater()
    },
    flushConnections,
    publish(roomId, logEpoch, entries) {
      core.rooms.get(roomId)?.log?.publish(logEpoch, entries)
      elsewhere.sayLog(roomId, logEpoch, entries)
    },
  }
  const elsewhere = createElsewhere(core, parts.cluster)
  const stopPulse = startPulse(core, parted)
  const dismiss = (personId: string): void => {
    for (const connection of [...core.connections, ...parted])
      if (connection.identity.id === personId) connection.close('REVOKED')
  }

  return {
    accept(transport, visitor) {
      const connection = new Connection(core, transport, visitor, clock.monotonic(), accepted++ % BEAT_STEPS)
      core.connections.add(connection)
      if (isDraining) connection.close('SERVER_DRAINING')
      return connection
    },
    get connectionCount() {
      return core.connections.size
    },
    counts: (roomId) => core.rooms.get(roomId)?.roster.counts() ?? { connections: 0, people: 0, active: 0 },
    room: (roomId) => createServerRoom(core, roomId),
    write: (speaker, id, kind, body) => carryWrite(core, speaker, id, kind, body),
    read: (speaker, what, body) => carryRead(core, speaker, what, body),
    countsOf: (roomIds) => elsewhere.countsOf(roomIds),
    publish: (roomId, logEpoch, entries) => core.publish(roomId, logEpoch, entries),
    wasShared: (roomId) => core.rooms.get(roomId)?.linked?.wasShared ?? false,
    say(roomId, name, data) {
      const room = core.rooms.get(roomId)
      if (room) room.send(undefined, name, data, jsonBytes(data), false)
      else elsewhere.sayEvent(roomId, name, data, false)
      return room !== undefined
    },
    news: (to, k, v) => elsewhere.news(to, k, v),
    revoke(personId) {
      revoked.add(personId)
      dismiss(personId)
    },
    dismiss,
    restore: (personId) => void revoked.delete(personId),
    isRevoked: (personId) => revoked.has(personId),
    async drain({ overMs = 0 } = {}) {
      isDraining = true
      keepsParted = elsewhere.hasPeers
      flush()
      await departing({ core, parted, overMs, random: parts.random, hasPeers: keepsParted })
      flush()
      stopPulse()
      await parts.cluster?.bye()
      // Nobody hears of these any more: the others keep them for a moment, as they do for a node that has just ended.
      for (const connection of [...core.connections, ...parted]) connection.close('SERVER_DRAINING')
      flush()
      await Promise.resolve()
    },
    figures: () => figuresOf(core, parts.cluster),
  }
}

function doubleBurst(perSecond: number): BucketRate {
  return { perSecond, burst: 2 * perSecond }
}

/** [W5,W6] A page that opens asks for several things at once, and then for nothing. */
function quadrupleBurst(perSecond: number): BucketRate {
  return { perSecond, burst: 4 * perSecond }
}

function figuresOf(core: HubCore, cluster: Cluster | undefined): HubFigures {
  let pendingBytes = 0
  let maxPendingBytes = 0
  for (const { transport } of core.connections) {
    const pending = transport?.pending() ?? 0
    pendingBytes += pending
    maxPendingBytes = Math.max(maxPendingBytes, pending)
  }
  const { connections, rooms, sessions } = core
  return {
    ...{ connections: connections.size, rooms: rooms.size, sessions: sessions.size, pendingBytes, maxPendingBytes },
    ...{ peers: cluster?.peers.alive().length ?? 0, busMessages: cluster?.published ?? 0 },
  }
}
