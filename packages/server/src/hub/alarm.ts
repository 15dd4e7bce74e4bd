/** One timer for everything that has to be done later: of several wishes the earliest wins, and it rings once for all. */
import type { Cancel, Clock } from '@roomful/protocol'

export class Alarm {
  #cancel: Cancel | undefined
  #dueMs = Number.POSITIVE_INFINITY

  constructor(
    private readonly clock: Clock,
    private readonly ring: () => void,
  ) {}

  /** Rings at `dueMs` of the monotonic clock at the latest. What is due already waits for what this turn still brings. */
  by(dueMs: number): void {
    if (dueMs >= this.#dueMs) return
    this.#cancel?.()
    this.#dueMs = dueMs
    const waitMs = dueMs - this.clock.monotonic()
    this.#cancel = waitMs <= 0 ? this.#soon() : this.clock.after(waitMs, () => this.now())
  }

  /** Rings, and has nothing due any more. */
  now(): void {
    this.stop()
    this.ring()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#dueMs = Number.POSITIVE_INFINITY
  }

  #soon(): Cancel {
    let isCancelled = false
    this.clock.soon(() => {
      if (!isCancelled) this.now()
    })
    return () => {
      isCancelled = true
    }
  }
}
