/**
 * [H1,H4] The first frame, as text. Before it is accepted a connection may send 8,192 bytes: joins that would not fit are
 * left over, to be sent once the server has said welcome.
 */
import {
  jsonBytes,
  MAX_HELLO_BYTES,
  PROTOCOL_VERSION,
  type HelloMessage,
  type JoinOptions,
  type Json,
} from '@roomful/protocol'

/** Undefined fields are left out of the frame. */
export type HelloParts = {
  readonly [K in 'token' | 'guest' | 'session' | 'format' | 'state']?: HelloMessage[K] | undefined
}

/** [R3] How many a server takes unless it is configured otherwise; those beyond are asked for once it is welcome. */
const MAX_HELLO_ROOMS = 16

/** Room for `"rooms":[]`, commas and the frame's own header. */
const SPARE_BYTES = 64

const bytesOf = (value: object): number => jsonBytes(value as Json).length

export function buildHello(
  parts: HelloParts,
  joins: readonly JoinOptions[],
): { readonly text: string; readonly leftOver: readonly JoinOptions[] } {
  const head = { t: 'hello', v: PROTOCOL_VERSION, ...parts }
  let bytes = bytesOf(head) + SPARE_BYTES
  let fitting = 0
  for (const join of joins.slice(0, MAX_HELLO_ROOMS)) {
    bytes += bytesOf(join) + 1
    if (bytes > MAX_HELLO_BYTES) break
    fitting++
  }
  return { text: JSON.stringify({ ...head, rooms: joins.slice(0, fitting) }), leftOver: joins.slice(fitting) }
}
