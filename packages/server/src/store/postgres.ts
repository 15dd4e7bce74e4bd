/**
 * A store in a Postgres database: for sites that have one, and for several nodes that keep one truth.
 *
 * The same engine as over SQLite, a few times beside each other: each lane commits its own groups on its own connection, and a
 * room always goes by the same lane, which keeps its order. [D3] Across nodes the lock on the room's row does that.
 */
import { MAX_WAITING_WRITE_BYTES, RoomfulError, type Clock, type Random } from '@roomful/protocol'
import { systemClock } from '../platform/clock.js'
import { systemRandom } from '../platform/random.js'
import { openPostgres } from './postgres/driver.js'
import { createSqlStore } from './sql/engine.js'
import type { Store, Write } from './store.js'

/**
 * Changes in one commit. A group keeps its rooms locked for as long as its statements travel, about a millisecond each change:
 * double, and several nodes that write in one room wait twice as long for each other.
 */
const MAX_GROUP = 32

/** How a store uses a Postgres server. */
export interface PostgresOptions {
  /** Connections that write, one of them what belongs to no room. More let more rooms be written at once. Default 4. */
  readonly writers?: number
  /** Connections that read. Default 4. */
  readonly readers?: number
  /** Time and chance, for tests. Default: the real ones. */
  readonly clock?: Clock
  readonly random?: Random
}

/**
 * Opens a store in the database at `url` (`postgres://…`), and makes its tables there, or brings them up to date.
 *
 * While the database is away, writes and reads reject with `STORE_UNAVAILABLE` within a second; the store comes back by itself.
 *
 * @throws STORE_UNAVAILABLE (retry may help), STORE_FULL, STORE_NEWER, DEPENDENCY_MISSING.
 */
export async function postgresStore(url: string, options: PostgresOptions = {}): Promise<Store> {
  const { writers = 4, readers = 4, clock = systemClock, random = systemRandom } = options
  const driver = await openPostgres({ url, clock, random, writers, readers })
  try {
    const shared = { ...driver, close: () => Promise.resolve() }
    // What may wait is counted here, for all of them together.
    const parts = { driver: shared, random, maxWaitingBytes: Number.POSITIVE_INFINITY, maxGroup: MAX_GROUP }
    const first = await createSqlStore(parts)
    const lanes: [Store, ...Store[]] = [first]
    // One after the other, over one connection: the rest is opened when there is something for it to do.
    while (lanes.length < writers) lanes.push(await createSqlStore(parts))
    return overLanes(lanes, () => driver.close())
  } catch (error) {
    await driver.close()
    throw error
  }
}

function overLanes(lanes: readonly [Store, ...Store[]], release: () => Promise<void>): Store {
  // What belongs to no room may lock many (erasure, imports): those are never locked by others of its own group.
  const [first, ...others] = lanes
  let waitingBytes = 0
  let closing: Promise<void> | undefined

  async function take<T>(room: string, bytes: number, work: (lane: Store) => Promise<T>): Promise<T> {
    const lane = room === '' ? first : (others[laneOf(room, others.length)] ?? first)
    if (waitingBytes > 0 && waitingBytes + bytes > MAX_WAITING_WRITE_BYTES) throw new RoomfulError('STORE_BUSY')
    waitingBytes += bytes
    try {
      return await work(lane)
    } finally {
      waitingBytes -= bytes
    }
  }

  return {
    setting: (name, make) => take('', name.length, (lane) => lane.setting(name, make)),
    write: (write) => take(write.room, sizeOf(write), (lane) => lane.write(write)),
    read: (kind, ask) => first.read(kind, ask),
    async close() {
      closing ??= Promise.all(lanes.map((lane) => lane.close())).then(release)
      await closing
    },
  }
}

/** FNV-1a: spreads rooms that differ in one letter. */
function laneOf(room: string, lanes: number): number {
  let hash = 2_166_136_261
  for (let at = 0; at < room.length; at++) hash = Math.imul(hash ^ room.charCodeAt(at), 16_777_619)
  return (hash >>> 0) % lanes
}

/** About how many bytes a write holds while it waits. */
function sizeOf({ change, room, author, id }: Write): number {
  return JSON.stringify(change).length + room.length + author.length + id.length
}
