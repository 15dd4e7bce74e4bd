/**
 * A simulated database: the real SQL engine over SQLite in memory, on a disk that is slow, fails, and forgets.
 *
 * Two layers: what a group has changed is volatile until the disk has it, and a crash then loses it, or has it without
 * anybody having been told. The database outlives the server that writes to it. Planted faults of stores are here as well.
 */
import type { LogEntry } from '@roomful/protocol'
import type { Sql, SqlDriver } from '../../packages/server/src/store/sql/sql.js'
import { createSqlStore } from '../../packages/server/src/store/sql/engine.js'
import { openMemoryDatabase } from '../../packages/server/src/store/sqlite-database.js'
import type { ChangeKind, Queries, QueryKind, Store, Write, Written } from '../../packages/server/src/store/store.js'
import type { World } from '../support/fake-clock.js'
import type { Dice } from '../support/seeded-random.js'

/** The process that has the database open. */
export interface DatabaseHost {
  /** Runs what the database answers: now, when the process goes on, or never, when it has ended. */
  io(task: () => void): void
  readonly isOver: boolean
}

export interface SimDatabase {
  /** A connection of its own for a server that starts now. `isAlone`: no other server runs, so that files may be changed. */
  open(host: DatabaseHost, isAlone: boolean): Store
  /** The server that has it open is gone, in whatever it was doing. */
  crash(host: DatabaseHost): void
  /** From now on the disk works. */
  heal(): void
  /** Everything public of a room, in its present form. */
  truth(room: string): Promise<{ readonly offset: number; readonly list: readonly LogEntry[] }>
}

export interface DatabaseOptions {
  readonly world: World
  readonly dice: Dice
  readonly sabotage: string | undefined
  /** These texts were in the file that has been replaced by its backup. */
  readonly lost: (texts: readonly string[]) => void
}

/** A commit under way. */
interface Flight {
  readonly host: DatabaseHost
  done(): void
  fail(error: Error): void
}

export async function createSimDatabase({ world, dice, sabotage, lost }: DatabaseOptions): Promise<SimDatabase> {
  const driver = await openMemoryDatabase()
  const flights = new Set<Flight>()
  let opened = 0
  let isHealthy = false
  let opening: Promise<Store> | undefined
  const deleted = new Map<string, string>()

  /** Resolves when the disk has it; rejects when the disk fails or the server dies before. */
  function sync(host: DatabaseHost): Promise<void> {
    return new Promise((resolve, reject) => {
      if (host.isOver) return reject(new Error('crashed'))
      const flight: Flight = {
        host,
        done: () => (flights.delete(flight), resolve()),
        fail: (error) => (flights.delete(flight), reject(error)),
      }
      flights.add(flight)
      const isFailing = !isHealthy && dice.chance(0.02)
      const ms = isHealthy ? 2 : dice.chance(0.03) ? dice.between(300, 4_000) : dice.between(0, 12)
      world.schedule(ms, () => {
        if (!flights.has(flight)) return
        if (isFailing) flight.fail(new Error('EIO'))
        else flight.done()
      })
    })
  }

  function start(host: DatabaseHost, isAlone: boolean): Store {
    const before = opening
    const epoch = `epoch-${opened++}`
    const isRestored = before !== undefined && isAlone && !isHealthy && dice.chance(0.2)
    const store = (before ?? Promise.resolve(undefined)).then(async () => {
      if (before) await spoil(driver, sabotage)
      if (isRestored) lost(await restore(driver, epoch))
      return createSqlStore({
        driver,
        random: dice.fork(),
        gate: {
          applied: () => sync(host),
          // A dead server tells nobody.
          committed: () => (host.isOver ? new Promise(() => {}) : Promise.resolve()),
        },
      })
    })
    opening = store
    // What the database says reaches a process that stands still when it goes on, and a dead one never.
    const heard = <T>(answer: Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        answer.then(
          (value) => host.io(() => resolve(value)),
          (error: unknown) => host.io(() => reject(error as Error)),
        )
      })
    return sabotaged(
      {
        setting: (name, make) => heard(store.then((engine) => engine.setting(name, make))),
        write: (write) => heard(store.then((engine) => engine.write(write))),
        read: (kind, ask) => heard(store.then((engine) => engine.read(kind, ask))),
        close: () => Promise.resolve(),
      },
      { sabotage, dice, deleted },
    )
  }

  return {
    open: start,
    crash(host) {
      // What the disk was about to take it may have taken, or not.
      for (const flight of [...flights]) {
        if (flight.host !== host) continue
        if (dice.chance(0.5)) flight.done()
        else flight.fail(new Error('crashed'))
      }
      if (sabotage === 'acknowledged before it is on the disk')
        opening = opening?.then(async (store) => {
          await loseTheLast(driver)
          return store
        })
    },
    heal: () => void (isHealthy = true),
    async truth(room) {
      const store = await opening
      if (!store) throw new Error('nothing has been opened')
      const { offset, list } = await store.read('log.since', { room, after: 0, limit: 100_000 })
      return { offset, list }
    },
  }
}

/** What a faulty store has done to its file by the time it is opened again. */
async function spoil(driver: SqlDriver, sabotage: string | undefined): Promise<void> {
  if (sabotage === 'an offset is given out twice')
    await change(driver, (sql) => sql.run('UPDATE roomful_rooms SET head = head - 1 WHERE head > 0'))
  if (sabotage === 'the memory of writes is lost') await change(driver, (sql) => sql.run('DELETE FROM roomful_writes'))
}

/** [G4] The operator has put back a backup, and given the logs new names. Returns what was written after it. */
async function restore(driver: SqlDriver, epoch: string): Promise<readonly string[]> {
  const texts = await loseTheLast(driver)
  await change(driver, async (sql) => {
    await sql.run('UPDATE roomful_rooms SET epoch = ?', epoch)
    await sql.run("UPDATE roomful_settings SET value = ? WHERE name = 'log-epoch'", epoch)
  })
  return texts
}

/** The last comment of every room is as if it had never been written. Returns their texts. */
async function loseTheLast(driver: SqlDriver): Promise<readonly string[]> {
  const texts: string[] = []
  await change(driver, async (sql) => {
    const last = `SELECT room, id, text, write_id FROM roomful_comments c WHERE status = 'visible' AND thread IS NULL AND kids = 0
      AND log_offset = (SELECT head FROM roomful_rooms r WHERE r.room = c.room)`
    for (const row of await sql.all(last)) {
      const [room, id] = [String(row['room']), String(row['id'])]
      texts.push(String(row['text']))
      await sql.run('DELETE FROM roomful_writes WHERE room = ? AND id = ?', room, String(row['write_id']))
      await sql.run('DELETE FROM roomful_comments WHERE room = ? AND id = ?', room, id)
      await sql.run('UPDATE roomful_rooms SET head = head - 1, total = total - 1 WHERE room = ?', room)
    }
  })
  return texts
}

async function change(driver: SqlDriver, work: (sql: Sql) => Promise<unknown>): Promise<void> {
  await driver.transaction(async (sql) => void (await work(sql)))
}

/** Stores that answer wrongly. */
function sabotaged(
  store: Store,
  { sabotage, dice, deleted }: { sabotage: string | undefined; dice: Dice; deleted: Map<string, string> },
): Store {
  switch (sabotage) {
    case 'the epoch of the log is not looked at':
      return { ...store, ...withoutEpochs(store) }
    case 'held comments are in everybody’s pages':
      return { ...store, read: (kind, ask) => readAs(store, kind, ask) }
    case 'what was deleted is told to who catches up':
      return rememberingDeleted(store, deleted)
    case 'an entry of the log is skipped':
      return {
        ...store,
        async write(write) {
          const written = await store.write(write)
          return dice.chance(0.1) ? { ...written, entries: [], result: written.result } : written
        },
        read: async (kind, ask) =>
          kind === 'log.since' ? withoutList(await store.read(kind, ask)) : store.read(kind, ask),
      }
    default:
      return store
  }
}

function withoutList<T>(answer: T): T {
  return { ...(answer as object), list: [] } as T
}

/** Every numbering has the same name, so that nobody can notice that it began anew. */
function withoutEpochs(store: Store): Pick<Store, 'read' | 'write'> {
  const same = <T extends object>(value: T): T => ('epoch' in value ? { ...value, epoch: 'same' } : value)
  return {
    async write<K extends ChangeKind>(write: Write<K>): Promise<Written<K>> {
      return same(await store.write(write))
    },
    async read<K extends QueryKind>(kind: K, ask: Queries[K]['ask']): Promise<Queries[K]['answer']> {
      const answer = await store.read(kind, ask)
      return typeof answer === 'object' && answer !== null ? same(answer) : answer
    },
  }
}

/** Everybody reads as the author of what is held. */
async function readAs<K extends QueryKind>(
  store: Store,
  kind: K,
  ask: Queries[K]['ask'],
): Promise<Queries[K]['answer']> {
  if (kind !== 'comments.page') return store.read(kind, ask)
  const { list } = await store.read('queue.page', { filter: 'held', limit: 1 })
  const author = list[0]?.comment.author?.id
  return store.read(kind, author === undefined ? ask : { ...ask, reader: author })
}

function rememberingDeleted(store: Store, texts: Map<string, string>): Store {
  return {
    ...store,
    async write(write) {
      const written = await store.write(write)
      for (const { i, v } of written.entries)
        if (typeof v['text'] === 'string' && v['text'] !== '') texts.set(i, v['text'])
      return written
    },
    async read(kind, ask) {
      const answer = await store.read(kind, ask)
      if (kind !== 'log.since') return answer
      const since = answer as Queries['log.since']['answer']
      const list = since.list.map((entry) =>
        entry.k === 'comment' && entry.v['status'] === 'deleted'
          ? { ...entry, v: { ...entry.v, text: texts.get(entry.i) ?? '' } }
          : entry,
      )
      return { ...since, list } as typeof answer
    },
  }
}
