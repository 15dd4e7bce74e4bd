/**
 * Keeps what this node wants to hear and what the broker sends it the same, over any number of links.
 *
 * Owns the listeners by topic, and the difference between wish and broker, which is worked off in bundles: one at a time, so
 * that subscribing and unsubscribing the same topic cannot overtake each other.
 */
import { RoomfulError, type Clock } from '@roomful/protocol'
import { BrokerTrouble, type BrokerLink } from './broker-link.js'
import { within } from './deadline.js'

export interface Subscriptions {
  /** See `Bus.subscribe`. */
  add(topic: string, onFrame: (frame: Uint8Array) => void): Promise<() => Promise<void>>
  deliver(topic: string, frame: Uint8Array): void
  /** Subscribes a link to everything that is wished, and keeps doing so. Rejects `BrokerTrouble` when it cannot be. */
  attach(link: BrokerLink): Promise<void>
  /** The link is gone. Nobody waits for it any more. */
  detach(): void
  /** Forgets all listeners. */
  clear(): void
}

interface Topic {
  readonly listeners: Set<{ onFrame(frame: Uint8Array): void }>
  readonly waiting: Set<Waiter>
}

interface Waiter {
  resolve(): void
  reject(error: RoomfulError): void
}

/** One link, and what is still to be told to it. */
interface Held {
  readonly link: BrokerLink
  /** Topics the broker sends. */
  readonly topics: Set<string>
  /** Topics whose wish may have changed. */
  readonly changed: Set<string>
  isWorking: boolean
}

/** Topics in one go. Double: longer until the first of very many rooms is heard again after an interruption. */
const BUNDLE = 500
/** For one bundle. */
const BUNDLE_MS = 5_000

/** @param onTrouble told when a link did not do what it was asked. */
export function createSubscriptions(
  clock: Clock,
  onTrouble: (link: BrokerLink, error: unknown) => void,
): Subscriptions {
  const wished = new Map<string, Topic>()
  let held: Held | undefined

  const hasWork = (own: Held): boolean => held === own && own.changed.size > 0

  /** Works off all that has changed. Rejects when the link cannot be used. */
  async function work(own: Held, isFirst: boolean): Promise<void> {
    own.isWorking = true
    try {
      while (hasWork(own)) {
        const bundle = [...own.changed].slice(0, BUNDLE)
        for (const topic of bundle) own.changed.delete(topic)
        const surplus = bundle.filter((topic) => own.topics.has(topic) && !wished.has(topic))
        const missing = bundle.filter((topic) => !own.topics.has(topic) && wished.has(topic))
        for (const topic of surplus) own.topics.delete(topic)
        if (surplus.length > 0) await within(clock, BUNDLE_MS, own.link.unsubscribe(surplus))
        if (missing.length === 0) continue
        const refused = await within(clock, BUNDLE_MS, own.link.subscribe(missing))
        if (held !== own) return
        const [word] = refused.values()
        if (isFirst && word !== undefined) throw new BrokerTrouble(word)
        for (const topic of missing) settle(own, topic, refused.get(topic))
      }
    } finally {
      own.isWorking = false
    }
  }

  function settle(own: Held, topic: string, refusal: string | undefined): void {
    const wish = wished.get(topic)
    if (refusal === undefined) own.topics.add(topic)
    else wished.delete(topic)
    for (const waiter of wish?.waiting ?? []) {
      if (refusal === undefined) waiter.resolve()
      else waiter.reject(new RoomfulError('BUS_UNAVAILABLE', { message: `The broker refuses a topic: ${refusal}.` }))
    }
    wish?.waiting.clear()
  }

  function touch(topic: string): void {
    const own = held
    if (!own) return
    own.changed.add(topic)
    if (own.isWorking) return
    own.isWorking = true
    // What one turn wishes goes in one bundle.
    clock.soon(() => void work(own, false).catch((error: unknown) => onTrouble(own.link, error)))
  }

  function remove(topic: string, wish: Topic): void {
    if (wish.listeners.size > 0 || wished.get(topic) !== wish) return
    wished.delete(topic)
    touch(topic)
  }

  return {
    async add(topic, onFrame) {
      const wish: Topic = wished.get(topic) ?? { listeners: new Set(), waiting: new Set() }
      wished.set(topic, wish)
      const listener = { onFrame }
      wish.listeners.add(listener)
      if (held && !held.topics.has(topic)) {
        const heard = new Promise<void>((resolve, reject) => void wish.waiting.add({ resolve, reject }))
        touch(topic)
        await heard
      }
      return () => {
        wish.listeners.delete(listener)
        remove(topic, wish)
        return Promise.resolve()
      }
    },
    deliver(topic, frame) {
      for (const { onFrame } of wished.get(topic)?.listeners ?? []) onFrame(frame)
    },
    async attach(link) {
      const own: Held = { link, topics: new Set(), changed: new Set(wished.keys()), isWorking: true }
      held = own
      await work(own, true)
      if (held !== own) throw new BrokerTrouble('closed')
    },
    detach() {
      held = undefined
      for (const { waiting } of wished.values()) {
        for (const waiter of waiting) waiter.resolve()
        waiting.clear()
      }
    },
    clear: () => wished.clear(),
  }
}
