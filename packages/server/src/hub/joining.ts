/** Coming into rooms and leaving them. [R1–R6] Rights come from the gate; what a seat then does is in dispatch.ts. */
import { isRoomId, RoomfulError, type Grant, type JoinOptions } from '@roomful/protocol'
import { errorName, type Connection, type Place } from './connection.js'
import type { HubCore } from './hub-core.js'
import type { Room } from './room.js'
import { RoomLog } from './room-log.js'
import { Seat } from './seat.js'

/**
 * Asks the gate, then sits down. Answers `joined` or an error; never throws.
 *
 * `isMoving`: from another node; then it is known first who is here elsewhere. [Y9]
 */
export function join(connection: Connection, options: JoinOptions, isMoving = false): void | Promise<void> {
  const { core, identified } = connection
  if (!identified) return
  // A hello is read with room ids as they came, so that a bad one costs its own room only. [H2]
  if (!isRoomId(options.room)) return refuse(connection, options, new RoomfulError('ROOM_INVALID', { at: 'room' }))
  if (isFull(connection, options)) return refuse(connection, options, new RoomfulError('ROOMS_TOO_MANY'))
  let answer: ReturnType<typeof core.gate.admit>
  try {
    answer = core.gate.admit(identified, options.room)
  } catch (error) {
    return failed(connection, options, error)
  }
  if (!isMoving && !(answer instanceof Promise)) return admitted(connection, options, answer)
  return Promise.resolve(answer).then(
    (can) => (isMoving ? settled(connection, options, can) : admitted(connection, options, can)),
    (error: unknown) => failed(connection, options, error),
  )
}

/** [Y9] Opens the room, so that it hears the others, and sits down when it has. */
async function settled(
  connection: Connection,
  options: JoinOptions,
  can: ReadonlySet<Grant> | undefined,
): Promise<void> {
  const room = can?.has('see') && connection.phase === 'ready' ? connection.core.openRoom(options.room) : undefined
  const settling = room?.linked?.settled
  if (settling) {
    await settling
    // Only now: in a room that has settled, others would see people come and go who are changing nodes.
    if (room && connection.core.rooms.get(room.id) === room) room.tellNow()
  }
  admitted(connection, options, can)
  // Nobody has sat down after all.
  if (room) connection.core.closeIfEmpty(room)
}

/** Leaves a room. [R3] */
export function leave(connection: Connection, place: Place, code?: string): void {
  connection.places = connection.places.filter((each) => each !== place)
  standUp(connection, place)
  connection.send({ t: 'left', n: place.room.n, ...(code === undefined ? {} : { code }) })
}

/** Leaves every room without a word: the connection is over. */
export function leaveAll(connection: Connection): void {
  const { places } = connection
  connection.places = []
  for (const place of places) standUp(connection, place)
}

function standUp(connection: Connection, { room, seat }: Place): void {
  if (seat) room.remove(seat)
  else room.watchers.delete(connection)
  connection.core.closeIfEmpty(room)
}

function admitted(connection: Connection, options: JoinOptions, can: ReadonlySet<Grant> | undefined): void {
  if (connection.phase !== 'ready') return
  if (!can?.has('see')) return refuse(connection, options, new RoomfulError('ROOM_REFUSED'))
  // Asked again: while the gate took its time, other joins may have been admitted.
  if (isFull(connection, options)) return refuse(connection, options, new RoomfulError('ROOMS_TOO_MANY'))
  const before = placeIn(connection, options.room)
  const isSameKind = before && (before.seat === undefined) === (options.watch === true)
  if (before && !isSameKind) leave(connection, before)
  const room = before && isSameKind ? before.room : connection.core.openRoom(options.room)
  if (!room) return refuse(connection, options, new RoomfulError('ROOMS_FULL'))
  if (options.watch === true) watch(connection, room, can)
  else sit(connection, room, can, options, isSameKind ? before?.seat : undefined)
}

function watch(connection: Connection, room: Room, can: ReadonlySet<Grant>): void {
  if (!room.watchers.has(connection)) {
    room.watchers.add(connection)
    addPlace(connection, { room, seat: undefined })
  }
  connection.sendJson(joinedJson(room, 0, can, '[]'))
}

function sit(
  connection: Connection,
  room: Room,
  can: ReadonlySet<Grant>,
  options: JoinOptions,
  before: Seat | undefined,
): void {
  const seat = before ?? new Seat(connection, room.takeRef(), can, connection.state, false)
  seat.can = can
  seat.wantsCursors = options.cursors ?? seat.wantsCursors
  if (before) {
    room.flush()
    room.setState(seat, connection.state)
    room.refresh(seat)
  } else {
    room.add(seat)
    addPlace(connection, { room, seat })
  }
  if (options.me && can.has('appear')) room.patch(seat, options.me)
  else if (seat.isShown && !can.has('appear')) room.patch(seat, { show: false })
  connection.sendJson(joinedJson(room, seat.ref, can, room.roster.snapshot()))
  room.greet(seat, before !== undefined)
  if (options.log !== undefined) logOf(room, connection.core).join(seat, options.log)
  else room.log?.leave(seat)
  if (options.me && !can.has('appear')) {
    connection.refuse(new RoomfulError('GRANT_MISSING', { at: 'appear' }), { n: room.n })
  }
}

/** [G2] */
function logOf(room: Room, core: HubCore): RoomLog {
  return (room.log ??= new RoomLog(room, core))
}

/** `concat` makes an array of the exact length; `push` onto an empty one reserves 17 places, and most need one. */
function addPlace(connection: Connection, place: Place): void {
  connection.places = connection.places.concat(place)
}

/** Printed by hand because the roster is long and everybody who joins now gets the same text. */
function joinedJson(room: Room, ref: number, can: ReadonlySet<Grant>, members: string): string {
  return (
    `{"t":"joined","room":${JSON.stringify(room.id)},"n":${room.n},"ref":${ref},` +
    `"epoch":${JSON.stringify(room.epoch)},"seq":${room.seq},"can":${JSON.stringify([...can])},` +
    `"counts":{${room.countsForJoined()}},"members":${members}}`
  )
}

function placeIn(connection: Connection, roomId: string): Place | undefined {
  return connection.places.find((place) => place.room.id === roomId)
}

function failed(connection: Connection, options: JoinOptions, error: unknown): void {
  connection.core.log('warn', 'join-failed', { name: errorName(error) })
  const known = error instanceof RoomfulError ? error : new RoomfulError('SERVER_ERROR', { cause: error })
  refuse(connection, options, known)
}

/** Answers a join that cannot be. Who sat there already, from before or from a resumed session, gets up. [R6] */
function refuse(connection: Connection, { room }: JoinOptions, error: RoomfulError): void {
  const before = placeIn(connection, room)
  if (before) leave(connection, before, error.code)
  connection.refuse(error, { room })
}

/** [R3,R5] Watching costs little, so it has a number of its own. */
function isFull({ core, places }: Connection, { room: roomId, watch = false }: JoinOptions): boolean {
  const most = watch ? core.limits.watchesPerConnection : core.limits.roomsPerConnection
  if (places.length < most) return false
  const alike = places.filter(({ seat }) => (seat === undefined) === watch)
  return alike.length >= most && !alike.some(({ room }) => room.id === roomId)
}
