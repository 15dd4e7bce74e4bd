/**
 * The frames in which the nodes of a site speak of one room. [Y3] A node says at most one a turn.
 *
 * Codec only: what a frame means is in room-link.ts. Decoding checks everything and never throws; what cannot be read gives
 * undefined as a whole, a kind of item that is not known is stepped over.
 */
import {
  isEventName,
  MAX_EVENT_DATA_BYTES,
  type CursorMode,
  type Json,
  type JsonFields,
  type LogEntry,
} from '@roomful/protocol'
import type { PresenceWord } from '../model/nodes/presence-table.js'
import { ByteSource, ByteWriter } from './bytes.js'
import { readPeople, writePeople } from './share-wire.js'

/** Another number: nodes of both cannot be in one cluster. */
export const WIRE_VERSION = 1
/** How a frame begins. No opcode of a client has this number. [S12] */
const MARK = 0xb0 + WIRE_VERSION

/** Who speaks, and how much they have said of each kind, this frame included. */
export interface RoomHead {
  readonly node: string
  /** Which opening of the room on that node; 0: it is not open there, and nothing is counted. */
  readonly run: number
  readonly presence: number
  readonly events: number
  readonly cursors: number
}

export interface FarEvent {
  /** The seat it came from; 0: the server. */
  readonly serial: number
  readonly name: string
  readonly json: Uint8Array
  readonly isDroppable: boolean
}

export interface FarCursor {
  readonly serial: number
  readonly mode: CursorMode
  readonly anchor: number
  readonly place: number
}

/** What is asked of a node: everything about presence, or where its people point. */
export type Wanted = 'presence' | 'cursors'

/** What one frame says. */
export interface RoomItems {
  readonly presence?: PresenceWord
  /** Whom it asks; an empty name asks everybody. */
  readonly asks?: readonly { readonly node: string; readonly what: Wanted }[]
  readonly events?: readonly FarEvent[]
  /** `isWhole`: whoever of this node is not in it points nowhere. */
  readonly cursors?: { readonly isWhole: boolean; readonly list: readonly FarCursor[] }
  readonly log?: readonly { readonly epoch: string; readonly entry: LogEntry }[]
  /** Where the room's log stands. */
  readonly logHead?: { readonly epoch: string; readonly offset: number }
  readonly notes?: readonly JsonFields[]
  /** Nobody is in the room on this node any more. */
  readonly isClosed?: true
}

export interface RoomFrame {
  readonly head: RoomHead
  readonly items: RoomItems
}

const PRESENCE = 1
const ASK = 2
const EVENT = 3
const CURSORS = 4
const LOG = 5
const LOG_HEAD = 6
const NOTE = 7
const CLOSED = 8

/** A fresh array every time; a bus may keep it until it is sent. */
export function encodeRoomFrame({ head, items }: RoomFrame): Uint8Array {
  const out = new ByteWriter()
  out.u8(MARK)
  out.text(head.node)
  for (const count of [head.run, head.presence, head.events, head.cursors]) out.varint(count)
  const put = (kind: number, write: (body: ByteWriter) => void): void => {
    const body = new ByteWriter()
    write(body)
    out.u8(kind)
    out.block(body.done())
  }
  const { presence, cursors, logHead } = items
  if (presence) put(PRESENCE, (body) => writePresence(body, presence))
  for (const { node, what } of items.asks ?? []) {
    put(ASK, (body) => {
      body.text(node)
      body.u8(what === 'presence' ? 1 : 0)
    })
  }
  for (const event of items.events ?? []) put(EVENT, (body) => writeEvent(body, event))
  if (cursors) put(CURSORS, (body) => writeCursors(body, cursors))
  for (const { epoch, entry } of items.log ?? []) {
    put(LOG, (body) => {
      body.text(epoch)
      body.text(JSON.stringify(entry))
    })
  }
  if (logHead) {
    put(LOG_HEAD, (body) => {
      body.text(logHead.epoch)
      body.varint(logHead.offset)
    })
  }
  for (const note of items.notes ?? []) put(NOTE, (body) => body.text(JSON.stringify(note)))
  if (items.isClosed) put(CLOSED, () => undefined)
  return out.done()
}

interface Draft {
  presence?: PresenceWord
  asks?: { node: string; what: Wanted }[]
  events?: FarEvent[]
  cursors?: { isWhole: boolean; list: readonly FarCursor[] }
  log?: { epoch: string; entry: LogEntry }[]
  logHead?: { epoch: string; offset: number }
  notes?: JsonFields[]
  isClosed?: true
}

/** Undefined: not a frame of ours, or of another version. Views into `frame` are good as long as that is. */
export function decodeRoomFrame(frame: Uint8Array): RoomFrame | undefined {
  const source = new ByteSource(frame)
  if (source.u8() !== MARK) return undefined
  const node = source.text()
  const [run, presence, events, cursors] = [source.varint(), source.varint(), source.varint(), source.varint()]
  const items: Draft = {}
  while (source.isSound && source.left > 0) {
    const kind = source.u8()
    const body = new ByteSource(source.block())
    if (!source.isSound || !readItem(kind, body, items)) return undefined
  }
  if (!source.isSound || node === '') return undefined
  return { head: { node, run, presence, events, cursors }, items }
}

function readItem(kind: number, body: ByteSource, items: Draft): boolean {
  if (kind === PRESENCE) {
    const word = readPresence(body)
    if (word) items.presence = word
    return word !== undefined
  }
  if (kind === ASK) (items.asks ??= []).push({ node: body.text(), what: body.u8() === 1 ? 'presence' : 'cursors' })
  else if (kind === EVENT) {
    const event = readEvent(body)
    if (!event) return false
    ;(items.events ??= []).push(event)
  } else if (kind === CURSORS) items.cursors = readCursors(body)
  else if (kind === LOG) {
    const epoch = body.text()
    const entry = body.json()
    if (!isLogEntry(entry)) return false
    ;(items.log ??= []).push({ epoch, entry })
  } else if (kind === LOG_HEAD) items.logHead = { epoch: body.text(), offset: body.varint() }
  else if (kind === NOTE) {
    const note = body.json()
    if (!isObject(note)) return false
    ;(items.notes ??= []).push(note as JsonFields)
  } else if (kind === CLOSED) items.isClosed = true
  return body.isSound
}

function writePresence(out: ByteWriter, word: PresenceWord): void {
  const isFull = word.kind === 'full'
  out.u8(isFull ? 1 + (word.isFirst ? 2 : 0) + (word.isLast ? 4 : 0) : 0)
  const { connections, loose, looseActive } = word.numbers
  for (const count of [connections, loose, looseActive]) out.varint(count)
  writePeople(out, word.set)
  if (isFull) return
  out.varint(word.gone.length)
  for (const id of word.gone) out.text(id)
}

function readPresence(source: ByteSource): PresenceWord | undefined {
  const flags = source.u8()
  const numbers = { connections: source.varint(), loose: source.varint(), looseActive: source.varint() }
  const set = readPeople(source)
  if (!set) return undefined
  if ((flags & 1) === 1) {
    const word = { kind: 'full' as const, isFirst: (flags & 2) !== 0, isLast: (flags & 4) !== 0, numbers, set }
    return source.isSound ? word : undefined
  }
  const gone: string[] = []
  for (let left = source.varint(); left > 0 && source.isSound; left--) gone.push(source.text())
  return source.isSound ? { kind: 'delta', numbers, set, gone } : undefined
}

function writeEvent(out: ByteWriter, { serial, name, json, isDroppable }: FarEvent): void {
  out.varint(serial)
  out.u8(isDroppable ? 1 : 0)
  out.text(name)
  out.block(json)
}

function readEvent(source: ByteSource): FarEvent | undefined {
  const serial = source.varint()
  const isDroppable = source.u8() === 1
  const name = source.text()
  const json = source.block()
  const isRight = source.isSound && isEventName(name) && json.length > 0 && json.length <= MAX_EVENT_DATA_BYTES
  return isRight ? { serial, name, json, isDroppable } : undefined
}

function writeCursors(
  out: ByteWriter,
  { isWhole, list }: { readonly isWhole: boolean; readonly list: readonly FarCursor[] },
): void {
  out.u8(isWhole ? 1 : 0)
  for (const { serial, mode, anchor, place } of list) {
    out.varint(serial * 4 + mode)
    if (mode === 3) continue
    out.u24(anchor)
    out.u24(place)
  }
}

function readCursors(source: ByteSource): { isWhole: boolean; list: FarCursor[] } {
  const isWhole = source.u8() === 1
  const list: FarCursor[] = []
  while (source.isSound && source.left > 0) {
    const head = source.varint()
    const mode = (head % 4) as CursorMode
    const isGone = mode === 3
    const serial = Math.floor(head / 4)
    list.push({ serial, mode, anchor: isGone ? 0 : source.u24(), place: isGone ? 0 : source.u24() })
  }
  return { isWhole, list }
}

function isLogEntry(value: unknown): value is LogEntry {
  if (!isObject(value)) return false
  const { o, k, i, v, w } = value
  const isNumbered = Number.isSafeInteger(o) && Number(o) > 0
  return isNumbered && typeof k === 'string' && typeof i === 'string' && isObject(v) && (w === undefined || w === true)
}

function isObject(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
