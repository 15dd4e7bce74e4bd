/**
 * The store over any SQL database: queues what is to be written, commits it in groups, and reads past the queue.
 *
 * Promises it keeps: [D1] nothing resolves before the commit that holds it has, and when that fails nothing of the group has
 * happened; [D3] what was asked for first is done first and answered first; a full queue refuses instead of growing.
 * Not here: SQL (the features' files), connections (the drivers), the worker (`../sqlite.ts`).
 */
import { MAX_WAITING_WRITE_BYTES, RoomfulError } from '@roomful/protocol'
import type { Random } from '@roomful/protocol'
import { systemRandom } from '../../platform/random.js'
import type { Queries, QueryKind, Store, Write } from '../store.js'
import { QUERIES } from './changes.js'
import { failureOf, runGroup } from './group.js'
import type { GroupResult, Job } from './group.js'
import { migrate } from './migrations.js'
import { EPOCH_SETTING, newEpoch } from './rooms.js'
import { keepSetting } from './settings.js'
import type { AnswerQuery, SqlDriver } from './sql.js'
import { performWrite } from './write-job.js'

/** Changes in one commit. Half: more syncs under load. Double: the first of a burst waits twice as long for the last. */
const MAX_GROUP = 256
/** How often a group is run again after a conflict with another node. */
const MAX_TRIES = 5
/** Questions under way at once; each waits in memory with its asker. */
const MAX_READS = 10_000

export interface SqlStoreOptions {
  readonly driver: SqlDriver
  /** Default: the real dice. */
  readonly random?: Random
  /** Default: MAX_WAITING_WRITE_BYTES. */
  readonly maxWaitingBytes?: number
  /** Changes in one commit. Default 256. */
  readonly maxGroup?: number
  /** For tests that decide when a commit happens. */
  readonly gate?: CommitGate
}

/** The two moments around a commit, for a simulator to stand in. */
export interface CommitGate {
  /** A group has been applied and is not committed: a crash now loses it. Commits when it resolves, rolls back when it rejects. */
  applied(): Promise<void>
  /** The group is on disk and nobody has been told: a crash now must be made good by a repeat. */
  committed(): Promise<void>
}

interface Waiting extends Job {
  readonly bytes: number
  resolve(value: unknown): void
  reject(error: unknown): void
}

/**
 * A store over this database, its tables made or brought up to date.
 *
 * @throws STORE_NEWER, STORE_UNAVAILABLE, STORE_FULL. The driver is not closed then.
 */
export async function createSqlStore(options: SqlStoreOptions): Promise<Store> {
  const { driver, random = systemRandom } = options
  await prepare(driver, random)
  const queue = createQueue(options, random)
  let reads = 0
  let closing: Promise<void> | undefined

  async function read<K extends QueryKind>(kind: K, ask: Queries[K]['ask']): Promise<Queries[K]['answer']> {
    if (closing) throw closed()
    if (reads >= MAX_READS) throw new RoomfulError('STORE_BUSY')
    const answer = QUERIES[kind] as unknown as AnswerQuery<K> | undefined
    if (!answer) throw new RoomfulError('WRITE_UNKNOWN', { at: 'what' })
    reads += 1
    try {
      return await driver.snapshot((sql) => answer(sql, ask))
    } catch (error) {
      throw failureOf(driver, error)
    } finally {
      reads -= 1
    }
  }

  function enter<T>(bytes: number, job: Job): Promise<T> {
    return closing ? Promise.reject(closed()) : queue.add<T>(bytes, job)
  }

  return {
    setting(name, make) {
      const value = make()
      return enter(name.length + value.length, { room: '', run: ({ sql }) => keepSetting(sql, name, value) })
    },
    write(write) {
      const author = write.kind === 'comment.add' ? write.author : undefined
      return enter(sizeOf(write), { room: write.room, author, run: (tx) => performWrite(tx, write) })
    },
    read,
    close: () => (closing ??= queue.whenEmpty().then(() => driver.close())),
  }
}

const closed = (): RoomfulError => new RoomfulError('STORE_UNAVAILABLE', { message: 'The store is closed.' })

async function prepare(driver: SqlDriver, random: Random): Promise<void> {
  try {
    await driver.transaction(async (sql) => {
      await migrate(sql)
      await keepSetting(sql, EPOCH_SETTING, newEpoch(random))
    })
  } catch (error) {
    throw failureOf(driver, error)
  }
}

/** About how many bytes a write holds while it waits. */
function sizeOf({ change, room, author, id }: Write): number {
  return JSON.stringify(change).length + room.length + author.length + id.length
}

interface Queue {
  add<T>(bytes: number, job: Job): Promise<T>
  /** Resolves when nothing waits and nothing runs. */
  whenEmpty(): Promise<void>
}

function createQueue(options: SqlStoreOptions, random: Random): Queue {
  const { driver, gate, maxWaitingBytes = MAX_WAITING_WRITE_BYTES, maxGroup = MAX_GROUP } = options
  const parts = { driver, random, applied: gate && ((): Promise<void> => gate.applied()) }
  let waiting: Waiting[] = []
  let bytes = 0
  let running: Promise<void> | undefined

  function settle(jobs: readonly Waiting[], answer: (job: Waiting, index: number) => void): void {
    for (const [index, job] of jobs.entries()) {
      bytes -= job.bytes
      answer(job, index)
    }
  }

  async function commit(jobs: readonly Waiting[]): Promise<boolean> {
    try {
      const { outcomes, hasErased } = await withPatience(driver, () => runGroup(parts, jobs))
      await gate?.committed()
      settle(jobs, (job, index) => {
        const outcome = outcomes[index]
        if (outcome && 'value' in outcome) job.resolve(outcome.value)
        else job.reject(outcome?.error)
      })
      return hasErased
    } catch (error) {
      const failure = failureOf(driver, error)
      settle(jobs, (job) => job.reject(failure))
      return false
    }
  }

  async function run(): Promise<void> {
    // What else this turn has to say belongs to the same group.
    await Promise.resolve()
    let hasErased = false
    while (waiting.length > 0) {
      const jobs = waiting.slice(0, maxGroup)
      waiting = waiting.slice(maxGroup)
      hasErased = (await commit(jobs)) || hasErased
    }
    running = undefined
    // Putting in order may fail, and is tried again after the next group.
    await driver.rest?.(hasErased).catch(() => {})
  }

  return {
    add<T>(size: number, job: Job) {
      if (bytes + size > maxWaitingBytes && waiting.length > 0) return Promise.reject(new RoomfulError('STORE_BUSY'))
      bytes += size
      return new Promise<T>((resolve, reject) => {
        waiting.push({ ...job, bytes: size, resolve: (value) => resolve(value as T), reject })
        running ??= run()
      })
    },
    async whenEmpty() {
      for (let last = running; last; last = running) await last
    },
  }
}

/** Runs it again where it only met another node. */
async function withPatience(driver: SqlDriver, work: () => Promise<GroupResult>): Promise<GroupResult> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      const isPassing = !(error instanceof RoomfulError) && driver.explain(error).isPassing
      if (!isPassing || tries >= MAX_TRIES) throw error
    }
  }
}
