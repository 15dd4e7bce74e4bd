/**
 * Which other nodes are alive. [Y1,Y2]
 *
 * Every node says a beat each second; one that was not heard for four is taken for dead. Owns the leases. Time in which this
 * node could not have heard anybody (its own pause, a broker that is away) is no silence of the others, for 45 s at
 * most. Only the monotonic clock counts. Not here: what a node has said of rooms.
 */
import { jsonBytes, type Clock } from '@roomful/protocol'
import type { Bus } from '../bus/bus.js'
import type { Log } from '../platform/log.js'
import { readFields } from './fields.js'
import { WIRE_VERSION } from './room-wire.js'

/** What becomes of peers, as it happens. */
export interface PeerListener {
  /** `isBack`: it was taken for dead before; both sides may have missed something. */
  up?(node: string, isBack: boolean): void
  down?(node: string): void
}

export interface Peers {
  /** This node's own name. */
  readonly node: string
  /** The others, those about to end included. */
  alive(): readonly string[]
  has(node: string): boolean
  /** A sign of life other than a beat. */
  heard(node: string): void
  /** Returns the undo. */
  subscribe(listener: PeerListener): () => void
  /** Hears the others from now on. Rejects `BUS_UNAVAILABLE`. */
  start(): Promise<void>
  /** [Y2] Says that this node ends now: the others keep what it said for four seconds, while its people come to them. */
  bye(): Promise<void>
  stop(): Promise<void>
}

export interface PeersParts {
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly node: string
}

const TOPIC = 'nodes'
/** Half: twice the messages between nodes that have nothing to say. Double: a dead node's people stay a second longer. */
const BEAT_MS = 1_000
/** Half: a beat that is lost and one that is late make a live node flicker. Double: ghosts for longer than is promised. */
const LEASE_MS = 4_000
const CHECK_MS = 250
/** A check that comes this late says that this process stood still. */
const PAUSE_MS = 2_000
/** For so long a broker that is away is no reason to forget the others: one that is started again takes half a minute. */
const MAX_HELD_MS = 45_000
/** Nodes that have gone, so that one that comes back is known. Names are given once, so nobody suffers from a short memory. */
const MAX_GONE = 1_000

interface Peer {
  silentMs: number
  heldMs: number
  isLeaving: boolean
}

export function createPeers({ bus, clock, log, node }: PeersParts): Peers {
  const peers = new Map<string, Peer>()
  const gone = new Set<string>()
  const listeners = new Set<PeerListener>()
  let stops: (() => void | Promise<void>)[] = []
  let checkedAtMs = clock.monotonic()
  let hasSaidBye = false

  const heard = (name: string): void => {
    if (name === node) return
    const known = peers.get(name)
    if (known) {
      if (known.isLeaving) return
      known.silentMs = 0
      known.heldMs = 0
      return
    }
    peers.set(name, { silentMs: 0, heldMs: 0, isLeaving: false })
    const isBack = gone.delete(name)
    log('info', 'peer-up', { node: name, isBack })
    for (const listener of listeners) listener.up?.(name, isBack)
    // So that it need not wait a second to know us.
    void say('beat')
  }
  const lose = (name: string): void => {
    peers.delete(name)
    const [oldest] = gone
    if (gone.size >= MAX_GONE && oldest !== undefined) gone.delete(oldest)
    gone.add(name)
    log('info', 'peer-down', { node: name })
    for (const listener of listeners) listener.down?.(name)
  }
  const say = (t: 'beat' | 'bye'): Promise<void> =>
    hasSaidBye && t === 'beat'
      ? Promise.resolve()
      : bus.publish(TOPIC, jsonBytes({ v: WIRE_VERSION, t, node })).catch(() => undefined)

  function check(): void {
    const nowMs = clock.monotonic()
    const passedMs = nowMs - checkedAtMs
    checkedAtMs = nowMs
    const isHeld = passedMs > PAUSE_MS || !bus.isUp()
    for (const [name, peer] of [...peers]) {
      if (isHeld && !peer.isLeaving) {
        peer.heldMs += Math.min(passedMs, PAUSE_MS)
        peer.silentMs = 0
      } else peer.silentMs += passedMs
      if (peer.silentMs >= LEASE_MS || peer.heldMs >= MAX_HELD_MS) lose(name)
    }
  }

  function hear(frame: Uint8Array): void {
    const said = readFields(frame)
    if (said?.['v'] !== WIRE_VERSION || typeof said['node'] !== 'string' || said['node'] === '') {
      return log('warn', 'bus-frame-refused', { topic: TOPIC, reason: said && 'v' in said ? 'version' : 'unreadable' })
    }
    if (said['t'] === 'beat') return heard(said['node'])
    const peer = said['t'] === 'bye' ? peers.get(said['node']) : undefined
    if (!peer || peer.isLeaving) return
    peer.isLeaving = true
    peer.silentMs = 0
  }

  return {
    node,
    alive: () => [...peers.keys()],
    has: (name) => peers.has(name),
    heard,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async start() {
      const unsubscribe = await bus.subscribe(TOPIC, hear)
      checkedAtMs = clock.monotonic()
      stops = [clock.every(BEAT_MS, () => void say('beat')), clock.every(CHECK_MS, check), unsubscribe]
      void say('beat')
    },
    async bye() {
      hasSaidBye = true
      await say('bye')
    },
    async stop() {
      hasSaidBye = true
      const all = stops
      stops = []
      for (const stop of all) await stop()
    },
  }
}
