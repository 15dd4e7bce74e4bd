/** One connection in one room: what the room knows about it. */
import type { ActivityState, CursorMode, FrameFormat, Grant } from '@roomful/protocol'
import type { Identity } from '../model/identity.js'
import type { RosterSeat } from '../model/roster.js'
import type { Reader } from './outbox.js'
import type { Transport } from './transport.js'

/** Whoever sits: a connection, or a robot of this process. Taken over by the next transport when a session resumes. [H5] */
export interface Sitter {
  readonly identity: Identity
  readonly transport: Transport | undefined
  readonly format: FrameFormat
  /** Queues a printed message for this one alone. */
  sendJson(json: string): void
  /** The reader could not keep up; the room has no further use for it. */
  overflow(): void
}

export class Seat implements RosterSeat, Reader {
  isShown = false
  /** [C3] The roster that everybody was told has it: before that nobody could say whose cursor it is. */
  isTold = false
  /** Others may know its ref, and think of this person when they see it. */
  hasBeenShown = false
  /** [C5] What the client asked for; what it gets also depends on its state. */
  wantsCursors = true
  mode: CursorMode = 3
  anchor = 0
  place = 0
  /** [G2] Whether it hears the room's log: not asked for, catching up, or live. Set by `room-log.ts`. */
  log: 'off' | 'waiting' | 'live' = 'off'
  /** In the room's list of cursors that moved since the last tick. */
  isMoved = false
  /** Position in the room's array of seats, for removal without a search. */
  index = -1
  sitter: Sitter
  /** The sitter's, held here as well: a room's every frame walks all seats, and each step aside is a cache miss. */
  transport: Transport | undefined
  format: FrameFormat

  constructor(
    sitter: Sitter,
    readonly ref: number,
    public can: ReadonlySet<Grant>,
    public state: ActivityState,
    readonly isRobot: boolean,
  ) {
    this.sitter = sitter
    this.transport = sitter.transport
    this.format = sitter.format
  }

  /** Whoever sits here from now on; or the same one, with or without its transport. */
  seat(sitter: Sitter): void {
    this.sitter = sitter
    this.transport = sitter.transport
    this.format = sitter.format
  }

  get identity(): Identity {
    return this.sitter.identity
  }

  get takesLog(): boolean {
    return this.log === 'live'
  }

  get takesCursors(): boolean {
    return this.wantsCursors && this.state !== 'away'
  }
}
