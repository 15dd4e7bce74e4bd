/**
 * Brings parcels to the outside: at least once each, with the same id every time, until it works or is hopeless. [S20]
 *
 * A parcel is in the database before anybody tries to deliver it, with the time of its *next* try already written down:
 * whatever ends a try (success is the only thing that takes that time away) the parcel comes up again, here, after a restart,
 * or on another node. What a parcel means is its carrier's business. Not promised: any order, and never twice.
 */
import type { Cancel, Clock, Random } from '@roomful/protocol'
import type { Log } from '../platform/log.js'
import type { Parcel } from '../store/notice-store.js'
import type { Changes, Store } from '../store/store.js'
import { whyOf } from './failure.js'

export type NewParcel = Pick<Parcel, 'id' | 'kind' | 'body'>

/** Delivers one kind of parcel. */
export interface Carrier {
  /** How many at once. */
  readonly most: number
  /** Resolves when it is delivered, or need not be any more; rejects to be asked again later, or when `signal` says so. */
  carry(parcel: NewParcel, signal: AbortSignal): Promise<void>
}

export interface Courier {
  /** Who delivers parcels of a kind. Said before `start`. */
  hire(kind: Parcel['kind'], carrier: Carrier): void
  /**
   * Resolves when the parcels are committed, not when they are delivered. Whatever has been kept under the same id before
   * stays as it is. Rejects as the store does.
   */
  keep(parcels: readonly NewParcel[], when?: 'later' | 'now'): Promise<void>
  /** Tries what was kept `later` at once, in this process. */
  hand(parcel: NewParcel): void
  /** It need not be delivered. */
  drop(id: string): Promise<void>
  start(): void
  /** Takes nothing more, and lets what is under way end, within a few seconds. Everything else waits for the next start. */
  stop(): Promise<void>
}

export interface CourierParts {
  readonly store: Pick<Store, 'read' | 'write'>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** Longer than a try takes. Half: a slow receiver gets things twice. Double: what a killed process left waits longer. */
export const FIRST_RETRY_MS = 30_000
const MAX_RETRY_MS = 6 * 3_600_000
/** About a day and a half with the delays above; somebody should have noticed by then. */
export const MAX_TRIES = 15
/** How late something that is due may be noticed. */
const LOOK_MS = 10_000
const PAGE = 100
/** What waits in memory for one carrier; more is left to the database until its next time. */
const MAX_WAITING = 1_000
/** A mail that is half way through is better waited for than sent again. */
const LAST_MS = 3_000

/** Doubling from `FIRST_RETRY_MS`, a quarter more or less, so that what failed together is not tried together. */
export function retryDelayMs(attempts: number, unit: number): number {
  return Math.round(Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts, 30)) * (0.75 + unit / 2))
}

interface Lane extends Carrier {
  readonly waiting: NewParcel[]
  /** Ids of what waits and what is under way. */
  readonly taken: Set<string>
  running: number
}

export function createCourier(parts: CourierParts): Courier {
  const { clock, log } = parts
  const lanes = new Map<Parcel['kind'], Lane>()
  const ledger = createLedger(parts)
  const abort = new AbortController()
  const underWay = new Set<Promise<void>>()
  let isStopping = false

  async function deliver(lane: Lane, parcel: NewParcel): Promise<void> {
    try {
      await lane.carry(parcel, abort.signal)
      await ledger.tried(parcel.id)
    } catch (error) {
      log('warn', 'parcel-failed', { kind: parcel.kind, why: whyOf(error) })
    }
  }

  function run(lane: Lane): void {
    while (lane.running < lane.most) {
      const parcel = isStopping ? undefined : lane.waiting.shift()
      if (!parcel) return
      lane.running += 1
      const delivery = deliver(lane, parcel).then(() => {
        lane.running -= 1
        lane.taken.delete(parcel.id)
        underWay.delete(delivery)
        run(lane)
      })
      underWay.add(delivery)
    }
  }

  function hand(parcel: NewParcel): void {
    const lane = lanes.get(parcel.kind)
    if (!lane || isStopping || lane.taken.has(parcel.id) || lane.waiting.length >= MAX_WAITING) return
    lane.taken.add(parcel.id)
    lane.waiting.push(parcel)
    run(lane)
  }

  const looking = createLooking(parts, { ledger, hand, isOver: () => isStopping })

  return {
    hire: (kind, carrier) => void lanes.set(kind, { ...carrier, waiting: [], taken: new Set(), running: 0 }),
    async keep(parcels, when = 'later') {
      if (parcels.length === 0) return
      await ledger.add(parcels, when === 'now' ? 0 : retryDelayMs(0, parts.random.unit()))
      if (when === 'now') looking.look()
    },
    hand,
    drop: (id) => ledger.tried(id),
    start: () => looking.look(),
    async stop() {
      isStopping = true
      looking.stop()
      const isLate = clock.after(LAST_MS, () => abort.abort())
      await Promise.all(underWay)
      isLate()
    },
  }
}

/** What the courier writes down. None of it has to be known again: doing it twice changes nothing. */
interface Ledger {
  add(parcels: readonly NewParcel[], inMs: number): Promise<void>
  /** Delivered, or to be tried again then. */
  tried(id: string, dueMs?: number): Promise<void>
}

function createLedger({ store, clock }: CourierParts): Ledger {
  async function write<K extends 'parcel.add' | 'parcel.tried'>(kind: K, change: Changes[K]['change']): Promise<void> {
    await store.write<K>({ room: '', author: '', id: '', atMs: clock.now(), kind, fingerprint: '', change })
  }
  return {
    add: (parcels, inMs) =>
      write('parcel.add', {
        parcels: parcels.map(({ id, kind, body }) => ({ id, kind, body, attempts: 0, dueMs: clock.now() + inMs })),
      }),
    tried: (id, dueMs) => write('parcel.tried', { id, ...(dueMs === undefined ? {} : { dueMs }) }),
  }
}

interface Looking {
  look(): void
  stop(): void
}

/** Finds what is due, every few seconds and whenever it is asked to. */
function createLooking(
  { store, clock, random, log }: CourierParts,
  { ledger, hand, isOver }: { readonly ledger: Ledger; hand(parcel: NewParcel): void; isOver(): boolean },
): Looking {
  let isLooking = false
  let isAskedAgain = false
  let cancel: Cancel | undefined

  /** The next time is written down before this one is used: that is also what keeps other nodes away. */
  async function take({ id, kind, body, attempts }: Parcel): Promise<void> {
    if (attempts >= MAX_TRIES) {
      await ledger.tried(id)
      return log('error', 'parcel-dead', { kind, attempts })
    }
    await ledger.tried(id, clock.now() + retryDelayMs(attempts, random.unit()))
    hand({ id, kind, body })
  }

  async function lookOnce(): Promise<void> {
    for (let isMore = true; isMore && !isOver();) {
      const due = await store.read('parcels.due', { nowMs: clock.now(), limit: PAGE })
      await Promise.all(due.map(take))
      isMore = due.length === PAGE
    }
  }

  function look(): void {
    isAskedAgain = true
    if (isLooking || isOver()) return
    isLooking = true
    isAskedAgain = false
    cancel?.()
    void lookOnce()
      .catch((error: unknown) => log('warn', 'parcels-unavailable', { why: whyOf(error) }))
      .then(() => {
        isLooking = false
        if (isOver()) return
        if (isAskedAgain) return look()
        cancel = clock.after(LOOK_MS * (0.75 + random.unit() / 2), look)
      })
  }

  return { look, stop: () => cancel?.() }
}
