/** A message from one person in a room to another. Delivered now or not at all; nothing is kept. [X1] */
import { RoomfulError, type PersonalMessage, type TellMessage } from '@roomful/protocol'
import { cleanText } from '@roomful/protocol'
import type { Connection } from './connection.js'
import type { Room } from './room.js'
import type { Seat } from './seat.js'

/** Hands the message to every connection by which its addressee is shown in this room. */
export function tell(connection: Connection, room: Room, seat: Seat, message: TellMessage): void {
  const about = { id: message.id, n: message.n }
  if (!seat.can.has('message')) return connection.refuse(new RoomfulError('GRANT_MISSING', { at: 'message' }), about)
  const retryMs = connection.core.mutedMs(connection.identity.id)
  if (retryMs > 0) return connection.refuse(new RoomfulError('PERSON_MUTED', { retryMs }), about)
  const text = cleanText(message.text)
  if (text === '') return connection.refuse(new RoomfulError('MESSAGE_INVALID', { at: 'text' }), about)
  const { id } = connection.identity
  const personal: PersonalMessage = {
    t: 'message',
    n: room.n,
    from: { id, name: room.roster.nameOf(id) },
    text,
    atMs: connection.core.clock.now(),
  }
  const json = JSON.stringify(personal)
  const isHeard = !connection.core.isHidden(id)
  // Somebody without a transport at the moment may never come back: only what was handed to a link counts.
  const seats = room.seats.filter((each) => each.identity.id === message.to && each.isShown && each.transport)
  if (isHeard) for (const each of seats) each.sitter.sendJson(json)
  connection.send({ t: 'told', id: message.id, delivered: seats.length > 0 })
}
