/**
 * Cuts sockets off that were asked to end and do not. One timer for all of them: they wait equally long, so the first to
 * be added is the first to be due.
 */
import type { Duplex } from 'node:stream'
import type { Clock } from '@roomful/protocol'

export interface Cutter {
  /** Destroys the socket after the delay; added again, it keeps its first date. */
  add(socket: Duplex): void
  /** It has ended by itself. */
  delete(socket: Duplex): void
}

export function createCutter(clock: Clock, delayMs: number): Cutter {
  const dueMs = new Map<Duplex, number>()
  let isWaiting = false

  function wait(ms: number): void {
    isWaiting = true
    clock.after(ms, cut)
  }

  function cut(): void {
    isWaiting = false
    const nowMs = clock.monotonic()
    for (const [socket, atMs] of dueMs) {
      if (atMs > nowMs) return wait(atMs - nowMs)
      dueMs.delete(socket)
      socket.destroy()
    }
  }

  return {
    add(socket) {
      if (dueMs.has(socket)) return
      dueMs.set(socket, clock.monotonic() + delayMs)
      if (!isWaiting) wait(delayMs)
    },
    delete: (socket) => void dueMs.delete(socket),
  }
}
