/**
 * A bus over which only nodes with our secret can say something. [S12]
 *
 * Owns the seal around every frame and the prefix of every topic. A broker is shared with other programs, other sites and
 * other versions of this one: what is not ours, whole and for this topic, is dropped and told to the operator.
 * Not here: whether what a node of ours says makes sense, and repetition: whoever may publish on the broker can say again
 * what was said before.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Clock } from '@roomful/protocol'
import type { Log } from '../platform/log.js'
import type { Bus } from './bus.js'

export interface SealParts {
  /** The secret all nodes of the site share. */
  readonly secret: string
  /**
   * What this site is called on a broker it may share, when it has something of its own that all its nodes know: a name
   * kept in the store. A node that has another secret by mistake then shows in the log. Default: derived from the secret.
   */
  readonly site?: string
  readonly clock: Clock
  readonly log: Log
}

/** Changes with every change of what nodes say to each other that an older node could not read. */
const VERSION = 1
const MAC_BYTES = 16
const HEAD_BYTES = 1 + MAC_BYTES
const NAME_CHARACTERS = 12
/** A flood of foreign frames must not become a flood of log lines. */
const LOG_EVERY_MS = 10_000

type Reason = 'foreign' | 'version' | 'key'

/** `bus`, sealed. Closing it closes `bus`. */
export function sealedBus(bus: Bus, { secret, site, clock, log }: SealParts): Bus {
  const key = derive(secret, 'roomful bus seal')
  const prefix = `roomful:${derive(site ?? secret, 'roomful bus name')
    .toString('hex')
    .slice(0, NAME_CHARACTERS)}:`
  const nextLineMs = new Map<Reason, number>()

  function refuse(topic: string, reason: Reason): void {
    const nowMs = clock.monotonic()
    if (nowMs < (nextLineMs.get(reason) ?? Number.NEGATIVE_INFINITY)) return
    nextLineMs.set(reason, nowMs + LOG_EVERY_MS)
    // What follows the colon may be a room, which is a visitor's page.
    log('warn', 'bus-frame-refused', { topic: topic.split(':', 1)[0], reason })
  }

  return {
    publish: (topic, frame) => bus.publish(prefix + topic, seal(key, topic, frame)),
    subscribe: (topic, onFrame) =>
      bus.subscribe(prefix + topic, (sealed) => {
        const opened = open(key, topic, sealed)
        if (typeof opened === 'string') refuse(topic, opened)
        else onFrame(opened)
      }),
    onGap: (listener) => bus.onGap(listener),
    isUp: () => bus.isUp(),
    close: () => bus.close(),
  }
}

function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))
}

function seal(key: Buffer, topic: string, frame: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(HEAD_BYTES + frame.length)
  sealed[0] = VERSION
  sealed.set(macOf(key, topic, frame), 1)
  sealed.set(frame, HEAD_BYTES)
  return sealed
}

function open(key: Buffer, topic: string, sealed: Uint8Array): Uint8Array | Reason {
  if (sealed.length < HEAD_BYTES) return 'foreign'
  if (sealed[0] !== VERSION) return 'version'
  const frame = sealed.subarray(HEAD_BYTES)
  return timingSafeEqual(sealed.subarray(1, HEAD_BYTES), macOf(key, topic, frame)) ? frame : 'key'
}

/** The version and the topic belong to what is sealed: a frame cannot be moved to another topic. */
function macOf(key: Buffer, topic: string, frame: Uint8Array): Uint8Array {
  const name = Buffer.from(topic)
  const head = Buffer.allocUnsafe(5)
  head[0] = VERSION
  head.writeUInt32BE(name.length, 1)
  return createHmac('sha256', key).update(head).update(name).update(frame).digest().subarray(0, MAC_BYTES)
}
