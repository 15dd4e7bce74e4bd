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
export interface RoomFrame {
  readonly weight: Weight
  readonly frame: Frame
  /** The JSON form of a binary frame; absent when `frame` is JSON already. */
  readonly asJson?: () => Frame
}

/** Who reads: as much of a seat as the outbox needs. */
export interface Reader {
  readonly transport: Transport | undefined
  readonly format: FrameFormat
  /** [C5] */
  readonly takesCursors: boolean
}

/** What became of one reader's share: everything written, the tick left out, or too far behind to keep. */
export type Delivery = 'whole' | 'without-tick' | 'overflow'

/** Flushed early beyond this, so that one turn's frames cannot outgrow a reader's queue. */
const MAX_TURN_BYTES = 262_144

export class Outbox {
  #frames: RoomFrame[] = []
  #bytes = 0

  get isEmpty(): boolean {
    return this.#frames.length === 0
  }

  /** Returns true when the outbox should be flushed now instead of at the end of the turn. */
  add(frame: RoomFrame): boolean {
    this.#frames.push(frame)
    this.#bytes += frame.frame.payload.length
    return this.#bytes > MAX_TURN_BYTES
  }

  /** Takes everything added so far, ready to be written to any number of readers. */
  take(): Broadcast {
    const frames = this.#frames
    this.#frames = []
    this.#bytes = 0
    return new Broadcast(frames)
  }
}

/** One turn's frames in the few shapes readers need: by format, and by how much of it they can take. */
export class Broadcast {
  readonly #frames: readonly RoomFrame[]
  readonly #hasTick: boolean
  /** [format][most weight included]; made when the first reader needs it. */
  readonly #batches: (Batch | undefined)[] = []

  constructor(frames: readonly RoomFrame[]) {
    this.#frames = frames
    this.#hasTick = frames.some((each) => each.weight === TICK)
  }

  writeTo(reader: Reader, transport: Transport): Delivery {
    const pending = transport.pending()
    const most = pending > DROPPABLE_CAP_BYTES ? MUST : pending > 0 || !reader.takesCursors ? DROPPABLE : TICK
    const batch = this.#batch(reader.format, most)
    if (batch.frames.length > 0) {
      if (pending > 0 && pending + batch.wire.length > QUEUE_CAP_BYTES) return 'overflow'
      transport.write(batch)
    }
    return this.#hasTick && most < TICK && reader.takesCursors ? 'without-tick' : 'whole'
  }

  #batch(format: FrameFormat, most: Weight): Batch {
    const at = (format === 'json' ? 3 : 0) + most
    return (this.#batches[at] ??= new Batch(
      this.#frames
        .filter((each) => each.weight <= most)
        .map((each) => (format === 'json' && each.asJson ? each.asJson() : each.frame)),
    ))
  }
}
