/**
 * Reads what a server sent. [F6] Lenient where the server's side is strict: an unknown message is undefined, not an error,
 * because a newer server may say more than this client knows.
 */
import { decodeCursors, decodeRoomEvent, OP_BEAT, OP_CURSORS, OP_EVENT } from './binary.js'
import { parseJson } from './json.js'
import type { ServerMessage } from './messages.js'

/** Reads one frame from a server; undefined when it says nothing this client knows. Never throws. */
export function parseServerFrame(frame: string | Uint8Array): ServerMessage | undefined {
  try {
    if (typeof frame !== 'string') return parseBinary(frame)
    const value: unknown = JSON.parse(frame)
    return typeof value === 'object' && value !== null && 't' in value ? (value as ServerMessage) : undefined
  } catch {
    return undefined // Not JSON: the connection's own checks (beats, acks) notice if something is really wrong.
  }
}

function parseBinary(frame: Uint8Array): ServerMessage | undefined {
  switch (frame[0]) {
    case OP_BEAT:
      return { t: 'beat' }
    case OP_EVENT: {
      const event = decodeRoomEvent(frame)
      if (!event) return undefined
      const { n, from, seq, name, json } = event
      return { t: 'event', n, from, seq, name, data: json.length === 0 ? null : parseJson(json) }
    }
    case OP_CURSORS: {
      const cursors = decodeCursors(frame)
      if (!cursors) return undefined
      return { t: 'cursors', n: cursors.n, list: cursors.list.map((c) => [c.ref, c.mode, c.anchor, c.place] as const) }
    }
    default:
      return undefined
  }
}
