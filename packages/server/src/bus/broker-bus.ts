/**
 * A bus over a broker in the network: the part that is the same for all of them.
 *
 * Owns the life of the link: dialling, noticing its end, also when nobody tells it, coming back with growing pauses, and
 * the order in which that shows: first every subscription holds, then `isUp`, then the gap is told.
 * Not here: what is said to which broker (redis-link.ts, nats-link.ts).
 */
import { RoomfulError, type Cancel, type Clock, type Random } from '@roomful/protocol'
import type { Log } from '../platform/log.js'
import { BrokerTrouble, reasonOf, type Broker, type BrokerLink } from './broker-link.js'
import type { Bus } from './bus.js'
import { within } from './deadline.js'
import { createParcels } from './parcels.js'
import { createSubscriptions } from './subscriptions.js'

export interface BrokerBusParts {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** At the start, and each time after. */
const DIAL_MS = 5_000
/** Together four seconds: half-open links must show within five. Half of both: a broker busy for a second looks dead. */
const PING_EVERY_MS = 2_000
const PONG_MS = 2_000
/** The first pause, which doubles, and the last. Every pause is drawn between half and the whole. */
const PAUSE_MS = 50
const MAX_PAUSE_MS = 2_000
/** Marks what this node said itself, where the broker sends that back. */
const MARK_BYTES = 8

/** @throws BUS_UNAVAILABLE when the broker does not answer at the start. */
export async function brokerBus(broker: Broker, parts: BrokerBusParts): Promise<Bus> {
  const life = createLife(broker, parts)
  try {
    await life.open()
  } catch (error) {
    life.end()
    const message = `${broker.name} cannot be used: ${reasonOf(error)}.`
    throw new RoomfulError('BUS_UNAVAILABLE', { cause: error, message })
  }
  return life.bus
}

interface Life {
  readonly bus: Bus
  /** Dials once. */
  open(): Promise<void>
  end(): void
}

function createLife(broker: Broker, { clock, random, log }: BrokerBusParts): Life {
  const mark = random.bytes(broker.isEchoing ? MARK_BYTES : 0)
  const gapListeners = new Set<() => void>()
  const parcels = createParcels(clock, broker.name)
  const subscriptions = createSubscriptions(clock, lose)
  /** Being made, or up. */
  let link: BrokerLink | undefined
  let isUp = false
  let isClosed = false
  let cancelWait: Cancel = () => {}

  async function open(): Promise<void> {
    let hasEnded = false
    const own = broker.connect({
      onFrame: (topic, bytes) => {
        if (link === own && !isOwn(mark, bytes)) subscriptions.deliver(topic, bytes.subarray(mark.length))
      },
      onEnd: (reason) => {
        hasEnded = true
        lose(own, reason)
      },
    })
    link = own
    try {
      await within(clock, DIAL_MS, own.ready)
      await subscriptions.attach(own)
      if (link !== own || hasEnded) throw new BrokerTrouble('broken')
    } catch (error) {
      subscriptions.detach()
      own.close()
      throw error
    }
    isUp = true
    watch(own)
  }

  /** A link that was up is not any more. One that is still being made says so itself. */
  function lose(own: BrokerLink, error: unknown): void {
    if (link !== own || !isUp) return
    isUp = false
    letGo()
    const reason = typeof error === 'string' ? error : reasonOf(error)
    log('warn', 'bus-away', { reason })
    comeBack(0, clock.monotonic(), reason)
  }

  function letGo(): void {
    cancelWait()
    link?.close()
    link = undefined
    subscriptions.detach()
    parcels.drop()
  }

  function comeBack(attempt: number, sinceMs: number, lastReason: string): void {
    const pauseMs = Math.min(MAX_PAUSE_MS, PAUSE_MS * 2 ** attempt) * (0.5 + random.unit() / 2)
    cancelWait = clock.after(pauseMs, () => {
      open().then(
        () => whole(sinceMs),
        (error: unknown) => {
          if (isClosed) return
          link = undefined
          const reason = reasonOf(error)
          // Once for each kind of trouble: an operator who mends one should hear of the next.
          if (reason !== lastReason) log('warn', 'bus-away', { reason })
          comeBack(attempt + 1, sinceMs, reason)
        },
      )
    })
  }

  function whole(sinceMs: number): void {
    if (!isUp) return
    log('info', 'bus-back', { awayMs: clock.monotonic() - sinceMs })
    for (const listener of [...gapListeners]) listener()
  }

  function watch(own: BrokerLink): void {
    cancelWait = clock.after(PING_EVERY_MS, () => {
      within(clock, PONG_MS, own.ping()).then(
        () => void (link === own && watch(own)),
        (error: unknown) => lose(own, error),
      )
    })
  }

  function end(): void {
    isClosed = true
    isUp = false
    letGo()
    subscriptions.clear()
    gapListeners.clear()
  }

  const bus: Bus = {
    publish(topic, frame) {
      if (!isUp || !link) {
        const message = isClosed ? 'The bus is closed.' : `${broker.name} is away.`
        return Promise.reject(new RoomfulError('BUS_UNAVAILABLE', { message }))
      }
      const bytes = new Uint8Array(mark.length + frame.length)
      bytes.set(mark)
      bytes.set(frame, mark.length)
      return parcels.send(link, { topic, bytes })
    },
    subscribe(topic, onFrame) {
      if (isClosed) return Promise.reject(new RoomfulError('BUS_UNAVAILABLE', { message: 'The bus is closed.' }))
      return subscriptions.add(topic, onFrame)
    },
    onGap(listener) {
      const own = (): void => listener()
      gapListeners.add(own)
      return () => void gapListeners.delete(own)
    },
    isUp: () => isUp,
    close() {
      if (!isClosed) end()
      return Promise.resolve()
    },
  }
  return { bus, open, end }
}

/** Foreign frames may be shorter than a mark; then they are nobody's, and empty for whoever checks frames. */
function isOwn(mark: Uint8Array, bytes: Uint8Array): boolean {
  return mark.length > 0 && bytes.length >= mark.length && mark.every((byte, index) => bytes[index] === byte)
}
