/**
 * What a room says within one turn of the event loop: gathered, framed once, written once to each reader. [Q1]
 *
 * Owns the choice of what a slow reader gets [Q2,C4]. Not here: when to flush (hub.ts), what to say (room.ts).
 * A frame's JSON form is only made if somebody in the room asked for it.
 */
import { DROPPABLE_CAP_BYTES, QUEUE_CAP_BYTES, type FrameFormat } from '@roomful/protocol'
import { Batch, type Frame } from './batch.js'
import type { Transport } from './transport.js'

/** How much a frame matters. 0: must arrive. 1: droppable. 2: a cursor tick, worthless to anyone who is behind. */
export type Weight = 0 | 1 | 2
export const MUST: Weight = 0
export const DROPPABLE: Weight = 1
export const TICK: Weight = 2

/** One frame for everyone in a room, in both forms. */
export interface RoomFrame extends Frame {
  readonly weight: Weight
  /** [G2] Only for those who asked for the log. */
  readonly isLog?: true
  /** The JSON form of a binary frame; absent when this is JSON already. */
  asJson?(): Frame
}

/** Who reads: as much of a seat as the outbox needs. */
export interface Reader {
  readonly transport: Transport | undefined
  readonly format: FrameFormat
  /** [C5] */
  readonly takesCursors: boolean
  /** [G2] */
  readonly takesLog: boolean
}

/** What became of one reader's share: everything written, the tick left out, or too far behind to keep. */
export type Delivery = 'whole' | 'without-tick' | 'overflow'

/** Flushed early beyond this, so that one turn's frames cannot outgrow a reader's queue. */
const MAX_TURN_BYTES = 262_144

export class Outbox {
  #frames: RoomFrame[] = []
  #bytes = 0
  #most: Weight = MUST
  #hasLog = false

  get isEmpty(): boolean {
    return this.#frames.length === 0
  }

  /** Returns true when the outbox should be flushed now instead of at the end of the turn. */
  add(frame: RoomFrame): boolean {
    this.#frames.push(frame)
    this.#bytes += frame.payload.length
    if (frame.weight > this.#most) this.#most = frame.weight
    if (frame.isLog) this.#hasLog = true
    return this.#bytes > MAX_TURN_BYTES
  }

  /** Takes everything added so far, ready to be written to any number of readers. */
  take(): Broadcast {
    const broadcast = new Broadcast(this.#frames, this.#most, this.#hasLog)
    this.#frames = []
    this.#bytes = 0
    this.#most = MUST
    this.#hasLog = false
    return broadcast
  }
}

/** One turn's frames in the few shapes readers need: by format, and by how much of it they can take. */
export class Broadcast {
  /** Everything in binary: what nearly every reader gets. */
  #whole: Batch | undefined
  /** The others, by [log][format][most weight included]; made when the first reader needs one. */
  #parts: (Batch | undefined)[] | undefined

  /** `most` is the greatest weight among the frames. */
  constructor(
    private readonly frames: readonly RoomFrame[],
    private readonly most: Weight,
    private readonly hasLog: boolean,
  ) {}

  writeTo(reader: Reader, transport: Transport): Delivery {
    const pending = transport.pending()
    const takes = pending > DROPPABLE_CAP_BYTES ? MUST : pending > 0 || !reader.takesCursors ? DROPPABLE : TICK
    const withoutLog = this.hasLog && !reader.takesLog
    const batch =
      takes >= this.most && reader.format === 'binary' && !withoutLog
        ? (this.#whole ??= new Batch(this.frames))
        : this.#part(reader.format, takes, withoutLog)
    if (batch.frames.length > 0) {
      if (pending > 0 && pending + batch.wire.length > QUEUE_CAP_BYTES) return 'overflow'
      transport.write(batch)
    }
    return this.most === TICK && takes < TICK && reader.takesCursors ? 'without-tick' : 'whole'
  }

  #part(format: FrameFormat, takes: Weight, withoutLog: boolean): Batch {
    const at = (withoutLog ? 6 : 0) + (format === 'json' ? 3 : 0) + takes
    this.#parts ??= []
    return (this.#parts[at] ??= new Batch(
      this.frames
        .filter((each) => each.weight <= takes && !(withoutLog && each.isLog))
        .map((each) => (format === 'json' && each.asJson ? each.asJson() : each)),
    ))
  }
}
