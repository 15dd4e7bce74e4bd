/** Judges what the server's events say: one order for all readers of a node, and nothing of a sender before what they sent earlier. [E3] */
import type { Json, ServerMessage } from '@roomful/protocol'
import type { ConnectionRecord, SeatRecord } from './truth.js'

export interface EventRefereeOptions {
  /** Whether events of other nodes may be lost on the way. [E3] */
  readonly hasPeers: boolean
  readonly violate: (what: string) => void
}

/** More events than that cannot have been lost at once. */
const MAX_LOST = 4_000

const idOf = (data: Json): string | undefined => (data as { id?: string } | null)?.id

export function createEventReferee({ hasPeers, violate }: EventRefereeOptions) {
  /** [room epoch] → events in order; '' for those that nobody heard. */
  const histories = new Map<string, string[]>()
  /** [room epoch] → events by the ids that apps gave them. */
  const delivered = new Map<string, Set<string>>()
  /** The id an app gave an event → the connection it came by, and its number there. */
  const senders = new Map<string, { readonly name: string; readonly count: number; readonly server: number }>()

  function heard(record: ConnectionRecord, seat: SeatRecord, message: Extract<ServerMessage, { t: 'event' }>): void {
    if (seat.isWatch) violate(`${record.name} watches ${seat.room} and got an event`)
    const seq = seat.lastSeq + 1 + (hasPeers ? (message.seq - seat.lastSeq - 1) & 0xffff : 0)
    if ((seq & 0xffff) !== message.seq) violate(`${record.name} got event ${message.seq} after ${seat.lastSeq}`)
    if (seq - seat.lastSeq > MAX_LOST) violate(`${record.name} got event ${seq} of ${seat.room} after ${seat.lastSeq}`)
    seat.lastSeq = seq
    const history = histories.get(seat.epoch) ?? []
    histories.set(seat.epoch, history)
    const text = JSON.stringify([message.from, message.name, message.data])
    // [E3] Events of another node that were lost have numbers, and nobody here has heard them.
    while (hasPeers && history.length < seq - 1) history.push('')
    const known = history[seq - 1]
    if (known === undefined) history.push(text)
    else if (known !== text)
      violate(`event ${seq} of ${seat.room} is ${text} for ${record.name} and ${known} for others`)
    if (known === undefined && history.length !== seq)
      violate(`event ${seq} of ${seat.room} follows ${history.length - 1}`)
    const id = idOf(message.data)
    if (id !== undefined) heardFrom(record, seat, id)
  }

  /** [E3] Who sent first is heard first, by everybody. */
  function heardFrom(record: ConnectionRecord, seat: SeatRecord, id: string): void {
    const known = delivered.get(seat.epoch)
    if (known) known.add(id)
    else delivered.set(seat.epoch, new Set([id]))
    const sender = senders.get(id)
    if (!sender) return
    const last = seat.heardOf.get(sender.name) ?? -1
    if (sender.count <= last) violate(`[E3] ${record.name} heard event ${id} of ${sender.name} after a later one`)
    seat.heardOf.set(sender.name, sender.count)
  }

  return {
    histories,
    delivered,
    /** A client has sent an event. */
    sent(record: ConnectionRecord, data: Json): void {
      const id = idOf(data)
      if (id !== undefined && !senders.has(id))
        senders.set(id, { name: record.name, count: senders.size, server: record.server })
    },
    /** Which server an event of an app has come to; undefined: none. */
    serverOf: (id: string): number | undefined => senders.get(id)?.server,
    /** The server has told a connection of an event. */
    heard,
  }
}
