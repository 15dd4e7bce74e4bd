/**
 * A bus between several nodes of one process: for tests, and as the bus of a server that is alone.
 *
 * Its exchange can be told to fail like a broker does: `cut` and `heal` for what a node notices, `lose` for what nobody does.
 */
import { RoomfulError } from '@roomful/protocol'
import type { Bus } from './bus.js'

/** What in-process nodes share to hear each other, and what tests break it with. */
export interface MemoryExchange {
  /** Breaks a node's way to the exchange: it knows, cannot publish, and hears nothing. */
  cut(node: Bus): void
  /** Makes a node's way whole again. It is told of the gap before this returns. */
  heal(node: Bus): void
  /** Loses every frame on its way to a node for which `isLost` says so, without a word to anybody. Undefined: none. */
  lose(isLost: ((passage: BusPassage) => boolean) | undefined): void
  /** Makes a node's end. */
  join(): Bus
}

/** One frame on its way from one node to another. */
export interface BusPassage {
  readonly from: Bus
  readonly to: Bus
  readonly topic: string
  readonly frame: Uint8Array
}

interface Member {
  readonly bus: Bus
  readonly byTopic: Map<string, Set<Listener>>
  readonly gapListeners: Set<() => void>
  isCut: boolean
  isClosed: boolean
}

interface Listener {
  onFrame(frame: Uint8Array): void
}

interface Exchange {
  readonly members: Map<Bus, Member>
  isLost: ((passage: BusPassage) => boolean) | undefined
}

/** Makes what the nodes of one process share. */
export function memoryExchange(): MemoryExchange {
  const exchange: Exchange = { members: new Map(), isLost: undefined }
  return {
    cut(node) {
      const member = exchange.members.get(node)
      if (member) member.isCut = true
    },
    heal(node) {
      const member = exchange.members.get(node)
      if (!member?.isCut) return
      member.isCut = false
      for (const listener of [...member.gapListeners]) listener()
    },
    lose(isLost) {
      exchange.isLost = isLost
    },
    join: () => joinExchange(exchange),
  }
}

/** One node's end. Nodes with the same exchange hear each other; without one the node is alone. */
export function memoryBus(exchange: MemoryExchange = memoryExchange()): Bus {
  return exchange.join()
}

function joinExchange(exchange: Exchange): Bus {
  const { members } = exchange
  const bus: Bus = {
    async publish(topic, frame) {
      if (member.isCut || member.isClosed) throw new RoomfulError('BUS_UNAVAILABLE')
      // Copied and delivered later, as a broker would: nobody may come to rely on more.
      const copy = Uint8Array.from(frame)
      await Promise.resolve()
      for (const other of members.values())
        if (other !== member) deliver(exchange, other, { from: bus, topic, frame: copy })
    },
    subscribe(topic, onFrame) {
      if (member.isClosed) return Promise.reject(new RoomfulError('BUS_UNAVAILABLE'))
      const listener: Listener = { onFrame }
      const here = member.byTopic.get(topic) ?? new Set()
      member.byTopic.set(topic, here.add(listener))
      return Promise.resolve(() => {
        here.delete(listener)
        if (here.size === 0 && member.byTopic.get(topic) === here) member.byTopic.delete(topic)
        return Promise.resolve()
      })
    },
    onGap(listener) {
      // One of its own for every call, so that the undo of one does not take another with it.
      const own = (): void => listener()
      member.gapListeners.add(own)
      return () => void member.gapListeners.delete(own)
    },
    isUp: () => !member.isCut && !member.isClosed,
    close() {
      member.isClosed = true
      member.byTopic.clear()
      member.gapListeners.clear()
      members.delete(bus)
      return Promise.resolve()
    },
  }
  const member: Member = { bus, byTopic: new Map(), gapListeners: new Set(), isCut: false, isClosed: false }
  members.set(bus, member)
  return bus
}

function deliver(exchange: Exchange, to: Member, passage: Omit<BusPassage, 'to'>): void {
  const { topic, frame } = passage
  const listeners = to.byTopic.get(topic)
  if (!listeners || to.isCut || exchange.isLost?.({ ...passage, to: to.bus })) return
  for (const { onFrame } of listeners) onFrame(frame)
}
