/**
 * Which rooms are wanted on the connection, by whom how often, and whom a room's messages are for.
 *
 * A seat is one room id. People hold it to be in the room, others only to watch its counts; whoever wants more decides how
 * the connection is there. Invariant: a connection is in a room once, and the server's numbers lead to the seat of today.
 */
import { isRoomId, RoomfulError, type ErrorCode, type JoinedMessage, type JoinOptions } from '@roomful/protocol'
import type { Wire, WireMessage } from '../net/wire.js'
import type { Environment } from '../platform/environment.js'
import type { Acks, Answer } from './acks.js'
import { createRoom, type RoomRunner } from './room.js'
import type { Self } from './self.js'

/** A message about a room, or (without `n`) for whoever listens in any. */
export type RoomMessage = Exclude<WireMessage, Answer | { t: 'error' }>

export interface Seat {
  readonly id: string
  readonly runner: RoomRunner
  /** How many hold it as a room. */
  rooms: number
  /** How many only watch. */
  watches: number
  /** How the connection last asked to be there; undefined while it has not. */
  askedToWatch: boolean | undefined
}

export interface Seats {
  take(id: string, isWatch: boolean): Seat
  release(seat: Seat, isWatch: boolean): void
  /** The joins of a hello. */
  joins(): JoinOptions[]
  /** Welcome: asks for what came up since the hello. */
  catchUp(): void
  received(message: RoomMessage): void
  /** An error about a room, by its id or its number. */
  failed(at: { readonly room?: string; readonly n?: number }, error: RoomfulError): boolean
  lost(): void
  /** The connection will not come back. */
  refuse(error: RoomfulError): void
  /** The client is closed. */
  shut(error: RoomfulError): void
}

export interface SeatsOptions {
  readonly env: Environment
  readonly wire: () => Wire
  readonly acks: Acks
  readonly self: Self
  readonly settling: () => { readonly settleMs: number; readonly formerId: string | undefined }
  /** Why no room can be had any more. */
  readonly ended: () => RoomfulError | undefined
  /** The first seat was taken, or the last one given back. */
  readonly needed: (isNeeded: boolean) => void
}

export function createSeats(options: SeatsOptions): Seats {
  const { env, acks, self, settling } = options
  const byId = new Map<string, Seat>()
  const byNumber = new Map<number, Seat>()

  const isWatch = (seat: Seat): boolean => seat.rooms === 0
  const say: Wire['say'] = (message) => options.wire().say(message)

  function create(id: string): Seat {
    const seat: Seat = {
      id,
      rooms: 0,
      watches: 0,
      askedToWatch: undefined,
      runner: createRoom({
        id,
        isWatch: () => isWatch(seat),
        env,
        wire: options.wire(),
        acks,
        self,
        settling,
        hold: () => void seats.take(id, false),
        leave: () => release(seat, false),
      }),
    }
    return seat
  }

  function ask(seat: Seat): JoinOptions {
    seat.askedToWatch = isWatch(seat)
    return seat.runner.joinOptions()
  }

  /** Tells the server, if it can be told now; otherwise the next hello does. */
  function join(seat: Seat): void {
    if (options.wire().isOnline()) say({ t: 'join', ...ask(seat) })
  }

  function stand(seat: Seat): void {
    const n = seat.runner.n()
    if (n === undefined) return
    byNumber.delete(n)
    say({ t: 'leave', n })
    seat.runner.lost()
  }

  /** Somebody wants more or less of the room than before. Before the server has answered, `joined` looks at it again. */
  function adjust(seat: Seat): void {
    if (seat.runner.n() === undefined || seat.askedToWatch === isWatch(seat)) return
    stand(seat)
    join(seat)
  }

  function release(seat: Seat, wasWatch: boolean): void {
    const held = wasWatch ? 'watches' : 'rooms'
    if (seat[held] === 0) return
    seat[held]--
    // A component that goes and comes back within one turn has not left.
    env.clock.soon(() => {
      if (byId.get(seat.id) !== seat) return
      if (seat.rooms + seat.watches > 0) return adjust(seat)
      byId.delete(seat.id)
      stand(seat)
      seat.runner.left(new RoomfulError('ROOM_NOT_JOINED'))
      if (byId.size === 0) options.needed(false)
    })
  }

  function joined(message: JoinedMessage): void {
    const seat = byId.get(message.room)
    // Given back, or wanted otherwise, while the answer was on its way.
    if (!seat || seat.askedToWatch !== isWatch(seat)) {
      say({ t: 'leave', n: message.n })
      if (seat) join(seat)
      return
    }
    byNumber.set(message.n, seat)
    seat.runner.received(message)
  }

  const seats: Seats = {
    take(id, asWatch) {
      const found = byId.get(id)
      const seat = found ?? create(id)
      seat[asWatch ? 'watches' : 'rooms']++
      const error = options.ended() ?? (isRoomId(id) ? undefined : new RoomfulError('ROOM_INVALID'))
      if (error) seat.runner.refused(error)
      else if (found) adjust(seat)
      else {
        byId.set(id, seat)
        join(seat)
        options.needed(true)
      }
      return seat
    },
    release,
    joins: () => [...byId.values()].map(ask),
    catchUp() {
      for (const seat of byId.values()) if (seat.askedToWatch === undefined) join(seat)
    },
    received(message) {
      if (message.t === 'joined') return joined(message)
      if (!('n' in message)) {
        for (const { runner } of byNumber.values()) runner.received(message)
        return
      }
      const seat = byNumber.get(message.n)
      if (message.t !== 'left') return seat?.runner.received(message)
      byNumber.delete(message.n)
      // Without a code it answers our own leave, and the seat may long be taken again.
      if (message.code !== undefined) seat?.runner.refused(new RoomfulError(message.code as ErrorCode))
    },
    failed({ room, n }, error) {
      const joining = room === undefined ? undefined : byId.get(room)
      if (joining) joining.runner.refused(error)
      else if (n !== undefined) byNumber.get(n)?.runner.problem(error)
      return room !== undefined || n !== undefined
    },
    lost() {
      byNumber.clear()
      for (const seat of [...byId.values()]) {
        seat.askedToWatch = undefined
        seat.runner.lost()
      }
    },
    refuse(error) {
      for (const { runner } of [...byId.values()]) runner.refused(error)
    },
    shut(error) {
      for (const { runner } of [...byId.values()]) runner.left(error)
      byId.clear()
    },
  }
  return seats
}
