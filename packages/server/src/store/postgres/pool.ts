/**
 * A few links to Postgres, made when they are needed and kept.
 *
 * Invariants: never more than `size` links, never two users of one; while Postgres is away whoever asks hears so at once,
 * and it is asked again only after a pause that grows to `MAX_PAUSE_MS`: the first to ask after it is back gets a link. [F13]
 */
import type { Clock, Random } from '@roomful/protocol'
import { PostgresSilence, type PostgresLink } from './link.js'

export interface LinkPool {
  /** Runs `begin`, then `work`, with a link that nobody else has. `begin` is run again where a link had ended unnoticed. */
  lend<T>(begin: (link: PostgresLink) => Promise<void>, work: (link: PostgresLink) => Promise<T>): Promise<T>
  /** Whoever waits is refused; resolves when those at work are done. */
  close(): Promise<void>
}

export interface PoolParts {
  connect(): Promise<PostgresLink>
  readonly size: number
  /** How many may wait for a link; more are refused. */
  readonly maxWaiting: number
  readonly pause: Pause
}

/** Nobody could be asked: it is closed, or too many wait. */
export class PoolRefusal extends Error {}

/** What pools of one database share: since when it is away, and when to ask again. */
export interface Pause {
  /** @throws what the last attempt threw, while it is too early for another. */
  check(): void
  failed(error: unknown): void
  succeeded(): void
}

/** As Postgres says it. */
const TOO_MANY_CONNECTIONS = '53300'
const FIRST_PAUSE_MS = 50
/** Half: more knocking at a server that is just starting. Double: it is noticed that much later that it is back. */
const MAX_PAUSE_MS = 1_000

export function createPause(clock: Clock, random: Random): Pause {
  let failures = 0
  let untilMs = 0
  let last: unknown
  return {
    check() {
      if (failures > 0 && clock.monotonic() < untilMs) throw last
    },
    failed(error) {
      last = error
      const longest = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures)
      untilMs = clock.monotonic() + longest * (0.5 + random.unit() / 2)
      failures = Math.min(failures + 1, 10)
    },
    succeeded() {
      failures = 0
    },
  }
}

export function createPool({ connect, size, maxWaiting, pause }: PoolParts): LinkPool {
  const idle: PostgresLink[] = []
  const waiting: { readonly go: () => void; readonly refuse: (error: Error) => void }[] = []
  let taken = 0
  let isClosed = false
  let emptied: (() => void) | undefined

  async function takeTurn(): Promise<void> {
    if (isClosed) throw new PoolRefusal('closed')
    if (taken < size) {
      taken++
      return
    }
    if (waiting.length >= maxWaiting) throw new PoolRefusal('too many wait for the database')
    // Whoever is done hands over the turn, so `taken` stays as it is.
    await new Promise<void>((go, refuse) => waiting.push({ go, refuse }))
  }

  function endTurn(): void {
    const next = waiting.shift()
    if (next) return next.go()
    taken--
    if (taken === 0) emptied?.()
  }

  async function begun(begin: (link: PostgresLink) => Promise<void>): Promise<PostgresLink> {
    for (let known = idle.pop(); known; known = idle.pop()) {
      if (known.isBroken()) continue
      try {
        await begin(known)
        return known
      } catch (error) {
        // It ended while nobody used it. Silence is another matter: the next one would keep us waiting just as long.
        if (known.isBroken() && !(error instanceof PostgresSilence)) continue
        throw spoiled(known, error)
      }
    }
    pause.check()
    const fresh = await connect().catch((error: unknown) => {
      pause.failed(error)
      throw error
    })
    try {
      await begin(fresh)
    } catch (error) {
      throw spoiled(fresh, error)
    }
    pause.succeeded()
    return fresh
  }

  /** Where the server takes no more connections, those there are have to do. */
  async function begunOrShared(begin: (link: PostgresLink) => Promise<void>): Promise<PostgresLink> {
    for (;;) {
      try {
        return await begun(begin)
      } catch (error) {
        if ((error as { code?: unknown } | null)?.code !== TOO_MANY_CONNECTIONS || taken === 1 || isClosed) throw error
        // This turn is of no use. The next one to end hands over its turn, and its link.
        taken--
        await new Promise<void>((go, refuse) => waiting.unshift({ go, refuse }))
      }
    }
  }

  function spoiled(link: PostgresLink, error: unknown): unknown {
    pause.failed(error)
    link.hangUp()
    return error
  }

  return {
    async lend(begin, work) {
      await takeTurn()
      try {
        const link = await begunOrShared(begin)
        try {
          return await work(link)
        } finally {
          if (isClosed) await link.close()
          else if (!link.isBroken()) idle.push(link)
        }
      } finally {
        endTurn()
      }
    },
    async close() {
      isClosed = true
      for (const { refuse } of waiting.splice(0)) refuse(new PoolRefusal('closed'))
      await Promise.all(idle.splice(0).map((each) => each.close()))
      if (taken > 0) await new Promise<void>((resolve) => (emptied = resolve))
    },
  }
}
