/** One connection in one room: what the room knows about it. */
import type { ActivityState, CursorMode, FrameFormat, Grant } from '@roomful/protocol'
import { rankOf } from '../model/crowd.js'
import type { Identity } from '../model/identity.js'
import type { RosterSeat } from '../model/roster.js'
import type { Pointer } from './cursor-ticks.js'
import type { Reader } from './outbox.js'
import type { Transport } from './transport.js'

/** Whoever sits: a connection, or a robot of this process. Taken over by the next transport when a session resumes. [H5] */
export interface Sitter {
  readonly identity: Identity
  readonly transport: Transport | undefined
  readonly format: FrameFormat
  /** A guest whose token was made for this very connection: nobody else can be the same person. */
  readonly isFresh: boolean
  /** Queues a printed message for this one alone. */
  sendJson(json: string): void
  /** The reader could not keep up; the room has no further use for it. */
  overflow(): void
}

const NOBODY: readonly string[] = []

export class Seat implements RosterSeat, Reader, Pointer {
  readonly isFar = false
  /** [Y4] Its number between nodes, never given twice; given when it is taken into the room. */
  serial = 0
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
  /** [U4] What it reads; 0: nothing in particular, or nobody was told. */
  section = 0
  /** [U5] The section with whose readers it is told: what it read when the roster was last told. */
  audience = 0
  /** [U6] */
  follow: readonly string[] = NOBODY
  /** [U2] Whom it was told besides, by id; for `room-crowd.ts`. */
  toldBesides: Map<string, string> | undefined
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

  /** [U3] */
  get rank(): number {
    return rankOf(this.identity, this.can, this.isRobot)
  }

  /** [Y4] */
  get isLoose(): boolean {
    return !this.isShown && !this.hasBeenShown && this.sitter.isFresh
  }

  get takesLog(): boolean {
    return this.log === 'live'
  }

  get takesCursors(): boolean {
    return this.wantsCursors && this.state !== 'away'
  }
}
