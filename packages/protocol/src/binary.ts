/**
 * The binary forms of the hot messages: event, cursor, cursors, beat. Layouts: SPEC.md, table of section F.
 *
 * Encoders write into one exact buffer; decoders return undefined for a frame that is not one of these, and never throw.
 * Events carry their data as the sender's own JSON bytes, so a server relays them without printing them again.
 */
import type { CursorMode, CursorPlace } from './messages.js'
import { ByteReader, varintBytes, writeU16, writeU24, writeVarint } from './varint.js'

export const OP_BEAT = 0
export const OP_EVENT = 1
export const OP_CURSOR = 2
export const OP_CURSORS = 3

/** A cursor together with whose it is. */
export interface RefCursor extends CursorPlace {
  readonly ref: number
}

/** An event as it stands in a frame, its data not yet parsed. */
export interface PackedEvent {
  readonly n: number
  readonly name: string
  readonly json: Uint8Array
}

/** [F1] Client → server. */
export function encodeClientEvent(n: number, id: number, name: string, json: Uint8Array): Uint8Array {
  const out = new Uint8Array(2 + varintBytes(n) + varintBytes(id) + name.length + json.length)
  let at = 0
  out[at++] = OP_EVENT
  at = writeVarint(out, at, n)
  at = writeVarint(out, at, id)
  at = writeName(out, at, name)
  out.set(json, at)
  return out
}

export function decodeClientEvent(frame: Uint8Array): (PackedEvent & { readonly id: number }) | undefined {
  const reader = new ByteReader(frame, 1)
  const n = reader.varint()
  const id = reader.varint()
  const name = readName(reader)
  const json = reader.take(reader.left)
  return reader.ok && name !== undefined ? { n, id, name, json } : undefined
}

/** [F1] Server → client. `seq` is cut to its low 16 bits. [E3] */
export function encodeRoomEvent(n: number, from: number, seq: number, name: string, json: Uint8Array): Uint8Array {
  const out = new Uint8Array(4 + varintBytes(n) + varintBytes(from) + name.length + json.length)
  let at = 0
  out[at++] = OP_EVENT
  at = writeVarint(out, at, n)
  at = writeVarint(out, at, from)
  at = writeU16(out, at, seq)
  at = writeName(out, at, name)
  out.set(json, at)
  return out
}

export function decodeRoomEvent(
  frame: Uint8Array,
): (PackedEvent & { readonly from: number; readonly seq: number }) | undefined {
  const reader = new ByteReader(frame, 1)
  const n = reader.varint()
  const from = reader.varint()
  const seq = reader.u16()
  const name = readName(reader)
  const json = reader.take(reader.left)
  return reader.ok && name !== undefined ? { n, from, seq, name, json } : undefined
}

export function encodeCursor(n: number, cursor: CursorPlace): Uint8Array {
  const out = new Uint8Array(8 + varintBytes(n))
  let at = 0
  out[at++] = OP_CURSOR
  at = writeVarint(out, at, n)
  out[at++] = cursor.mode
  at = writeU24(out, at, cursor.anchor)
  writeU24(out, at, cursor.place)
  return out
}

/** The mode is as it came: `parse.ts` refuses one above 3 as a bad field, not as a bad frame. [F2] */
export function decodeCursor(frame: Uint8Array): (CursorPlace & { readonly n: number }) | undefined {
  const reader = new ByteReader(frame, 1)
  const n = reader.varint()
  const mode = reader.u8()
  const anchor = reader.u24()
  const place = reader.u24()
  return reader.ok && reader.left === 0 ? { n, mode: mode as CursorMode, anchor, place } : undefined
}

/** [C3] One frame for the whole room. */
export function encodeCursors(n: number, cursors: Iterable<RefCursor>, count: number): Uint8Array {
  // 10 is the longest entry: a 4-byte ref-and-mode and two 3-byte numbers.
  const out = new Uint8Array(5 + count * 10)
  let at = 0
  out[at++] = OP_CURSORS
  at = writeVarint(out, at, n)
  for (const cursor of cursors) {
    at = writeVarint(out, at, cursor.ref * 4 + cursor.mode)
    if (cursor.mode === 3) continue
    at = writeU24(out, at, cursor.anchor)
    at = writeU24(out, at, cursor.place)
  }
  return out.subarray(0, at)
}

export function decodeCursors(frame: Uint8Array): { readonly n: number; readonly list: RefCursor[] } | undefined {
  const reader = new ByteReader(frame, 1)
  const n = reader.varint()
  const list: RefCursor[] = []
  while (reader.ok && reader.left > 0) {
    const head = reader.varint()
    const mode = (head & 3) as CursorMode
    const isGone = mode === 3
    list.push({ ref: head >>> 2, mode, anchor: isGone ? 0 : reader.u24(), place: isGone ? 0 : reader.u24() })
  }
  return reader.ok ? { n, list } : undefined
}

/** [E1] A name is ASCII, so its bytes are its characters; a call into the text decoder would cost more than the rest. */
function writeName(into: Uint8Array, at: number, name: string): number {
  into[at++] = name.length
  for (let i = 0; i < name.length; i++) into[at++] = name.charCodeAt(i)
  return at
}

function readName(reader: ByteReader): string | undefined {
  const bytes = reader.take(reader.u8())
  let name = ''
  for (const byte of bytes) {
    if (byte > 0x7f) return undefined
    name += String.fromCharCode(byte)
  }
  return name
}
