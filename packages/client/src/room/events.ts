/**
 * Sends and hears a room's events.
 *
 * Events sent before the room is ready wait in a bounded outbox and then leave in order, no faster than the server takes
 * them. An event is put on the wire once: when the connection is lost before the answer, the sender is told so.
 */
import {
  isEventName,
  jsonBytes,
  MAX_EVENT_DATA_BYTES,
  RoomfulError,
  type AckMessage,
  type Cancel,
  type Clock,
  type Json,
  type Member,
} from '@roomful/protocol'
import { createOutbox, putLast, takeFirst } from '../model/outbox.js'
import type { Wire } from '../net/wire.js'
import type { Acks, Outcome } from './acks.js'
import { createListeners, type Listeners } from './noun.js'

/** Whom an event comes from. */
export interface EventSender {
  /** The connection it came from. */
  readonly ref: number
  /** The member that connection belongs to; undefined for somebody who is not shown. */
  readonly member: Member | undefined
  /** This very connection sent it. */
  readonly isMe: boolean
}

/** What hears an event. */
export type EventListener = (data: Json, from: EventSender) => void

interface WaitingEvent {
  readonly name: string
  readonly json: Uint8Array
  readonly outcome: Outcome | undefined
}

export interface Events {
  /** Resolves with the server's answer; without `isAcked` once the event was handed over. */
  send(name: string, data: Json, isAcked: boolean): Promise<{ readonly seq: number } | undefined>
  on(name: string, listener: EventListener): () => void
  deliver(name: string, data: Json, from: EventSender): void
  /** The room is ready: what has waited goes out. */
  flush(): void
  /** The room is over: what still waits is refused. */
  shut(error: RoomfulError): void
}

export interface EventsOptions {
  readonly clock: Clock
  readonly wire: Wire
  readonly acks: Acks
  /** The room's number on the connection, once it is joined. */
  readonly n: () => number | undefined
  readonly report: (error: unknown) => void
}

/** [L1] The server takes 20 a second, and 40 at once: half of that leaves the other half to live events. */
const FLUSH_EVENTS = 20
const FLUSH_EVERY_MS = 1_100

export function createEvents({ clock, wire, acks, n, report }: EventsOptions): Events {
  const listeners = new Map<string, Listeners<[data: Json, from: EventSender]>>()
  let outbox = createOutbox<WaitingEvent>()
  let pause: Cancel | undefined
  let ended: RoomfulError | undefined

  function flush(): void {
    const room = n()
    if (room === undefined || pause || !wire.isOnline()) return
    const [taken, rest] = takeFirst(outbox, FLUSH_EVENTS)
    outbox = rest
    for (const { outcome, name, json } of taken) wire.sendEvent(room, outcome ? acks.open(outcome) : 0, name, json)
    if (rest.items.length === 0) return
    pause = clock.after(FLUSH_EVERY_MS, () => {
      pause = undefined
      flush()
    })
  }

  function accept(event: WaitingEvent): RoomfulError | undefined {
    const next = putLast(outbox, event)
    if (!next) return new RoomfulError('RATE_LIMITED', { at: 'outbox' })
    outbox = next
    flush()
    return undefined
  }

  return {
    send(name, data, isAcked) {
      const promise = new Promise<{ readonly seq: number } | undefined>((resolve, reject) => {
        if (ended) throw ended
        const full = accept({ name, json: check(name, data), outcome: isAcked ? asSeq(resolve, reject) : undefined })
        if (full) reject(full)
        else if (!isAcked) resolve(undefined)
      })
      // Whoever awaits it is told; a page that does not care must not see an "unhandled rejection" for it.
      promise.catch(() => undefined)
      return promise
    },
    on(name, listener) {
      const found = listeners.get(name) ?? createListeners<[data: Json, from: EventSender]>(report)
      listeners.set(name, found)
      const stop = found.add(listener)
      return () => {
        stop()
        if (found.count() === 0) listeners.delete(name)
      }
    },
    deliver: (name, data, from) => listeners.get(name)?.call(data, from),
    flush() {
      ended = undefined
      flush()
    },
    shut(error) {
      pause?.()
      pause = undefined
      ended = error
      const { items } = outbox
      outbox = createOutbox()
      for (const { outcome } of items) outcome?.reject(error)
    },
  }
}

function asSeq(resolve: (result: { readonly seq: number }) => void, reject: (error: RoomfulError) => void): Outcome {
  return { resolve: (answer) => resolve({ seq: (answer as AckMessage).seq }), reject }
}

/** [E1] The data as the bytes that will be sent. Throws what the server would answer. */
function check(name: string, data: Json): Uint8Array {
  if (!isEventName(name)) throw new RoomfulError('MESSAGE_INVALID', { at: 'name' })
  try {
    // Printed now, so that what the caller changes later does not change what was sent.
    const json = jsonBytes(data)
    if (json.length <= MAX_EVENT_DATA_BYTES) return json
  } catch {
    // A cycle or a BigInt: the same answer as for data that is too large.
  }
  throw new RoomfulError('MESSAGE_INVALID', { at: 'data' })
}
