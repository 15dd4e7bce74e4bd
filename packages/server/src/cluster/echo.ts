/**
 * Says something again after growing pauses, and then no more. [Y7]
 *
 * The last frame before a silence is the one whose loss nobody would notice. One timer at a time, and none is made while
 * there is much to say: `restart` only writes down when that was.
 */
import type { Cancel, Clock } from '@roomful/protocol'

/** Shorter at the start: what was lost is noticed later. More at the end: a quiet room costs that much more. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000] as const

export class Echo {
  #fromMs = 0
  #next = 0
  #pauses: readonly number[] = PAUSES_MS
  #cancel: Cancel | undefined

  constructor(
    private readonly clock: Clock,
    private readonly say: () => void,
    /** It has been said for the last time. */
    private readonly over: () => void = () => undefined,
  ) {}

  /** Something was said just now. Others may have to hear it again, or hardly: then after `pauses`, longer and longer ones. */
  restart(pauses: readonly number[] = PAUSES_MS): void {
    this.#pauses = pauses
    this.#fromMs = this.clock.monotonic()
    this.#next = 0
    if (!this.#cancel) this.#arm()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#pauses = []
  }

  #arm(): void {
    const pauseMs = this.#pauses[this.#next]
    this.#cancel = undefined
    if (pauseMs === undefined) return this.over()
    const waitMs = this.#fromMs + pauseMs - this.clock.monotonic()
    this.#cancel = this.clock.after(Math.max(1, waitMs), () => this.#fire())
  }

  #fire(): void {
    const passedMs = this.clock.monotonic() - this.#fromMs + 1
    const before = this.#next
    // One for all that are due: this process may have stood still. None: it was said again meanwhile.
    while (passedMs >= (this.#pauses[this.#next] ?? Number.POSITIVE_INFINITY)) this.#next++
    if (this.#next > before) this.say()
    this.#arm()
  }
}
