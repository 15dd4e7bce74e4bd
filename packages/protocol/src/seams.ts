/**
 * The seams through which core logic reaches the world: time and chance. Types only.
 *
 * Both sides take these as parameters, so that the simulator can run servers and tabs under one clock and one seed.
 * The other seams (Transport, Store, Bus on the server, Dial on the client) live beside the code that owns them.
 */

/** Undoes a timer. Calling it twice, or after the timer has fired, does nothing. */
export type Cancel = () => void

/** Time, as core code may know it. */
export interface Clock {
  /** Milliseconds since the epoch; may jump. Only for tokens and for people. */
  now(): number
  /** Milliseconds since some start; never jumps. For every duration. */
  monotonic(): number
  /** Runs `task` once after `ms`. */
  after(ms: number, task: () => void): Cancel
  /** Runs `task` every `ms` until cancelled. */
  every(ms: number, task: () => void): Cancel
  /** Runs `task` at the end of this turn of the event loop, after what has already arrived was handled. */
  soon(task: () => void): void
}

/** Chance, as core code may know it. */
export interface Random {
  /** Uniform in [0, 1). Not for secrets. */
  unit(): number
  /** That many unguessable bytes. */
  bytes(count: number): Uint8Array
}
