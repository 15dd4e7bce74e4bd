/** A message from one person in a room to another. Delivered now or not at all; nothing is kept. [X1] */
import { cleanText, RoomfulError, type TellMessage } from '@roomful/protocol'
import type { Connection } from './connection.js'
import type { Room } from './room.js'
import { deliver, type Letter } from './nodes/room-notes.js'
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
  const letter: Letter = {
    to: message.to,
    from: { id, name: room.roster.nameOf(id) },
    text,
    atMs: connection.core.clock.now(),
  }
  const answer = (delivered: boolean): void => connection.send({ t: 'told', id: message.id, delivered })
  // [M5] Somebody who is hidden is answered like everybody.
  if (connection.core.isHidden(id)) return answer(room.roster.isShown(message.to))
  const isHere = deliver(room, letter)
  const elsewhere = room.linked?.notes.tell(letter)
  if (isHere || !elsewhere) return answer(isHere)
  void elsewhere.then(answer)
}
