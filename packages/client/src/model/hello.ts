/**
 * [H1,H4] The first frame, as text. Before it is accepted a connection may send 8,192 bytes: joins that would not fit are
 * left over, to be sent once the server has said welcome.
 */
import {
  DEFAULT_LIMITS,
  MAX_HELLO_BYTES,
  PROTOCOL_VERSION,
  type HelloMessage,
  type JoinOptions,
} from '@roomful/protocol'

export type HelloParts = Pick<HelloMessage, 'token' | 'guest' | 'session' | 'format' | 'state'>

/** Room for `"rooms":[]`, commas and the frame's own header. */
const SPARE_BYTES = 64

const utf8 = new TextEncoder()
const bytesOf = (value: unknown): number => utf8.encode(JSON.stringify(value)).length

export function buildHello(
  parts: HelloParts,
  joins: readonly JoinOptions[],
): { readonly text: string; readonly leftOver: readonly JoinOptions[] } {
  const head = { t: 'hello', v: PROTOCOL_VERSION, ...parts }
  let bytes = bytesOf(head) + SPARE_BYTES
  let fitting = 0
  for (const join of joins.slice(0, DEFAULT_LIMITS.roomsPerConnection)) {
    bytes += bytesOf(join) + 1
    if (bytes > MAX_HELLO_BYTES) break
    fitting++
  }
  return { text: JSON.stringify({ ...head, rooms: joins.slice(0, fitting) }), leftOver: joins.slice(fitting) }
}
