/** Messages as frames ready for a batch. JSON text is assembled by hand where it would be printed again for every reader. */
import { encodeCursors, encodeRoomEvent, type Json, type RefCursor, type ServerMessage } from '@roomful/protocol'
import type { Frame } from './batch.js'
import { DROPPABLE, MUST, TICK, type RoomFrame } from './outbox.js'

/** A text frame of this message. */
export function jsonFrame(message: ServerMessage): Frame {
  return textFrame(JSON.stringify(message))
}

/** A text frame of JSON that is already printed. */
export function textFrame(json: string): Frame {
  return { payload: Buffer.from(json), isBinary: false }
}

/** An event for the whole room, carrying its sender's own JSON bytes. */
export function eventFrame(
  event: { readonly n: number; readonly from: number; readonly seq: number; readonly name: string },
  json: Uint8Array,
  isDroppable: boolean,
): RoomFrame {
  const { n, from, seq, name } = event
  const payload = encodeRoomEvent(n, from, seq, name, json)
  return {
    weight: isDroppable ? DROPPABLE : MUST,
    frame: { payload, isBinary: true },
    asJson: once(() => {
      // Read back from the payload: `json` may be a view into a buffer that the transport has used again by now.
      const data = JSON.parse(Buffer.from(payload.subarray(payload.length - json.length)).toString()) as Json
      return jsonFrame({ t: 'event', n, from, seq: seq & 0xffff, name, data })
    }),
  }
}

/** [C3] A tick: every cursor that moved. */
export function cursorsFrame(n: number, cursors: readonly RefCursor[]): RoomFrame {
  return {
    weight: TICK,
    frame: { payload: encodeCursors(n, cursors, cursors.length), isBinary: true },
    asJson: once(() =>
      jsonFrame({ t: 'cursors', n, list: cursors.map((c) => [c.ref, c.mode, c.anchor, c.place] as const) }),
    ),
  }
}

/** A JSON frame that must reach everyone in the room. */
export function mustFrame(frame: Frame): RoomFrame {
  return { weight: MUST, frame }
}

function once(make: () => Frame): () => Frame {
  let made: Frame | undefined
  return () => (made ??= make())
}
