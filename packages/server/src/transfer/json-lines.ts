/**
 * Roomful's own export: JSON lines. First a header, then one record a line, at last a line with their number.
 *
 * The last line is there so that a file that was cut short is known for what it is before anything is thrown away for it.
 * Reader and writer hold one line, whatever the size of the file. Which records there are is the store's business.
 */
import { Readable } from 'node:stream'
import { RoomfulError } from '@roomful/protocol'
import type { Json } from '@roomful/protocol'
import type { ExportRecord, ExportScope } from './transfer.js'

/** Version of the format; a reader refuses a newer one. */
const FORMAT = 1
/** Half: a room's largest state value with its envelope might not fit. Double: a hostile file takes that much more memory. */
const MAX_LINE_CHARS = 1_048_576
/** As deep as anything a client can send, and the record around it. */
const MAX_DEPTH = 20
/** Lines are handed on in pieces of about this size: one call a line would cost more than the line. */
const PIECE_CHARS = 65_536
const KIND = /^[a-z][a-z.-]{0,31}$/
const RESERVED = new Set(['export', 'end'])

/** The first line of an export. */
export interface ExportHeader {
  readonly roomful: number
  readonly kind: 'export'
  /** When it was made. */
  readonly atMs: number
  /** Present when it is not everything. */
  readonly scope?: ExportScope
}

/** The file as a stream of bytes, made as fast as it is taken. `onRecord` is told of each record written. */
export function writeExport(
  records: AsyncIterable<ExportRecord>,
  { atMs, scope, onRecord }: { readonly atMs: number; readonly scope?: ExportScope; readonly onRecord?: () => void },
): Readable {
  const header = { roomful: FORMAT, kind: 'export', atMs, ...(scope === undefined ? {} : { scope }) }
  return Readable.from(linesOf(records, header, onRecord), { objectMode: false })
}

async function* linesOf(
  records: AsyncIterable<ExportRecord>,
  header: object,
  onRecord: (() => void) | undefined,
): AsyncGenerator<string> {
  let piece = `${JSON.stringify(header)}\n`
  let count = 0
  for await (const record of records) {
    if (!KIND.test(record.kind) || RESERVED.has(record.kind)) {
      throw new TypeError(`A record of an export cannot be called ${JSON.stringify(record.kind)}.`)
    }
    const line = JSON.stringify({ kind: record.kind, fields: record.fields })
    // Better now than when somebody needs the file.
    if (line.length > MAX_LINE_CHARS) throw new TypeError('A record of an export is too long to be read back.')
    piece += `${line}\n`
    count++
    onRecord?.()
    if (piece.length < PIECE_CHARS) continue
    yield piece
    piece = ''
  }
  yield `${piece}${JSON.stringify({ kind: 'end', records: count })}\n`
}

/** The records of an export. @throws IMPORT_INVALID, with the line, at the first that is not right */
export async function* readExport(
  bytes: AsyncIterable<Uint8Array>,
  onHeader: (header: ExportHeader) => void = () => {},
): AsyncGenerator<ExportRecord> {
  let line = 0
  let records = 0
  let isOver = false
  for await (const text of splitLines(bytes)) {
    line++
    if (line === 1) {
      onHeader(headerOf(text))
      continue
    }
    if (text.trim() === '') continue
    if (isOver) refuse(line, 'something follows the end of the export.')
    const record = parse(text, line)
    if (record['kind'] === 'end') {
      if (record['records'] !== records) {
        refuse(line, `there should be ${JSON.stringify(record['records'])} records, not ${records}.`)
      }
      isOver = true
      continue
    }
    records++
    yield recordOf(record, line)
  }
  if (line === 0) refuse(1, 'the file is empty.')
  if (!isOver) refuse(line, 'the export is cut short: its last line is missing.')
}

function headerOf(text: string): ExportHeader {
  const header = parse(text, 1)
  const { roomful, kind, atMs } = header
  if (typeof roomful !== 'number' || kind !== 'export') refuse(1, 'this is not the header of an export of Roomful.')
  if (roomful !== FORMAT) refuse(1, `this export has the format ${String(roomful)}; a newer Roomful can read it.`)
  if (typeof atMs !== 'number') refuse(1, 'the header says no time ("atMs").')
  return header as unknown as ExportHeader
}

function recordOf({ kind, fields }: Fields, line: number): ExportRecord {
  if (typeof kind !== 'string' || !KIND.test(kind)) return refuse(line, 'a record needs a "kind", like "comment".')
  if (kind === 'export') refuse(line, 'there is a second header.')
  if (!isObject(fields)) return refuse(line, 'a record needs "fields".')
  return { kind, fields }
}

type Fields = Readonly<Record<string, Json>>

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parse(text: string, line: number): Fields {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    return refuse(line, 'this is not JSON.', cause)
  }
  if (!isObject(value)) return refuse(line, 'this is not an object.')
  if (!isPlain(value, MAX_DEPTH)) refuse(line, 'this is nested too deeply, or has a key "__proto__".')
  return value
}

/** Whoever walks the value later can do so without a thought. */
function isPlain(value: object, depthLeft: number): boolean {
  if (depthLeft === 0) return false
  if (!Array.isArray(value) && Object.hasOwn(value, '__proto__')) return false
  return Object.values(value).every(
    (each) => typeof each !== 'object' || each === null || isPlain(each as object, depthLeft - 1),
  )
}

async function* splitLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  let line = 1
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
    } catch (cause) {
      return refuse(line, 'this is not UTF-8.', cause)
    }
  }
  for await (const chunk of bytes) {
    // Only the new piece is searched: a long line that comes byte by byte would be searched again and again otherwise.
    const [first = '', ...others] = decode(chunk).split('\n')
    rest += first
    for (const other of others) {
      yield checked(rest, line++)
      rest = other
    }
    checked(rest, line)
  }
  rest += decode()
  if (rest !== '') yield checked(rest, line)
}

function checked(text: string, line: number): string {
  if (text.length > MAX_LINE_CHARS) refuse(line, `a line may have ${MAX_LINE_CHARS} characters.`)
  return text
}

function refuse(line: number, why: string, cause?: unknown): never {
  throw new RoomfulError('IMPORT_INVALID', { cause, message: `Line ${line}: ${why}` })
}
