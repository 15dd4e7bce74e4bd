/**
 * From the first frame to the welcome: limits before anyone is known, identity, resumption, first rooms. [H1–H5]
 *
 * Until the hello is accepted a connection owns a few numbers and at most 8 KiB; no room knows of it. [H4]
 */
import {
  BEAT_MS,
  DROP_GRACE_MS,
  MAX_HELLO_BYTES,
  MAX_HELLO_FRAMES,
  PROTOCOL_VERSION,
  RELOAD_GRACE_MS,
  RoomfulError,
  parseClientFrame,
  type ErrorCode,
  type HelloMessage,
} from '@roomful/protocol'
import type { Identified } from '../auth/admission.js'
import { randomId } from '../platform/random.js'
import { errorName, type Connection } from './connection.js'
import { join, leave } from './joining.js'

/** Takes a frame that came before the connection was ready. */
export function greet(connection: Connection, frame: Uint8Array, isBinary: boolean): void {
  connection.earlyBytes += frame.length
  const early = connection.earlyFrames ?? []
  // The hello itself is one of the frames.
  if (connection.earlyBytes > MAX_HELLO_BYTES || early.length >= MAX_HELLO_FRAMES - 1) {
    return connection.close('HELLO_REQUIRED')
  }
  // Copied, because the transport may use its buffer again while we look up who this is.
  if (connection.phase === 'checking') return void early.push({ frame: Uint8Array.from(frame), isBinary })
  const hello = parseClientFrame(frame, isBinary)
  if (hello instanceof RoomfulError) return connection.close(closingCode(hello))
  if (hello.t !== 'hello') return connection.close('HELLO_REQUIRED')
  if (hello.v !== PROTOCOL_VERSION) return connection.close('VERSION_UNSUPPORTED')
  connection.phase = 'checking'
  connection.core.gate.identify(hello, connection.request).then(
    (identified) => welcome(connection, hello, identified),
    (error: unknown) => refused(connection, error),
  )
}

/** How long a connection that went away with this close code may come back unnoticed. [P4] */
export function graceMs(closeCode: number): number {
  if (closeCode === 1000) return 0
  return closeCode === 1001 ? RELOAD_GRACE_MS : DROP_GRACE_MS
}

function refused(connection: Connection, error: unknown): void {
  if (connection.phase !== 'checking') return
  if (error instanceof RoomfulError) return connection.close(closingCode(error))
  connection.core.log('error', 'internal-error', { where: 'identify', name: errorName(error) })
  connection.close('SERVER_ERROR')
}

function closingCode(error: RoomfulError): ErrorCode {
  const closing: readonly ErrorCode[] = [
    'TOKEN_EXPIRED',
    'TOKEN_INVALID',
    'AUTH_REQUIRED',
    'SERVER_ERROR',
    'FRAME_INVALID',
  ]
  return closing.includes(error.code) ? error.code : 'HELLO_REQUIRED'
}

function welcome(connection: Connection, hello: HelloMessage, identified: Identified): void {
  const { core } = connection
  if (connection.phase !== 'checking') return
  if (core.isRevoked(identified.identity.id)) return connection.close('REVOKED')
  // Not kept: the guest token, which goes out once, and the request, which the gate has seen.
  connection.identified = { identity: identified.identity, context: identified.context }
  connection.request = undefined
  connection.isFresh = identified.guest !== undefined && identified.guest !== hello.guest
  connection.format = hello.format ?? 'binary'
  connection.state = hello.state ?? 'here'
  connection.phase = 'ready'
  const { session: before } = hello
  // [Y9] A session of another node is told there once its person sits here.
  const isFromElsewhere = before !== undefined && !takeOver(connection, before)
  connection.session = randomId(core.random, 18)
  core.sessions.set(connection.session, connection)
  connection.sendJson(welcomeJson(connection, identified))
  const rooms = hello.rooms ?? []
  // [H5] A resumed connection's rooms are those of the new hello.
  for (const place of connection.places) {
    if (!rooms.some((options) => options.room === place.room.id)) leave(connection, place)
  }
  const isMoving = isFromElsewhere && core.elsewhere.hasPeers
  const joins = rooms.map((options) => join(connection, options, isMoving))
  if (isFromElsewhere) void settleMove(connection, before, joins)
  const early = connection.earlyFrames ?? []
  connection.earlyFrames = undefined
  for (const { frame, isBinary } of early) connection.receive(frame, isBinary)
}

/** [Y9] When the person sits here, the node they come from can let go. */
async function settleMove(
  { core, identity }: Connection,
  session: string,
  joins: readonly (void | Promise<void>)[],
): Promise<void> {
  for (const joining of joins) await joining
  core.elsewhere.moved(session, identity.id)
}

/** Printed by hand around the limits, which are the same for everyone. */
function welcomeJson({ core, session }: Connection, { identity, guest }: Identified): string {
  return (
    `{"t":"welcome","v":${PROTOCOL_VERSION},"id":${JSON.stringify(identity.id)},` +
    (guest === undefined ? '' : `"guest":${JSON.stringify(guest)},`) +
    `"session":"${session}","beatMs":${BEAT_MS},"settleMs":${core.settleMs()},"limits":${core.limitsJson}}`
  )
}

/** [H5] The new transport takes the old connection's seats, if it is the same person's. False: no such session here. */
function takeOver(connection: Connection, session: string): boolean {
  const { core } = connection
  const before = core.sessions.get(session)
  if (!before || before.identity.id !== connection.identity.id) return before !== undefined
  connection.places = before.places
  before.places = []
  for (const { room, seat } of connection.places) {
    // What was said so far goes to the old transport: the new one must hear `joined` first. [H2]
    room.flush()
    if (seat) seat.seat(connection)
    else if (room.watchers.delete(before)) room.watchers.add(connection)
  }
  if (before.transport) before.close('SESSION_REPLACED')
  else core.gone(before)
  return true
}
