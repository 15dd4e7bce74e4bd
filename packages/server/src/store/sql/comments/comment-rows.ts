/**
 * A comment as the database has it, and as somebody sees it. Reading only; `comment-status.ts` and `comments-sql.ts` change it.
 *
 * Invariant [M1]: what is held, hidden or rejected leaves this file in full only towards its author or a moderator. Towards
 * everybody else it is a mark where it was public once, and nothing at all where it never was.
 */
import { crc32 } from 'node:zlib'
import { RoomfulError, type StoredStatus } from '@roomful/protocol'
import type { Comment, CommentAuthor, CommentStatus, JsonFields, LogEntry, Mention, Passage } from '@roomful/protocol'
import { isSet, jsonOf, maybeNumber, maybeText, numberOf, textOf } from '../row.js'
import type { Row, Sql, SqlValue } from '../sql.js'

/** One row of `roomful_comments` with its author's row of `roomful_people`. */
export interface CommentRecord {
  readonly room: string
  readonly id: string
  /** Offset of its last public change; 0: it was never public. */
  offset: number
  /** Undefined once deleted. */
  readonly author: CommentAuthor | undefined
  readonly parent: string | undefined
  readonly thread: string | undefined
  status: StoredStatus
  reason: string | undefined
  /** Of the write that its words came with. */
  writeId: string | undefined
  text: string
  readonly passage: Passage | undefined
  /** Ids. */
  mentions: readonly string[]
  signs: readonly Sign[]
  readonly createdMs: number
  editedMs: number | undefined
  isPinned: boolean
  isResolved: boolean
  /** Others find it in pages: visible, or a mark with answers below it. */
  isListed: boolean
  /** Direct answers that are listed. */
  kids: number
  /** Of the first in a thread: visible answers. */
  replies: number
  /** Of the first in a thread: signs and visible answers together, for the order `top`. */
  score: number
}

export type Sign = readonly [emoji: string, count: number]

/** Columns of `roomful_comments AS c` joined with `roomful_people AS p`. */
export const COMMENT_COLUMNS = `c.room, c.id, c.log_offset, c.author, c.parent, c.thread, c.status, c.reason,
 c.write_id, c.text, c.passage, c.mentions, c.signs, c.created_ms, c.edited_ms, c.pinned, c.resolved, c.listed, c.kids,
 c.replies, c.score, c.seal, p.name, p.avatar, p.color, p.role, p.verified, p.robot`

/**
 * The same for SQLite: what no index holds comes as bytes. A byte that the disk has changed may make it no UTF-8, and `libsql`
 * ends the process over such a text. [F27]
 */
const SEALED_COLUMNS = COMMENT_COLUMNS.replaceAll(
  /c\.(author|parent|reason|write_id|text|passage|mentions|signs)\b/g,
  (column, name: string) => `CAST(${column} AS BLOB) AS ${name}`,
)

/** Where they come from. */
export const COMMENT_TABLES = 'roomful_comments AS c LEFT JOIN roomful_people AS p ON p.id = c.author'

/** Comments with their authors. `rest`: WHERE, ORDER BY and LIMIT. */
export async function selectComments(
  sql: Sql,
  rest: string,
  ...values: readonly SqlValue[]
): Promise<readonly CommentRecord[]> {
  const columns = sql.dialect === 'sqlite' ? SEALED_COLUMNS : COMMENT_COLUMNS
  const rows = await sql.all(`SELECT ${columns} FROM ${COMMENT_TABLES} ${rest}`, ...values)
  return rows.map(commentRecord)
}

/** A comment of this room, in whatever state. */
export async function findComment(sql: Sql, room: string, id: string): Promise<CommentRecord | undefined> {
  const [record] = await selectComments(sql, 'WHERE c.room = ? AND c.id = ?', room, id)
  return record
}

export function commentRecord(row: Row): CommentRecord {
  const record = recordOf(row)
  if (numberOf(row, 'seal') === sealOf(record)) return record
  throw new RoomfulError('STORE_UNAVAILABLE', {
    message: `The database is damaged: a comment is not what was written. Restore a backup, then renew the logs.`,
  })
}

function recordOf(row: Row): CommentRecord {
  return {
    room: textOf(row, 'room'),
    id: textOf(row, 'id'),
    offset: numberOf(row, 'log_offset'),
    author: authorOf(row),
    parent: maybeText(row, 'parent'),
    thread: maybeText(row, 'thread'),
    status: textOf(row, 'status') as StoredStatus,
    reason: maybeText(row, 'reason'),
    writeId: maybeText(row, 'write_id'),
    text: textOf(row, 'text'),
    passage: jsonOf(row, 'passage') as Passage | undefined,
    mentions: (jsonOf(row, 'mentions') ?? []) as readonly string[],
    signs: (jsonOf(row, 'signs') ?? []) as unknown as readonly Sign[],
    createdMs: numberOf(row, 'created_ms'),
    editedMs: maybeNumber(row, 'edited_ms'),
    isPinned: isSet(row, 'pinned'),
    isResolved: isSet(row, 'resolved'),
    isListed: isSet(row, 'listed'),
    kids: numberOf(row, 'kids'),
    replies: numberOf(row, 'replies'),
    score: numberOf(row, 'score'),
  }
}

/**
 * A number that changes with what nobody but us may change in a comment, and no index holds: kept beside it, compared whenever
 * it is read. SQLite notices by itself when a changed byte is in its structure or in an index. [F27]
 */
export function sealOf(record: CommentRecord): number {
  const { id, author, parent, status, text, passage, mentions, signs, createdMs, editedMs, isResolved } = record
  const facts = [id, author?.id, parent, status, text, passage, mentions, signs, createdMs, editedMs, isResolved]
  return crc32(JSON.stringify(facts))
}

function authorOf(row: Row): CommentAuthor | undefined {
  const id = maybeText(row, 'author')
  if (id === undefined) return undefined
  // A person may have been forgotten while a comment of theirs was kept.
  if (row['name'] === null) return { id, name: '' }
  return commentAuthor({
    id,
    name: textOf(row, 'name'),
    avatar: maybeText(row, 'avatar'),
    color: maybeNumber(row, 'color'),
    role: maybeText(row, 'role'),
    isVerified: isSet(row, 'verified'),
    isRobot: isSet(row, 'robot'),
  })
}

interface AuthorFields {
  readonly id: string
  readonly name: string
  readonly avatar?: string | undefined
  readonly color?: number | undefined
  readonly role?: string | undefined
  readonly isVerified: boolean
  readonly isRobot?: boolean | undefined
}

/** An author as everybody sees them. */
export function commentAuthor({ id, name, avatar, color, role, isVerified, isRobot }: AuthorFields): CommentAuthor {
  return {
    id,
    name,
    ...(avatar !== undefined && { avatar }),
    ...(color !== undefined && { color }),
    ...(role !== undefined && { role }),
    ...(isVerified && { verified: true }),
    ...(isRobot === true && { robot: true }),
  }
}

/** Who looks: everybody, one person, or somebody who may see all. */
export type Eyes = { readonly reader?: string | undefined; readonly isModerator?: boolean }

/** Whether these eyes see the words. [M1] */
export function isSeenBy({ status, author }: CommentRecord, { reader, isModerator = false }: Eyes): boolean {
  if (status === 'visible') return true
  return status !== 'deleted' && (isModerator || (reader !== undefined && reader === author?.id))
}

/** The comment as these eyes see it: with its words, or as a mark that something was here. `names`: of those mentioned. */
export function commentFor(record: CommentRecord, eyes: Eyes, names: ReadonlyMap<string, string>): Comment {
  const { id, offset, parent, thread, createdMs, replies } = record
  const place = {
    ...(parent !== undefined && { parent }),
    ...(thread !== undefined && { thread }),
    ...(thread === undefined && replies > 0 && { replies }),
  }
  if (!isSeenBy(record, eyes))
    return { id, o: offset, status: 'deleted', ...place, text: '', atMs: createdMs, reactions: [] }
  const { author, text, editedMs, signs, passage, isPinned, isResolved } = record
  const mentions = mentionsOf(record, names)
  return {
    id,
    // What nobody else sees has no place in the log, though a mark of it may. [G5]
    o: record.status === 'visible' ? offset : 0,
    status: shownStatus(record, eyes),
    ...place,
    ...(author && { author }),
    text,
    atMs: createdMs,
    ...(editedMs !== undefined && { editedMs }),
    reactions: signs,
    ...(mentions.length > 0 && { mentions }),
    ...(passage && { passage }),
    ...(isPinned && { pinned: true }),
    ...(isResolved && { resolved: true }),
  }
}

/** [M1] Its author takes a hidden comment for a visible one; a moderator sees that it waits. */
function shownStatus({ status }: CommentRecord, { isModerator = false }: Eyes): CommentStatus {
  if (status !== 'hidden') return status
  return isModerator ? 'held' : 'visible'
}

function mentionsOf({ mentions }: CommentRecord, names: ReadonlyMap<string, string>): readonly Mention[] {
  return mentions.flatMap((id) => {
    const name = names.get(id)
    return name === undefined || name === '' ? [] : [{ id, name }]
  })
}

/** The names of everybody who is mentioned in these. */
export async function mentionNames(sql: Sql, records: readonly CommentRecord[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(records.flatMap(({ mentions }) => mentions))]
  if (ids.length === 0) return new Map()
  const rows = await sql.all(`SELECT id, name FROM roomful_people WHERE id IN (${marks(ids)})`, ...padded(ids))
  return new Map(rows.map((row) => [textOf(row, 'id'), textOf(row, 'name')]))
}

/** [G4] The present public form of a comment, as an entry of the log. */
export function publicEntry(record: CommentRecord, names: ReadonlyMap<string, string>): LogEntry {
  const comment = commentFor(record, {}, names)
  return { o: record.offset, k: 'comment', i: record.id, v: comment as unknown as JsonFields, w: true }
}

/** An entry with some fields of a comment. */
export function commentEntry({ offset, id }: CommentRecord, v: JsonFields): LogEntry {
  return { o: offset, k: 'comment', i: id, v }
}

/** Placeholders for a list in `IN (…)`: a power of two of them, so that there are few different statements to prepare. */
export function marks(list: readonly unknown[]): string {
  return Array.from({ length: roundUp(list.length) }, () => '?').join(', ')
}

/** The list as long as its `marks`, its last value repeated. */
export function padded(list: readonly SqlValue[]): readonly SqlValue[] {
  const last = list.at(-1) ?? null
  return [...list, ...Array.from({ length: roundUp(list.length) - list.length }, () => last)]
}

const roundUp = (count: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, count)))
