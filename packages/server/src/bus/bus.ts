/** The way between the nodes of one site. One contract suite (`testing.ts`) holds for everything that implements it. */

/** Carries frames between nodes: at most once, in publish order per node and topic. Code above may assume no more. */
export interface Bus {
  /**
   * Resolves when the broker has the frame, not when other nodes do. Never heard by this node itself.
   *
   * @throws BUS_UNAVAILABLE; trying again later may help.
   */
  publish(topic: string, frame: Uint8Array): Promise<void>
  /**
   * Resolves, with its undo, once every later publish of another node will be heard.
   *
   * `onFrame` must not throw and must not keep or change the frame.
   */
  subscribe(topic: string, onFrame: (frame: Uint8Array) => void): Promise<() => Promise<void>>
}
