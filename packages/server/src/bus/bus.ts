/**
 * The way between the nodes of one site. One contract suite (`testing.ts`) holds for everything that implements it.
 *
 * A bus carries and keeps nothing: what matters is in the store, and whoever hears frames must notice by itself when some
 * are missing. The bus only says when it knows of a time in which some may have been lost.
 */

/** Carries frames between nodes: at most once, in publish order per node and topic. Code above may assume no more. */
export interface Bus {
  /**
   * Resolves when the broker has the frame, not when other nodes do. Never heard by this node itself.
   *
   * While the broker is away it rejects within a second, and keeps nothing for later. A frame whose publishing was rejected
   * may still have arrived.
   *
   * @throws BUS_UNAVAILABLE; trying again later may help.
   */
  publish(topic: string, frame: Uint8Array): Promise<void>
  /**
   * Resolves, with its undo, once every later publish of another node will be heard. The undo may be called again.
   *
   * It outlives every interruption: while the broker is away it resolves too, and holds when the gap is told.
   * `onFrame` must not throw and must not keep or change the frame.
   *
   * @throws BUS_UNAVAILABLE when the broker refuses this topic, or the bus is closed.
   */
  subscribe(topic: string, onFrame: (frame: Uint8Array) => void): Promise<() => Promise<void>>
  /**
   * Calls when frames may have been lost: the way to the broker was broken, is whole again, and every subscription holds.
   * Returns its undo.
   *
   * Not told: what a broker loses without a word. `listener` must not throw.
   */
  onGap(listener: () => void): () => void
  /** Whether the broker is believed to be reachable at this moment. A cable that was cut shows within five seconds. */
  isUp(): boolean
  /** Lets go of the broker: nothing is heard any more, publishing rejects. Never rejects; again does nothing. */
  close(): Promise<void>
}
