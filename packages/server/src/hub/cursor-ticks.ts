/**
 * Where the people of one room point, and who has to be told. [C3–C5]
 *
 * Owns the list of those that moved since the last tick and the readers who were left out of one. Not here: when a tick is
 * (room.ts). Cursors of other nodes are like those of this one: what has moved goes into the same frame.
 */
import type { CursorPlace, RefCursor } from '@roomful/protocol'
import { Batch } from './batch.js'
import { cursorsFrame } from './frames.js'
import type { RoomFrame } from './outbox.js'
import type { Seat } from './seat.js'

/** Whoever can point: a connection of this node or of another. */
export interface Pointer extends RefCursor {
  readonly isFar: boolean
  readonly serial: number
  mode: RefCursor['mode']
  anchor: number
  place: number
  isShown: boolean
  /** [C3] The roster that everybody was told has it: before that nobody could say whose cursor it is. */
  isTold: boolean
  /** In the list of cursors that moved since the last tick. */
  isMoved: boolean
  /** Below 0: not in the room any more. */
  index: number
}

export class CursorTicks<P extends Pointer> {
  #moved: P[] = []
  /** Shown since the roster was last told. */
  #appearing: P[] = []
  /** [C4] Seats that were left out of a tick, or have just come. */
  readonly #behind = new Set<Seat>()
  #hasPointed = false

  get hasMoved(): boolean {
    return this.#moved.length > 0
  }

  get isAnyBehind(): boolean {
    return this.#behind.size > 0
  }

  /** Remembers where a cursor is. True: a tick has to tell it. */
  move(pointer: P, { mode, anchor, place }: CursorPlace): boolean {
    if (!pointer.isShown) return false
    this.#hasPointed = true
    pointer.mode = mode
    pointer.anchor = anchor
    pointer.place = place
    return pointer.isTold && this.#add(pointer)
  }

  /** From the next roster on it can be told whose it is. */
  appear(pointer: P): void {
    this.#appearing.push(pointer)
  }

  /** Everybody who is shown is in the roster now: where they already point can be told. In a crowd [U5] others decide who is. */
  introduce(isCrowd: boolean): void {
    for (const pointer of this.#appearing) {
      if (isCrowd || pointer.index < 0 || !pointer.isShown) continue
      pointer.isTold = true
      if (pointer.mode !== 3) this.#add(pointer)
    }
    this.#appearing = []
  }

  /** Shown no more: points nowhere. */
  clear(pointer: P): void {
    const wasTold = pointer.isTold
    pointer.isTold = false
    if (pointer.mode === 3) return
    pointer.mode = 3
    if (wasTold) this.#add(pointer)
  }

  /** [C4,C5] The seat has to hear every cursor once. False: where nobody has ever pointed there is nothing to tell. */
  refresh(seat: Seat): boolean {
    if (!this.#hasPointed || !seat.takesCursors || seat.isRobot) return false
    this.#behind.add(seat)
    return true
  }

  leave(seat: Seat): void {
    this.#behind.delete(seat)
  }

  /** Everything that moved since the last tick and is still here. */
  take(): P[] {
    const moved = this.#moved
    this.#moved = []
    for (const pointer of moved) pointer.isMoved = false
    return moved.filter(({ index }) => index >= 0)
  }

  /** [C4] Every cursor of a room that is no crowd. */
  everyCursor(n: number, pointers: readonly P[]): () => RoomFrame | undefined {
    // Also those without a cursor: theirs may have gone while the reader was left out.
    const cursors = pointers.filter(({ isTold }) => isTold)
    const frame = cursors.length > 0 ? cursorsFrame(n, cursors) : undefined
    return () => frame
  }

  /**
   * [C4] Tells those who have caught up since the last tick. Readers for whom `frameFor` gives the same frame share its bytes; where it
   * gives none there is nobody to point.
   */
  tellThoseBehind(frameFor: (seat: Seat) => RoomFrame | undefined): void {
    const shapes = new Map<RoomFrame, { binary?: Batch; json?: Batch }>()
    for (const seat of this.#behind) {
      const { transport, format } = seat
      const frame = frameFor(seat)
      if (frame && transport && transport.pending() > 0) continue
      this.#behind.delete(seat)
      // Gone for now, or not interested any more: both ask again when that changes.
      if (!frame || !transport || !seat.takesCursors) continue
      let batches = shapes.get(frame)
      if (!batches) shapes.set(frame, (batches = {}))
      transport.write((batches[format] ??= batchOf(frame, format)))
    }
  }

  #add(pointer: P): boolean {
    if (pointer.isMoved) return false
    pointer.isMoved = true
    this.#moved.push(pointer)
    return true
  }
}

function batchOf(frame: RoomFrame, format: 'binary' | 'json'): Batch {
  return new Batch([format === 'json' ? (frame.asJson?.() ?? frame) : frame])
}
