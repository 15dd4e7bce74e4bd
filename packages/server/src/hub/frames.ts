/** Messages as frames ready for a batch. JSON text is assembled by hand where it would be printed again for every reader. */
import { encodeCursors, encodeRoomEvent, type Json, type RefCursor, type ServerMessage } from '@roomful/protocol'
import type { RosterChange } from '../model/roster.js'
import type { Frame } from './batch.js'
import { DROPPABLE, MUST, TICK, type RoomFrame, type Weight } from './outbox.js'

/** A text frame of this message. */
export function jsonFrame(message: ServerMessage): Frame {
  return textFrame(JSON.stringify(message))
}

/** A text frame of JSON that is already printed. */
export function textFrame(json: string): Frame {
  return { payload: Buffer.from(json), isBinary: false }
}

/** What an event's frame says besides its data. */
export interface EventHead {
  readonly n: number
  readonly from: number
  readonly seq: number
  readonly name: string
}

/** An event for the whole room, carrying its sender's own JSON bytes. A class, because it is made for every event. */
class EventFrame implements RoomFrame {
  readonly isBinary = true
  readonly payload: Uint8Array
  #json: Frame | undefined

  constructor(
    private readonly head: EventHead,
    private readonly dataBytes: number,
    json: Uint8Array,
    readonly weight: Weight,
  ) {
    this.payload = encodeRoomEvent(head.n, head.from, head.seq, head.name, json)
  }

  asJson(): Frame {
    return (this.#json ??= this.#print())
  }

  #print(): Frame {
    // Read back from the payload: the sender's bytes may be in a buffer that the transport has used again by now.
    const data = JSON.parse(Buffer.from(this.payload.subarray(-this.dataBytes)).toString()) as Json
    const { n, from, seq, name } = this.head
    return jsonFrame({ t: 'event', n, from, seq: seq & 0xffff, name, data })
  }
}

/** `json` is the text of the data, of one byte at least. */
export function eventFrame(head: EventHead, json: Uint8Array, isDroppable: boolean): RoomFrame {
  return new EventFrame(head, json.length, json, isDroppable ? DROPPABLE : MUST)
}

/** [C3] A tick: every cursor that moved. */
export function cursorsFrame(n: number, cursors: readonly RefCursor[]): RoomFrame {
  let json: Frame | undefined
  return {
    weight: TICK,
    payload: encodeCursors(n, cursors, cursors.length),
    isBinary: true,
    asJson: () =>
      (json ??= jsonFrame({ t: 'cursors', n, list: cursors.map((c) => [c.ref, c.mode, c.anchor, c.place] as const) })),
  }
}

/** A JSON frame that must reach everyone in the room. */
export function mustFrame(json: string): RoomFrame {
  return { weight: MUST, ...textFrame(json) }
}

/** [P3] Without payload where there is nothing to say. */
export function membersFrame(n: number, change: RosterChange | undefined): RoomFrame {
  if (!change) return { weight: MUST, payload: new Uint8Array(), isBinary: false }
  const set = change.set.length > 0 ? `,"set":[${change.set.join(',')}]` : ''
  const gone = change.gone.length > 0 ? `,"gone":[${change.gone.join(',')}]` : ''
  return mustFrame(`{"t":"members","n":${n}${set}${gone}}`)
}

/** [G3,G6] Part of the room's log, for those who asked for it. */
export function logFrame(json: string): RoomFrame {
  return { weight: MUST, isLog: true, ...textFrame(json) }
}
