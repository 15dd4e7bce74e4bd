/**
 * How much one node must know of another at a moment: everything but the last second or two, where nothing has stood between
 * them for a while; nothing at all where something does.
 *
 * Owns the numbers by which the judges excuse nodes. They are promises of SPEC Y, in other words than the server's.
 */
import type { World } from '../support/fake-clock.js'
import type { SimBus } from './sim-bus.js'

/** Clean news of another node are shown within this time. A tick here, a tick there, and the way. */
export const FAR_NEWS_MS = 1_800
/** After a broken way everybody asks within a second, and is answered; a question may have to be put again. */
export const HEAL_MS = 3_500
/** A node that was killed is noticed in this time, its people gone from every roster. [P4] */
const DEATH_MS = 6_000
/** After a farewell the people of a node are kept for those who are on their way elsewhere. */
const FAREWELL_MS = 6_000

/** Since when a reader's node has heard everything of this one; undefined: it may not have. */
export type ClearSince = (server: number) => number | undefined

interface Death {
  readonly atMs: number
  readonly why: 'killed' | 'stopped'
  /** Since when its way to the broker had been whole when it died. */
  readonly clearSinceMs: number | undefined
}

export interface Nearness {
  started(server: number, bus: SimBus | undefined): void
  died(server: number, why: Death['why']): void
  /** Whether `server` must know by now what has become of everybody on `other` until FAR_NEWS_MS ago. */
  isSettled(server: number, other: number): boolean
  /** For later questions about this moment. */
  clearFor(server: number): ClearSince
  /** Since when nothing has kept these two apart; undefined: something does. */
  clearBetween(server: number, other: number): number | undefined
}

export function createNearness(world: World): Nearness {
  const live = new Map<number, SimBus | undefined>()
  const deaths = new Map<number, Death>()

  const own = (server: number): number | undefined => {
    const death = deaths.get(server)
    return death ? death.clearSinceMs : live.get(server)?.clearSinceMs
  }
  const clearBetween = (server: number, other: number): number | undefined => {
    const [one, two] = [own(server), own(other)]
    return one === undefined || two === undefined ? undefined : Math.max(one, two)
  }
  return {
    started: (server, bus) => void live.set(server, bus),
    died(server, why) {
      deaths.set(server, { atMs: world.nowMs, why, clearSinceMs: own(server) })
      live.delete(server)
    },
    isSettled(server, other) {
      const mine = own(server)
      if (mine === undefined) return false
      const death = deaths.get(other)
      const healedMs = world.nowMs - FAR_NEWS_MS - HEAL_MS
      if (!death) return (clearBetween(server, other) ?? Number.POSITIVE_INFINITY) <= healedMs
      // Whoever could not hear when it died has to wait out a lease from when they could again.
      const noticeMs = death.why === 'killed' ? DEATH_MS : FAREWELL_MS
      return Math.max(death.atMs, mine) + noticeMs <= world.nowMs && mine <= healedMs
    },
    clearFor(server) {
      const known = new Map<number, number | undefined>()
      // A pause of the reader's own node is no excuse: what it hears late it hears in order.
      const mine = live.get(server)?.hearsSinceMs
      for (const other of [...live.keys(), ...deaths.keys()]) {
        const sinceMs = own(other)
        known.set(other, mine === undefined || sinceMs === undefined ? undefined : Math.max(mine, sinceMs) + HEAL_MS)
      }
      return (other) => known.get(other)
    },
    clearBetween,
  }
}
