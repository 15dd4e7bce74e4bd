/**
 * The hub among other hubs: people who move between nodes, news for people wherever they are, counts of far rooms. [Y9–Y11]
 *
 * One of these for a hub, also for one that is alone: then there is nobody to tell, and nothing is done. What another node says
 * is checked here. Rooms have links of their own (linked-room.ts).
 */
import type { Counts, Grant, Json, JsonFields, LogEntry, NewsMessage } from '@roomful/protocol'
import type { Cluster } from '../../cluster/cluster.js'
import { createFarCounts, NOBODY } from './far-counts.js'
import type { Connection } from '../connection.js'
import type { HubCore } from '../hub-core.js'
import { LinkedRoom } from './linked-room.js'
import type { Room } from '../room.js'
import { spreadNews } from './room-notes.js'

/** Whom news is for: a person, those who may do something in a room, or everybody with a key. */
export type NewsFor =
  { readonly person: string } | { readonly can: Grant; readonly room: string } | { readonly keys: true }

export interface Elsewhere {
  /** [Y3] Joins a room that was opened to the same room on other nodes. */
  link(room: Room): void
  /** [Y9] A connection with this session of some other node sits here now: there it can be forgotten. */
  moved(session: string, person: string): void
  /** [X3,M6] To everybody it is for, on every node. */
  news(to: NewsFor, k: NewsMessage['k'], v: JsonFields): void
  /** [Y8] A room's log, wherever the room is open. */
  sayLog(room: string, epoch: string, entries: readonly LogEntry[]): void
  /** An event of the server in a room that is not open here. */
  sayEvent(room: string, name: string, data: Json, isDroppable: boolean): void
  /** [N3] */
  countsOf(rooms: readonly string[]): Promise<readonly Counts[]>
  /** Whether another node is alive. */
  readonly hasPeers: boolean
}

/** Half: a slow broker makes people flicker who move. Double: their connection counts twice for that much longer. */
const LET_GO_MS = 500
/** [H5] */
const MOVED = 4204
/** Sessions are 24 characters; more is no session. */
const MAX_SESSION_CHARS = 64

export function createElsewhere(core: HubCore, cluster: Cluster | undefined): Elsewhere {
  const here = (room: string): Counts | undefined => core.rooms.get(room)?.roster.counts()
  const far = cluster && createFarCounts(cluster, core.clock, here)
  const unheard = (saying: Promise<void> | undefined): void => void saying?.catch(() => undefined)
  const leaving = new Set<Connection>()
  /** [Y9] Those who are known elsewhere by now need not stay. */
  const arrived = (): void => {
    for (const connection of leaving) {
      if (connection.phase !== 'gone' && !isKnownElsewhere(connection)) continue
      leaving.delete(connection)
      core.gone(connection)
    }
  }
  if (cluster) hear(core, cluster, leaving)
  return {
    link(room) {
      if (cluster)
        room.linked = new LinkedRoom(room, cluster, core.clock, () => {
          // Not while the word of it is still being taken in: the room may close with them.
          if (leaving.size > 0) core.clock.soon(arrived)
        })
    },
    moved(session, person) {
      // Also where nobody is known yet: this node may have started a moment ago.
      unheard(cluster?.site.say('moved', { session, person }))
    },
    news(to, k, v) {
      const json = JSON.stringify({ t: 'news', k, v })
      if ('room' in to) {
        const room = core.rooms.get(to.room)
        if (room) spreadNews(room, to.can, json)
        if (room?.linked) room.linked.notes.news(to.can, json)
        else cluster?.sayNote(to.room, { k: 'news', can: to.can, json })
        return
      }
      tell(core, to, json)
      unheard(cluster?.site.say('news', { ...to, json }))
    },
    sayLog(roomId, epoch, entries) {
      const linked = core.rooms.get(roomId)?.linked
      if (linked) linked.log(epoch, entries)
      else cluster?.sayLog(roomId, epoch, entries)
    },
    sayEvent: (room, name, data, isDroppable) => cluster?.sayEvent(room, name, data, isDroppable),
    async countsOf(rooms) {
      const missing = rooms.filter((room) => !core.rooms.has(room))
      const found = missing.length > 0 && far ? await far.ask(missing) : []
      const counts = new Map(missing.map((room, index) => [room, found[index] ?? NOBODY]))
      return rooms.map((room) => here(room) ?? counts.get(room) ?? NOBODY)
    },
    get hasPeers() {
      return (cluster?.peers.alive().length ?? 0) > 0
    },
  }
}

function hear(core: HubCore, { site }: Cluster, leaving: Set<Connection>): void {
  site.on('moved', ({ session, person }) => {
    if (typeof session !== 'string' || session.length > MAX_SESSION_CHARS || typeof person !== 'string') return false
    const connection = core.sessions.get(session)
    // A session is worth nothing to anybody else. [H5]
    if (connection?.identity.id !== person) return true
    if (!letGo(core, connection)) leaving.add(connection)
    return true
  })
  site.on('news', ({ person, keys, json }) => {
    if (typeof json !== 'string' || (typeof person !== 'string' && keys !== true)) return false
    tell(core, typeof person === 'string' ? { person } : { keys: true }, json)
    return true
  })
}

/**
 * [Y9] The person sits elsewhere now. The seat stays for the moment until that is known here too, so that nobody sees them go;
 * and as theirs, so that they are not counted twice. True: it is over.
 */
function letGo(core: HubCore, connection: Connection): boolean {
  const { transport, places } = connection
  connection.isFresh = false
  if (isKnownElsewhere(connection)) {
    if (transport) connection.close('SESSION_REPLACED')
    else core.gone(connection)
    return true
  }
  if (transport) {
    connection.flush()
    connection.transport = undefined
    core.parted(connection, MOVED)
    transport.close(MOVED, 'SESSION_REPLACED')
  }
  for (const { room, seat } of places) {
    if (seat) room.roster.moved(seat)
    room.linked?.changed()
  }
  connection.leavesAtMs = Math.min(connection.leavesAtMs, core.clock.monotonic() + LET_GO_MS)
  return false
}

function isKnownElsewhere({ places, identity }: Connection): boolean {
  return places.every(({ room, seat }) => !seat || room.roster.isFar(identity.id))
}

function tell({ connections }: HubCore, to: { readonly person: string } | { readonly keys: true }, json: string): void {
  for (const connection of connections) {
    const { id, isKey } = connection.identity
    if ('person' in to ? id === to.person : isKey === true) connection.sendJson(json)
  }
}
