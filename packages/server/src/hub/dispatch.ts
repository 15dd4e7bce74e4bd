/**
 * What a client's messages do once it has been welcomed. Rights and rates are looked at here, on every frame. [I3,L1]
 *
 * One function a message, no state. A message that may not or cannot be done is answered, never thrown.
 */
import {
  RoomfulError,
  aboutEvent,
  parseClientFrame,
  type ClientMessage,
  type CursorMessage,
  type EventMessage,
  type MeMessage,
  type ReadMessage,
  type TellMessage,
  type WriteMessage,
} from '@roomful/protocol'
import { errorName, type Connection } from './connection.js'
import type { Speaker } from './feature.js'
import { join, leave } from './joining.js'
import { carryRead, carryWrite } from './speaking.js'
import { tell } from './telling.js'

/** Decodes one frame of a ready connection and carries it out. */
export function dispatch(connection: Connection, frame: Uint8Array, isBinary: boolean): void {
  if (!connection.payFrames(1)) return connection.close('FLOOD')
  const message = parseClientFrame(frame, isBinary)
  if (message instanceof RoomfulError) {
    // [F2] What cannot be decoded ends the connection; what is merely wrong is answered.
    if (message.code === 'FRAME_INVALID') connection.close('FRAME_INVALID')
    else connection.refuse(message, message.code === 'MESSAGE_INVALID' ? aboutEvent(frame, isBinary) : {})
    return
  }
  carryOut(connection, message)
}

function carryOut(connection: Connection, message: ClientMessage): void {
  switch (message.t) {
    case 'cursor':
      return moveCursor(connection, message)
    case 'event':
      return sendEvent(connection, message)
    case 'state':
      return setState(connection, message.state)
    case 'me':
      return setMe(connection, message)
    case 'join':
      return void join(connection, message)
    case 'leave': {
      const place = connection.place(message.n)
      return place ? leave(connection, place) : notJoined(connection, message.n)
    }
    case 'want': {
      const place = connection.place(message.n)
      return place?.seat ? place.room.want(place.seat, message) : notJoined(connection, message.n)
    }
    case 'write':
      return void write(connection, message)
    case 'read':
      return void read(connection, message)
    case 'tell':
      return tellSomebody(connection, message)
    case 'ping':
      return connection.send({ t: 'pong' })
    case 'hello':
      return connection.refuse(
        new RoomfulError('MESSAGE_INVALID', { at: 't', message: 'A hello comes first and once.' }),
      )
  }
}

/** [C3,C6] Too many are dropped without a word: the next one says the same and more. */
function moveCursor(connection: Connection, message: CursorMessage): void {
  const place = connection.place(message.n)
  if (!place?.seat) return notJoined(connection, message.n)
  if (connection.payCursor()) place.room.move(place.seat, message)
}

/** [E1,E2,E4] */
function sendEvent(connection: Connection, message: EventMessage): void {
  const { core } = connection
  const about = message.id === 0 ? { n: message.n } : { id: message.id, n: message.n }
  const place = connection.place(message.n)
  if (!place?.seat) return connection.refuse(new RoomfulError('ROOM_NOT_JOINED'), about)
  const waitMs = connection.payEvent()
  if (waitMs > 0) return connection.refuse(new RoomfulError('RATE_LIMITED', { retryMs: waitMs }), about)
  const retryMs = core.mutedMs(connection.identity.id)
  if (retryMs > 0) return connection.refuse(new RoomfulError('PERSON_MUTED', { retryMs }), about)
  const rule = core.events(message.name)
  if (!rule) return connection.refuse(new RoomfulError('EVENT_UNKNOWN', { at: 'name' }), about)
  if (!place.seat.can.has(rule.can))
    return connection.refuse(new RoomfulError('GRANT_MISSING', { at: rule.can }), about)
  const wrong = rule.check?.(message.data)
  if (wrong !== undefined)
    return connection.refuse(new RoomfulError('EVENT_INVALID', { at: 'data', message: wrong }), about)
  const isUnheard = core.isHidden(connection.identity.id) || (rule.droppable && !place.room.admitsDroppable())
  if (isUnheard) return pretendSent(connection, message, place.room.seq)
  // The room copies `json` into its frame at once, so the transport may use its buffer again.
  const seq = place.room.send(place.seat, message.name, message.data, message.json, rule.droppable)
  if (message.id !== 0) connection.sendJson(`{"t":"ack","id":${message.id},"seq":${seq}}`)
}

/** [W1–W5] The answer comes when the database has answered; the connection may be gone by then. */
async function write(connection: Connection, { n, id, kind, body }: WriteMessage): Promise<void> {
  const { core } = connection
  const about = { write: id, n }
  const speaker = speakerAt(connection, n)
  if (!speaker) return connection.refuse(new RoomfulError('ROOM_NOT_JOINED'), about)
  const waitMs = connection.payWrite()
  if (waitMs > 0) return connection.refuse(new RoomfulError('RATE_LIMITED', { retryMs: waitMs }), about)
  try {
    const { status, v } = await carryWrite(core, speaker, id, kind, body)
    const entity = v === undefined ? '' : `,"v":${JSON.stringify(v)}`
    connection.sendJson(`{"t":"wrote","id":${JSON.stringify(id)},"status":"${status}"${entity}}`)
  } catch (error) {
    connection.refuse(known(connection, error, 'write-failed'), about)
  }
}

/** [W6] */
async function read(connection: Connection, { n, id, what, body }: ReadMessage): Promise<void> {
  const about = { id, n }
  const speaker = speakerAt(connection, n)
  if (!speaker) return connection.refuse(new RoomfulError('ROOM_NOT_JOINED'), about)
  const waitMs = connection.payRead()
  if (waitMs > 0) return connection.refuse(new RoomfulError('RATE_LIMITED', { retryMs: waitMs }), about)
  try {
    const answer = await carryRead(connection.core, speaker, what, body)
    connection.sendJson(`{"t":"page","id":${id},"v":${JSON.stringify(answer)}}`)
  } catch (error) {
    connection.refuse(known(connection, error, 'read-failed'), about)
  }
}

/** [X1] A message costs as much as an event. */
function tellSomebody(connection: Connection, message: TellMessage): void {
  const about = { id: message.id, n: message.n }
  const place = connection.place(message.n)
  if (!place?.seat) return connection.refuse(new RoomfulError('ROOM_NOT_JOINED'), about)
  const waitMs = connection.payEvent()
  if (waitMs > 0) return connection.refuse(new RoomfulError('RATE_LIMITED', { retryMs: waitMs }), about)
  tell(connection, place.room, place.seat, message)
}

/** [W7] Rights as they are at this moment. */
function speakerAt(connection: Connection, n: number): Speaker | undefined {
  const place = connection.place(n)
  if (!place?.seat) return undefined
  const { identity, from } = connection
  const name = place.room.roster.nameOf(identity.id)
  return { identity, room: place.room.id, can: place.seat.can, name, ...(from === undefined ? {} : { from }) }
}

/** An error that may be told; anything else is ours. [S32] */
function known({ core }: Connection, error: unknown, event: string): RoomfulError {
  if (error instanceof RoomfulError) return error
  core.log('error', event, { name: errorName(error) })
  return new RoomfulError('SERVER_ERROR', { cause: error })
}

/** [M5,U9] Somebody who is heard by nobody is answered like everybody. */
function pretendSent(connection: Connection, { id }: EventMessage, seq: number): void {
  if (id !== 0) connection.sendJson(`{"t":"ack","id":${id},"seq":${seq + 1}}`)
}

function setState(connection: Connection, state: Connection['state']): void {
  connection.state = state
  for (const { room, seat } of connection.places) if (seat) room.setState(seat, state)
}

/** [P1,P7] */
function setMe(connection: Connection, message: MeMessage): void {
  const place = connection.place(message.n)
  if (!place?.seat) return notJoined(connection, message.n)
  if (!place.seat.can.has('appear')) {
    return connection.refuse(new RoomfulError('GRANT_MISSING', { at: 'appear' }), { n: message.n })
  }
  const { t: _t, n: _n, ...patch } = message
  place.room.patch(place.seat, patch)
}

function notJoined(connection: Connection, n: number): void {
  connection.refuse(new RoomfulError('ROOM_NOT_JOINED'), { n })
}
