/**
 * Lines of an export of ours, back into a database: what was exported is there again, as it was. [D2]
 *
 * What is there already stays as it is, so that a file can be read twice, and into a database that is in use. Comments keep
 * their state: that was decided when they were written. Simple tables are filled by the list they were exported by.
 */
import { cleanText, RoomfulError } from '@roomful/protocol'
import type { Json } from '@roomful/protocol'
import type { ExportRecord } from '../../person-store.js'
import type { Write } from '../../store.js'
import { findComment } from '../comments/comment-rows.js'
import type { CommentRecord, Sign } from '../comments/comment-rows.js'
import { saveComment } from '../comments/comment-status.js'
import { SECTIONS } from './export-sections.js'
import type { Field, Section } from './export-sections.js'
import { insertIncoming, isThere, lockRooms } from './import-sql.js'
import type { IncomingComment } from './import-sql.js'
import {
  type Fields,
  invalid,
  isAuthor,
  isFlag,
  isId,
  isNumber,
  isStatus,
  isText,
  isTexts,
  maybe,
  need,
  passageOf,
  roomOf,
} from './record-fields.js'
import { nextOffset } from '../rooms.js'
import type { Applied, ChangeContext, SqlValue } from '../sql.js'

type Outcome = 'added' | 'known' | 'waiting'

interface Bringing {
  readonly tx: ChangeContext
  readonly nowMs: number
  /** Nothing comes after these: whoever still waits begins a thread. */
  readonly isLast: boolean
}

/** Kinds that are one row of one table, and the fields they cannot be without. */
const SIMPLE: ReadonlyMap<string, readonly string[]> = new Map([
  ['person', ['person', 'name', 'verified', 'robot', 'sinceMs', 'approved', 'rejected']],
  ['report', ['room', 'comment', 'person', 'atMs', 'open']],
  ['act', ['atMs', 'moderator', 'what']],
  ['sanction', ['person', 'sanction', 'atMs']],
  ['notice', ['person', 'about', 'room', 'comment', 'atMs', 'read']],
  ['mail', ['person', 'address', 'state', 'askedMs']],
])

export async function importRecords(
  tx: ChangeContext,
  { change, atMs }: Write<'import.records'>,
): Promise<Applied<'import.records'>> {
  const { records, isLast = false } = change
  await lockRooms(
    tx,
    records.flatMap(({ kind, fields }) => (fields['room'] === undefined ? [] : [roomOf(kind, fields)])),
  )
  const outcomes: Outcome[] = []
  for (const record of records) outcomes.push(await bring({ tx, nowMs: atMs, isLast }, record))
  const count = (which: Outcome): number => outcomes.filter((each) => each === which).length
  const waiting = outcomes.flatMap((each, index) => (each === 'waiting' ? [index] : []))
  return { result: { added: count('added'), known: count('known'), waiting }, entries: [] }
}

function bring(bringing: Bringing, { kind, fields }: ExportRecord): Promise<Outcome> {
  switch (kind) {
    case 'room':
      return bringRoom(bringing, fields)
    case 'comment':
      return bringComment(bringing, fields)
    case 'reaction':
      return bringReaction(bringing, fields)
    case 'state':
      return bringState(bringing, fields)
    case 'write': // Only of use to the person whose export it was.
      return Promise.resolve('known')
    default:
      return bringRow(bringing, kind, fields)
  }
}

async function bringRoom({ tx }: Bringing, fields: Fields): Promise<Outcome> {
  const room = await tx.room(roomOf('room', fields))
  const isNew = room.head === 0 && room.firstMs === null && room.closed === null
  const sinceMs = maybe('room', fields, 'sinceMs', isNumber)
  const closed = maybe('room', fields, 'closed', isFlag)
  if (sinceMs !== undefined) room.firstMs = Math.min(room.firstMs ?? sinceMs, sinceMs)
  if (closed !== undefined && room.closed === null) {
    room.closed = closed ? 1 : 0
    room.threadOffset = nextOffset(room)
  }
  return isNew ? 'added' : 'known'
}

async function bringComment({ tx, nowMs, isLast }: Bringing, fields: Fields): Promise<Outcome> {
  const room = roomOf('comment', fields)
  const comment = need('comment', fields, 'comment', isId)
  if (await isThere(tx.sql, room, comment)) return 'known'
  const above = maybe('comment', fields, 'parent', isId)
  const parent = above === undefined ? undefined : await findComment(tx.sql, room, above)
  if (above !== undefined && !parent && !isLast) return 'waiting'
  const status = need('comment', fields, 'status', isStatus)
  if (status === 'visible' && parent) await markAbove(tx, parent, nowMs)
  const author = maybe('comment', fields, 'author', isAuthor)
  const wanted: IncomingComment = {
    ...{ room, comment, status },
    ...(author && { author: { id: author.id, name: author.name } }),
    text: cleanText(need('comment', fields, 'text', isText)).trim(),
    atMs: need('comment', fields, 'atMs', isNumber),
    reason: maybe('comment', fields, 'reason', isText),
    editedMs: maybe('comment', fields, 'editedMs', isNumber),
    passage: passageOf(fields),
    mentions: maybe('comment', fields, 'mentions', isTexts),
    isPinned: maybe('comment', fields, 'pinned', isFlag) ?? false,
    isResolved: maybe('comment', fields, 'resolved', isFlag) ?? false,
  }
  await insertIncoming(tx, wanted, { parent, nowMs })
  return 'added'
}

/** [M1] What is answered in public was public once, and has left its mark. */
async function markAbove(tx: ChangeContext, parent: CommentRecord, nowMs: number): Promise<void> {
  if (parent.offset > 0) return
  parent.offset = nextOffset(await tx.room(parent.room))
  await tx.sql.run(
    'UPDATE roomful_comments SET log_offset = ?, gone_ms = ? WHERE room = ? AND id = ?',
    parent.offset,
    nowMs,
    parent.room,
    parent.id,
  )
}

async function bringReaction({ tx, isLast }: Bringing, fields: Fields): Promise<Outcome> {
  const room = roomOf('reaction', fields)
  const record = await findComment(tx.sql, room, need('reaction', fields, 'comment', isId))
  if (!record) return isLast ? 'known' : 'waiting'
  // Deleted since, or only in another export.
  if (record.status === 'deleted') return 'known'
  const emoji = need('reaction', fields, 'emoji', isText)
  const added = await tx.sql.run(
    'INSERT INTO roomful_reactions (room, comment, person, emoji) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    room,
    record.id,
    need('reaction', fields, 'person', isText),
    emoji,
  )
  if (added === 0) return 'known'
  record.signs = withOne(record.signs, emoji)
  record.score += record.thread === undefined ? 1 : 0
  if (record.status === 'visible') record.offset = nextOffset(await tx.room(room))
  await saveComment(tx.sql, record)
  return 'added'
}

function withOne(signs: readonly Sign[], emoji: string): readonly Sign[] {
  const present = signs.some(([sign]) => sign === emoji) ? signs : [...signs, [emoji, 0] as const]
  return present.map(([sign, count]): Sign => [sign, sign === emoji ? count + 1 : count]).sort(([, a], [, b]) => b - a)
}

async function bringState({ tx }: Bringing, fields: Fields): Promise<Outcome> {
  const room = await tx.room(roomOf('state', fields))
  const key = need('state', fields, 'key', isText)
  const value = fields['value']
  if (value === undefined) throw invalid('state', 'value')
  const text = JSON.stringify(value)
  const bytes = Buffer.byteLength(key) + Buffer.byteLength(text)
  const added = await tx.sql.run(
    `INSERT INTO roomful_state (room, name, value, version, log_offset, bytes) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
    room.room,
    key,
    text,
    need('state', fields, 'version', isNumber),
    room.head + 1,
    bytes,
  )
  if (added === 0) return 'known'
  nextOffset(room)
  room.stateKeys += 1
  room.stateBytes += bytes
  return 'added'
}

async function bringRow({ tx, isLast }: Bringing, kind: string, fields: Fields): Promise<Outcome> {
  const section = SECTIONS.find((each) => each.kind === kind)
  const needed = SIMPLE.get(kind)
  if (!section || !needed)
    throw new RoomfulError('IMPORT_INVALID', {
      message: `No export has records of kind ${JSON.stringify(kind.slice(0, 32))}.`,
    })
  for (const name of needed) if (fields[name] === undefined) throw invalid(kind, name)
  const row = rowOf(section, fields)
  if (kind === 'act' && (await isKept(tx, row))) return 'known'
  if (kind === 'report' || kind === 'notice') {
    const record = await findComment(tx.sql, roomOf(kind, fields), need(kind, fields, 'comment', isId))
    if (!record && !isLast) return 'waiting'
    if (!record || record.status === 'deleted') return 'known'
  }
  const columns = [...row.keys()]
  const added = await tx.sql.run(
    `INSERT INTO ${section.from} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
     ON CONFLICT DO NOTHING`,
    ...row.values(),
  )
  return added === 0 ? 'known' : 'added'
}

function rowOf({ kind, fields: shape }: Section, fields: Fields): ReadonlyMap<string, SqlValue> {
  return new Map(shape.map(([column, name, holds]) => [column, valueOf(kind, name, holds, fields[name])]))
}

function valueOf(kind: string, name: string, holds: Field[2], value: Json | undefined): SqlValue {
  if (value === undefined) return null
  if (holds === 'json') return JSON.stringify(value)
  if (holds === 'flag' && isFlag(value)) return value ? 1 : 0
  if (holds === 'number' && isNumber(value)) return value
  if (holds === undefined && isText(value)) return value
  throw invalid(kind, name)
}

/** Acts have no name of their own; the same one twice is one. */
async function isKept({ sql }: ChangeContext, act: ReadonlyMap<string, SqlValue>): Promise<boolean> {
  const columns = [...act].map(([column, value]) => (value === null ? `${column} IS NULL` : `${column} = ?`))
  const values = [...act.values()].filter((value) => value !== null)
  return (await sql.first(`SELECT 1 AS one FROM roomful_acts WHERE ${columns.join(' AND ')}`, ...values)) !== undefined
}
