/**
 * A simulated broker, and each node's way to it: what is published takes time, is lost in every way a broker loses, and is
 * never repeated.
 *
 * Two models. Redis pub/sub: one order for everybody, everything is lost while a subscriber is away, and a frame may be lost
 * without a word. NATS core: the same at most once, and a subscriber who does not read loses what is too much, without a word.
 * Owns the ways and who knows what of them. Not here: who breaks what and when (`cluster-plan.ts`).
 */
import { RoomfulError } from '@roomful/protocol'
import type { Bus } from '../../packages/server/src/bus/bus.js'
import type { World } from '../support/fake-clock.js'
import type { Dice } from '../support/seeded-random.js'

export type BrokerModel = 'redis' | 'nats'

/** The node as its way to the broker needs it. */
export interface BusHost {
  /** Known to the judges by this number: another one at every start. */
  readonly incarnation: number
  readonly isPaused: boolean
  /** Runs what the network brings: at once, after the pause, or never, when the process has ended. */
  io(task: () => void): void
}

/** One frame on its way from one node to another. */
export interface BusPassage {
  readonly from: number
  readonly to: number
  readonly topic: string
  readonly frame: Uint8Array
}

/** One process's client of the broker. */
export interface SimBus extends Bus {
  readonly incarnation: number
  /** A cable is broken: what is sent waits, until somebody has noticed. */
  stall(direction: 'both' | 'in' | 'out'): void
  mend(): void
  /** The connection breaks, and both sides know. */
  drop(): void
  /** The process is gone. */
  die(): void
  /** The host has begun or ended a pause. */
  paused(): void
  /** Since when nothing that is published or heard here can have been lost or late; undefined: it can at this moment. */
  readonly clearSinceMs: number | undefined
  /** Since when everything for this node has been heard in its order, however late. */
  readonly hearsSinceMs: number | undefined
}

export interface SimBroker {
  readonly model: BrokerModel
  readonly isUp: boolean
  connect(host: BusHost): SimBus
  die(): void
  rise(): void
  /** From now on this share of frames is lost without a word; 0: none. */
  lose(share: number): void
  heal(): void
}

export interface BrokerOptions {
  readonly world: World
  readonly dice: Dice
  readonly model: BrokerModel
  /** Sees what arrives; the answer arrives instead. */
  readonly tap: ((passage: BusPassage) => readonly Uint8Array[]) | undefined
  /** Hears of everything that was published. */
  readonly trace: (incarnation: number, topic: string, frame: Uint8Array) => void
  /** A gap that a faulty node does not hear of. */
  readonly isGapHidden: boolean
}

/** "A cable that was cut shows within five seconds." */
const NOTICE_MS = 4_500
const PUBLISH_TIMEOUT_MS = 1_000
/** NATS: frames that a subscriber may leave unread. */
const MAX_UNREAD = 40
/** What was lost without a word shows with the next word, which after a silence of n seconds comes within n seconds more. */
const LOSS_SHADOW_MS = 11_000

export function createSimBroker(options: BrokerOptions): SimBroker {
  const { world, dice, model } = options
  const ends = new Set<End>()
  let isUp = true
  let lostShare = 0
  let lossEndedMs = Number.NEGATIVE_INFINITY

  const broker: Broker = {
    ...options,
    get isUp() {
      return isUp
    },
    get clearSinceMs() {
      return !isUp || lostShare > 0 ? undefined : lossEndedMs
    },
    route(from, topic, frame) {
      options.trace(from.incarnation, topic, frame)
      for (const end of ends) {
        if (end === from || !end.isSubscribed(topic)) continue
        if (lostShare > 0 && dice.chance(lostShare)) continue
        const passage = { from: from.incarnation, to: end.incarnation, topic, frame }
        for (const each of options.tap?.(passage) ?? [frame]) end.deliver(topic, each)
      }
    },
    forget: (end) => void ends.delete(end),
  }
  return {
    model,
    get isUp() {
      return isUp
    },
    connect(host) {
      const end = new End(broker, host)
      ends.add(end)
      return end
    },
    die() {
      isUp = false
      for (const end of [...ends]) end.drop()
    },
    rise: () => void (isUp = true),
    lose(share) {
      if (lostShare > 0 && share === 0) lossEndedMs = world.nowMs + LOSS_SHADOW_MS
      lostShare = share
    },
    heal() {
      this.rise()
      this.lose(0)
      for (const end of ends) end.mend()
    },
  }
}

interface Broker extends BrokerOptions {
  readonly isUp: boolean
  readonly clearSinceMs: number | undefined
  route(from: End, topic: string, frame: Uint8Array): void
  forget(end: End): void
}

type Up =
  | { readonly kind: 'publish'; readonly topic: string; readonly frame: Uint8Array; readonly done: () => void }
  | { readonly kind: 'subscribe' | 'unsubscribe'; readonly topic: string; readonly done: () => void }

/** One direction of the connection: keeps order, and keeps everything while it is stalled. */
class Way<T> {
  #items: T[] = []
  #lastMs = 0
  #missed = 0
  #generation = 0
  isStalled = false

  constructor(
    private readonly world: World,
    private readonly dice: Dice,
    private readonly arrive: (item: T) => void,
  ) {}

  get length(): number {
    return this.#items.length
  }

  send(item: T): void {
    this.#items.push(item)
    this.#next()
  }

  resume(): void {
    this.isStalled = false
    for (; this.#missed > 0; this.#missed--) this.#next()
  }

  lose(): void {
    this.#items = []
    this.#missed = 0
    this.#generation++
  }

  #next(): void {
    const { world, dice } = this
    this.#lastMs = Math.max(this.#lastMs, world.nowMs + (dice.chance(0.05) ? dice.below(120) : dice.between(1, 6)))
    const generation = this.#generation
    world.schedule(this.#lastMs - world.nowMs, () => {
      if (generation !== this.#generation) return
      if (this.isStalled) return void this.#missed++
      const item = this.#items.shift()
      if (item !== undefined) this.arrive(item)
    })
  }
}

class End implements SimBus {
  readonly incarnation: number
  readonly #listeners = new Map<string, Set<{ hear(frame: Uint8Array): void }>>()
  readonly #gapListeners = new Set<() => void>()
  /** Topics the broker knows of. */
  #subscribed = new Set<string>()
  /** Promises that must not hang when the connection breaks. */
  readonly #waiting = new Set<{ readonly isPublish: boolean; settle(isDone: boolean): void }>()
  readonly #out: Way<Up>
  readonly #in: Way<() => void>
  #isConnected = true
  #isOver = false
  #troubleUntilMs: number
  #brokenUntilMs: number
  #unread = 0
  #stalls = 0

  constructor(
    private readonly broker: Broker,
    private readonly host: BusHost,
  ) {
    const { world, dice } = broker
    this.incarnation = host.incarnation
    this.#troubleUntilMs = this.#brokenUntilMs = world.nowMs
    this.#isConnected = broker.isUp
    if (!this.#isConnected) this.#connectLater()
    this.#in = new Way(world, dice, (task) => host.io(task))
    this.#out = new Way(world, dice, (item) => {
      if (item.kind === 'publish') broker.route(this, item.topic, item.frame)
      else if (item.kind === 'subscribe') this.#subscribed.add(item.topic)
      else this.#subscribed.delete(item.topic)
      this.#in.send(item.done)
    })
  }

  get clearSinceMs(): number | undefined {
    const brokerMs = this.broker.clearSinceMs
    if (brokerMs === undefined || this.#isTroubled()) return undefined
    return Math.max(brokerMs, this.#troubleUntilMs)
  }

  get hearsSinceMs(): number | undefined {
    const brokerMs = this.broker.clearSinceMs
    if (brokerMs === undefined || this.#isBroken()) return undefined
    return Math.max(brokerMs, this.#brokenUntilMs)
  }

  #isTroubled(): boolean {
    return this.#isBroken() || this.host.isPaused
  }

  #isBroken(): boolean {
    return !this.#isConnected || this.#in.isStalled || this.#out.isStalled || this.#isOver
  }

  #ended(): void {
    this.#troubleUntilMs = this.#brokenUntilMs = this.broker.world.nowMs
  }

  isSubscribed(topic: string): boolean {
    return !this.#isOver && this.#isConnected && this.#subscribed.has(topic)
  }

  deliver(topic: string, frame: Uint8Array): void {
    const { model } = this.broker
    if (model === 'nats' && this.host.isPaused && this.#unread >= MAX_UNREAD) {
      this.#brokenUntilMs = this.broker.world.nowMs
      return
    }
    this.#unread++
    this.#in.send(() => {
      this.#unread--
      for (const { hear } of [...(this.#listeners.get(topic) ?? [])]) {
        const copy = frame.slice()
        hear(copy)
        copy.fill(0xee)
      }
    })
  }

  publish(topic: string, frame: Uint8Array): Promise<void> {
    const copy = frame.slice()
    return this.#ask(true, (done) => ({ kind: 'publish', topic, frame: copy, done }))
  }

  async subscribe(topic: string, onFrame: (frame: Uint8Array) => void): Promise<() => Promise<void>> {
    const listener = { hear: onFrame }
    const here = this.#listeners.get(topic) ?? new Set()
    this.#listeners.set(topic, here.add(listener))
    await this.#ask(false, (done) => ({ kind: 'subscribe', topic, done }))
    return async () => {
      here.delete(listener)
      if (here.size > 0 || this.#listeners.get(topic) !== here) return
      this.#listeners.delete(topic)
      await this.#ask(false, (done) => ({ kind: 'unsubscribe', topic, done }))
    }
  }

  /** Publishing that gets no answer is rejected; a subscription holds when the way is whole again. */
  #ask(isPublish: boolean, make: (done: () => void) => Up): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (isDone: boolean): void => {
        if (!this.#waiting.delete(entry)) return
        if (isDone || !isPublish) resolve()
        else reject(new RoomfulError('BUS_UNAVAILABLE'))
      }
      const entry = { isPublish, settle }
      this.#waiting.add(entry)
      if (!this.#isConnected || this.#isOver) return settle(false)
      this.#out.send(make(() => settle(true)))
      this.broker.world.schedule(PUBLISH_TIMEOUT_MS, () => this.host.io(() => settle(false)))
    })
  }

  onGap(listener: () => void): () => void {
    const own = (): void => listener()
    this.#gapListeners.add(own)
    return () => void this.#gapListeners.delete(own)
  }

  isUp(): boolean {
    return this.#isConnected
  }

  close(): Promise<void> {
    this.die()
    return Promise.resolve()
  }

  stall(direction: 'both' | 'in' | 'out'): void {
    if (direction !== 'out') this.#in.isStalled = true
    if (direction !== 'in') this.#out.isStalled = true
    const stall = ++this.#stalls
    this.broker.world.schedule(NOTICE_MS, () => {
      if (stall === this.#stalls && (this.#in.isStalled || this.#out.isStalled)) this.drop()
    })
  }

  mend(): void {
    const wasTroubled = this.#isTroubled()
    this.#in.resume()
    this.#out.resume()
    if (wasTroubled) this.#ended()
  }

  paused(): void {
    this.#troubleUntilMs = this.broker.world.nowMs
  }

  drop(): void {
    if (!this.#isConnected || this.#isOver) return
    this.#isConnected = false
    this.#subscribed = new Set()
    this.#in.lose()
    this.#out.lose()
    this.#unread = 0
    this.host.io(() => {
      for (const { settle } of [...this.#waiting]) settle(false)
    })
    this.#connectLater()
  }

  #connectLater(): void {
    const { world, dice } = this.broker
    world.schedule(dice.between(50, 800), () => this.host.io(() => this.#connect()))
  }

  #connect(): void {
    if (this.#isOver || this.#isConnected) return
    if (!this.broker.isUp || this.#in.isStalled || this.#out.isStalled) return this.#connectLater()
    this.#isConnected = true
    this.#subscribed = new Set(this.#listeners.keys())
    this.#ended()
    if (!this.broker.isGapHidden) for (const listener of [...this.#gapListeners]) listener()
  }

  die(): void {
    this.#isOver = true
    this.#listeners.clear()
    this.#gapListeners.clear()
    this.#in.lose()
    this.#out.lose()
    this.broker.forget(this)
  }
}
