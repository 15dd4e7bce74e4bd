/** A bus between several nodes of one process: for tests, and as the bus of a server that is alone. */
import type { Bus } from './bus.js'

/** What in-process nodes share to hear each other. */
export interface MemoryExchange {
  readonly listeners: Map<string, Set<Listener>>
}

interface Listener {
  readonly node: Bus
  onFrame(frame: Uint8Array): void
}

/** Makes what the nodes of one process share. */
export function memoryExchange(): MemoryExchange {
  return { listeners: new Map() }
}

/** One node's end. Nodes with the same exchange hear each other; without one the node is alone. */
export function memoryBus(exchange: MemoryExchange = memoryExchange()): Bus {
  const { listeners } = exchange
  const node: Bus = {
    async publish(topic, frame) {
      // Copied and delivered later, as a broker would: nobody may come to rely on more.
      const copy = Uint8Array.from(frame)
      await Promise.resolve()
      for (const listener of listeners.get(topic) ?? []) if (listener.node !== node) listener.onFrame(copy)
    },
    subscribe(topic, onFrame) {
      const listener: Listener = { node, onFrame }
      const here = listeners.get(topic) ?? new Set()
      listeners.set(topic, here.add(listener))
      return Promise.resolve(() => {
        here.delete(listener)
        if (here.size === 0 && listeners.get(topic) === here) listeners.delete(topic)
        return Promise.resolve()
      })
    },
  }
  return node
}
