/**
 * What a room says within one turn of the event loop: gathered, framed once, written once to each reader. [Q1]
 *
 * Owns the choice of what a slow reader gets [Q2,C4], and which form of a frame [U5]. Not here: when to flush (hub.ts), what to
 * say (room.ts). A frame's JSON form is only made if somebody in the room asked for it.
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
  /** [U5] What those who read in these sections get instead, of the same weight. Without payload: nothing. */
  readonly sections?: ReadonlyMap<number, RoomFrame>
  /** [U2] What single readers get instead, whatever they read. */
  readonly readers?: ReadonlyMap<Reader, RoomFrame>
}

/** Who reads: as much of a seat as the outbox needs. */
export interface Reader {
  readonly transport: Transport | undefined
  readonly format: FrameFormat
  /** [C5] */
  readonly takesCursors: boolean
  /** [G2] */
  readonly takesLog: boolean
  /** [U5] Whose section's form of a frame it gets. */
  readonly audience?: number
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
  #hasForms = false

  get isEmpty(): boolean {
    return this.#frames.length === 0
  }

  /** Returns true when the outbox should be flushed now instead of at the end of the turn. */
  add(frame: RoomFrame): boolean {
    this.#frames.push(frame)
    this.#bytes += frame.payload.length
    if (frame.weight > this.#most) this.#most = frame.weight
    if (frame.isLog) this.#hasLog = true
    if (frame.sections ?? frame.readers) this.#hasForms = true
    return this.#bytes > MAX_TURN_BYTES
  }

  /** Takes everything added so far, ready to be written to any number of readers. */
  take(): Deliverable {
    const broadcast = this.#hasForms
      ? new FormedBroadcast(this.#frames, this.#hasLog)
      : new Broadcast(this.#frames, this.#most, this.#hasLog)
    this.#frames = []
    this.#bytes = 0
    this.#most = MUST
    this.#hasLog = false
    this.#hasForms = false
    return broadcast
  }
}

/** What can be written to any number of readers. */
interface Deliverable {
  writeTo(reader: Reader, transport: Transport): Delivery
}

/** One turn's frames in the few shapes readers need: by format, and by how much of it they can take. */
class Broadcast implements Deliverable {
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

/** [U2,U5] A turn in which something was said differently to different readers: one broadcast for each section, made once. */
class FormedBroadcast implements Deliverable {
  readonly #bySection = new Map<number, Broadcast>()

  constructor(
    private readonly frames: readonly RoomFrame[],
    private readonly hasLog: boolean,
  ) {}

  writeTo(reader: Reader, transport: Transport): Delivery {
    const section = reader.audience ?? 0
    if (this.frames.some(({ readers }) => readers?.has(reader))) {
      return this.#formed((frame) => frame.readers?.get(reader) ?? formFor(frame, section)).writeTo(reader, transport)
    }
    let broadcast = this.#bySection.get(section)
    if (!broadcast) {
      broadcast = this.#formed((frame) => formFor(frame, section))
      this.#bySection.set(section, broadcast)
    }
    return broadcast.writeTo(reader, transport)
  }

  #formed(form: (frame: RoomFrame) => RoomFrame): Broadcast {
    const frames = this.frames.map(form).filter(({ payload }) => payload.length > 0)
    const most = frames.reduce<Weight>((weight, frame) => (frame.weight > weight ? frame.weight : weight), MUST)
    return new Broadcast(frames, most, this.hasLog)
  }
}

function formFor(frame: RoomFrame, section: number): RoomFrame {
  return frame.sections?.get(section) ?? frame
}
