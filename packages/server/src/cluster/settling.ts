/**
 * When a room that was just opened here knows who is in it elsewhere. [Y9]
 *
 * Nobody can say how many nodes have the room, so the first answer and a moment for the others is enough; without one nobody
 * has it. Only who comes over from another node waits for this: they knew the others, and would see them go and come.
 */
import type { Cancel, Clock } from '@roomful/protocol'

/** Without an answer. Half: where the broker is slow, people flicker for who moves. Double: a move to an empty node takes longer. */
const NOBODY_MS = 1_000
/** After the first answer. */
const OTHERS_MS = 100
/** The broker does not take the subscription. */
const NEVER_MS = 2_000

export class Settling {
  #promise: Promise<void> | undefined
  #resolve = (): void => undefined
  #cancel: Cancel | undefined

  constructor(
    private readonly clock: Clock,
    hasPeers: boolean,
  ) {
    if (!hasPeers) return
    this.#promise = new Promise((resolve) => (this.#resolve = resolve))
    this.#within(NEVER_MS)
  }

  get settled(): Promise<void> | undefined {
    return this.#promise
  }

  asked(): void {
    this.#within(NOBODY_MS)
  }

  heard(): void {
    this.#within(OTHERS_MS)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#promise = undefined
    this.#resolve()
  }

  #within(ms: number): void {
    if (!this.#promise) return
    this.#cancel?.()
    this.#cancel = this.clock.after(ms, () => this.stop())
  }
}
