/**
 * Which nodes have to say something again, and when each is asked next. [Y7]
 *
 * Pure. A question may be lost like its answer, so it is put again; a node that does not answer four times has left the room.
 */
import type { Wanted } from './room-wire.js'

/** Milliseconds between one question and the next, or giving up. */
const WAITS_MS = [300, 500, 800, 1_200] as const
/** Where people point comes again with their next move: nobody is asked more often. */
const CURSORS_GAP_MS = 1_000

interface Ask {
  what: Wanted
  tries: number
  dueMs: number
}

export class Asking {
  readonly #asks = new Map<string, Ask>()
  readonly #cursorsAskedMs = new Map<string, number>()

  /** When something has to be done next; infinite: nothing is open. */
  get dueMs(): number {
    let dueMs = Number.POSITIVE_INFINITY
    for (const ask of this.#asks.values()) dueMs = Math.min(dueMs, ask.dueMs)
    return dueMs
  }

  /** `node` has to be asked, unless it is being asked. */
  want(node: string, what: Wanted, nowMs: number): void {
    const known = this.#asks.get(node)
    if (known && (known.what === 'presence' || known.what === what)) return
    const askedMs = this.#cursorsAskedMs.get(node) ?? Number.NEGATIVE_INFINITY
    const dueMs = what === 'cursors' ? Math.max(nowMs, askedMs + CURSORS_GAP_MS) : nowMs
    this.#asks.set(node, { what, tries: 0, dueMs })
  }

  /** It has answered this. */
  settle(node: string, what: Wanted): void {
    if (this.#asks.get(node)?.what === what) this.#asks.delete(node)
  }

  /** The questions that are due, and the nodes that have not answered. While the broker is away nobody is given up. */
  take(
    nowMs: number,
    isUp: boolean,
  ): { readonly asks: readonly { node: string; what: Wanted }[]; readonly silent: readonly string[] } {
    const asks: { node: string; what: Wanted }[] = []
    const silent: string[] = []
    for (const [node, ask] of this.#asks) {
      if (nowMs < ask.dueMs) continue
      const waitMs = WAITS_MS[ask.tries]
      if (waitMs === undefined) {
        if (ask.what === 'presence' && isUp) silent.push(node)
        this.#asks.delete(node)
        continue
      }
      if (ask.what === 'cursors') this.#cursorsAskedMs.set(node, nowMs)
      if (isUp) ask.tries++
      ask.dueMs = nowMs + waitMs
      asks.push({ node, what: ask.what })
    }
    return { asks, silent }
  }

  forget(node: string): void {
    this.#asks.delete(node)
    this.#cursorsAskedMs.delete(node)
  }
}
