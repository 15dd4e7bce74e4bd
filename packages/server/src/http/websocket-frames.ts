/**
 * Reads RFC 6455 frames from a client, cut anywhere into chunks, and hands on whole messages. [F3,S2]
 *
 * Pure: bytes in, calls of a sink out; no socket, no clock, nothing thrown. A connection at rest owns nothing here: what
 * must outlive a chunk is in a `Carry`, which is only made when a frame or a message is cut in two.
 * Invariants: nothing is kept beyond the payload cap, the caps on pieces, and what was really received, whatever lengths a
 * peer announces; a fault is found as soon as its byte is here. Not here: UTF-8 of text, which the decoder checks. [F2]
 */

export const TEXT = 1
export const BINARY = 2
export const CLOSE = 8
export const PING = 9
export const PONG = 10

/** Why a connection is given up, as a close code of RFC 6455 §7.4.1. */
export type Fault = 1002 | 1007 | 1008 | 1009
export const PROTOCOL_FAULT = 1002
export const TEXT_FAULT = 1007
const POLICY_FAULT = 1008
const TOO_BIG = 1009

/** Who hears what was read. Payloads are views: valid during the call, and nobody else's. */
export interface FrameSink {
  /** False: what else comes is not looked at. Asked after each of the calls below. */
  readonly isReading: boolean
  message(payload: Buffer, isBinary: boolean): void
  /** A close, ping or pong. */
  control(opcode: number, payload: Buffer): void
  /** The peer broke a rule. Nothing is called afterwards. */
  broken(fault: Fault): void
}

/** [S2] A page sends whole messages; more pieces than this are an attack on our memory. */
const MAX_FRAGMENTS = 64
/** [S2] Chunks in which one frame may come. A network cuts the largest into fifty; more is somebody counting out bytes. */
const MAX_CHUNKS = 256

const FINAL = 0x80
const RESERVED = 0x70
const MASKED = 0x80
const MASK_BYTES = 4
const MAX_CONTROL_BYTES = 125
const EMPTY = Buffer.alloc(0)

/** What one connection has begun and not ended. */
export class Carry {
  /** The chunks of an incomplete frame, from its first byte. */
  chunks: Buffer[] = []
  bytes = 0
  /** The least `bytes` with which there is something to do. */
  need = 0
  /** The opcode of a message whose fragments are coming; 0: none. */
  opcode = 0
  fragments = 0
  readonly parts: Buffer[] = []
  partBytes = 0
}

/**
 * Reads one chunk. `carry` is what the call before returned, `maxBytes` the cap on a message. Unmasks in place: the chunk
 * belongs to the reader.
 */
export function readFrames(
  chunk: Buffer,
  carry: Carry | undefined,
  maxBytes: number,
  sink: FrameSink,
): Carry | undefined {
  const bytes = carry && carry.bytes > 0 ? joined(carry, chunk) : chunk
  if (!bytes) return carry && carry.chunks.length >= MAX_CHUNKS ? fail(sink, POLICY_FAULT) : carry
  let at = 0
  while (at < bytes.length) {
    const left = bytes.length - at
    if (left < 2) return hold(carry, bytes, at, 2)
    const first = bytes.readUInt8(at)
    const second = bytes.readUInt8(at + 1)
    if (isFaulty(first, second, carry)) return fail(sink, PROTOCOL_FAULT)
    const short = second & ~MASKED
    const headBytes = MASK_BYTES + (short < 126 ? 2 : short === 126 ? 4 : 10)
    if (left < headBytes) return hold(carry, bytes, at, headBytes)
    const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : longLength(bytes, at + 2)
    const isControl = (first & 8) !== 0
    if (!isControl && length + (carry?.partBytes ?? 0) > maxBytes) return fail(sink, TOO_BIG)
    if (left < headBytes + length) return hold(carry, bytes, at, headBytes + length)
    at += headBytes + length
    const payload = length === 0 ? EMPTY : unmasked(bytes, at - length, at)
    if (isControl) sink.control(first & 15, payload)
    else if (!carry?.opcode && first & FINAL) sink.message(payload, (first & 15) === BINARY)
    else {
      carry ??= new Carry()
      if (++carry.fragments > MAX_FRAGMENTS) return fail(sink, POLICY_FAULT)
      if (addPart(carry, first, payload)) carry = complete(carry, sink)
    }
    if (!sink.isReading) return undefined
  }
  return carry?.opcode ? carry : undefined
}

function fail(sink: FrameSink, fault: Fault): undefined {
  sink.broken(fault)
}

/** The frame held so far with this chunk behind it; undefined while that is still too little. */
function joined(carry: Carry, chunk: Buffer): Buffer | undefined {
  carry.bytes += chunk.length
  carry.chunks.push(chunk)
  if (carry.bytes < carry.need) return undefined
  const bytes = Buffer.concat(carry.chunks, carry.bytes)
  carry.chunks = []
  carry.bytes = 0
  return bytes
}

/** Keeps the rest of `bytes` until there are `need` of it. */
function hold(carry: Carry | undefined, bytes: Buffer, at: number, need: number): Carry {
  const holding = carry ?? new Carry()
  // Copied, unless it is all there is: a few bytes must not keep a large chunk alive.
  holding.chunks = [at === 0 ? bytes : copyOf(bytes.subarray(at))]
  holding.bytes = bytes.length - at
  holding.need = need
  return holding
}

/** Whether the first two bytes of a frame break a rule, with `carry` telling whether a message is open. */
function isFaulty(first: number, second: number, carry: Carry | undefined): boolean {
  const opcode = first & 15
  if ((first & RESERVED) !== 0 || (second & MASKED) === 0) return true
  if (opcode >= CLOSE) {
    return opcode > PONG || (first & FINAL) === 0 || (second & ~MASKED) > MAX_CONTROL_BYTES
  }
  return opcode > BINARY || (opcode === 0) === !carry?.opcode
}

/** A length of 64 bits. Above 32 it is too big in any case. */
function longLength(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) === 0 ? bytes.readUInt32BE(at + 4) : Number.POSITIVE_INFINITY
}

/** The payload from `from` to `to`, unmasked with the four bytes before it. */
function unmasked(bytes: Buffer, from: number, to: number): Buffer {
  if (bytes.readInt32BE(from - MASK_BYTES) === 0) return bytes.subarray(from, to)
  const [m0 = 0, m1 = 0, m2 = 0, m3 = 0] = [bytes[from - 4], bytes[from - 3], bytes[from - 2], bytes[from - 1]]
  let at = from
  // Four at a time: half the time of a loop that looks the mask up for each byte.
  for (; at + 3 < to; at += 4) {
    bytes[at] = (bytes[at] ?? 0) ^ m0
    bytes[at + 1] = (bytes[at + 1] ?? 0) ^ m1
    bytes[at + 2] = (bytes[at + 2] ?? 0) ^ m2
    bytes[at + 3] = (bytes[at + 3] ?? 0) ^ m3
  }
  for (; at < to; at++) bytes[at] = (bytes[at] ?? 0) ^ (bytes[from - MASK_BYTES + ((at - from) & 3)] ?? 0)
  return bytes.subarray(from, to)
}

/** Adds a fragment; true when it was the last one. */
function addPart(carry: Carry, first: number, payload: Buffer): boolean {
  carry.opcode ||= first & 15
  if (payload.length > 0) carry.parts.push(copyOf(payload))
  carry.partBytes += payload.length
  return (first & FINAL) !== 0
}

function complete({ parts, partBytes, opcode }: Carry, sink: FrameSink): undefined {
  sink.message(Buffer.concat(parts, partBytes), opcode === BINARY)
}

/** In memory of its own: a slice of the shared pool would keep 8 KiB alive. */
function copyOf(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  copy.set(bytes)
  return copy
}

/** [RFC 6455 §7.4] Whether a peer may send this close code. */
export function isCloseCode(code: number): boolean {
  if (code >= 3_000) return code <= 4_999
  return code >= 1_000 && code <= 1_014 && code !== 1_004 && code !== 1_005 && code !== 1_006
}

/** A close frame as a server sends it. A reason beyond 123 bytes would be no frame: ours are codes of `ERRORS`. */
export function closeFrame(code: number | undefined, reason: string): Buffer {
  const size = code === undefined ? 0 : 2 + reason.length
  const frame = Buffer.allocUnsafe(2 + size)
  frame[0] = FINAL | CLOSE
  frame[1] = size
  if (code !== undefined) frame.write(reason, frame.writeUInt16BE(code, 2), 'latin1')
  return frame
}

/** The answer to a ping. */
export function pongFrame(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([FINAL | PONG, payload.length]), payload])
}
