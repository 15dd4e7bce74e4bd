/**
 * What follows when a comment appears or goes: its offset, the room's total, the answers counted above it, who is known here.
 *
 * Every change of `status` goes through this file, whoever asks for it: authors, moderators, imports, erasure.
 * Invariants: [G5] only what everybody can see takes an offset. `isListed` = visible, or something listed answers it; `kids`,
 * `replies` and the room's `total` are what counting would give.
 */
import type { LogEntry, StoredStatus } from '@roomful/protocol'
import { mentionNames, publicEntry, sealOf } from './comment-rows.js'
import type { CommentRecord } from './comment-rows.js'
import { nextOffset } from '../rooms.js'
import { isSet, maybeText, numberOf, textOf } from '../row.js'
import type { ChangeContext, Sql } from '../sql.js'

export interface StatusChange {
  readonly status: Exclude<StoredStatus, 'deleted'>
  readonly reason?: string | undefined
  readonly atMs: number
}

/**
 * Gives a comment another status, and its entry in the log where that shows. The record is brought up to date.
 *
 * To delete one is `deleteComment`: nothing comes back from there.
 */
export async function changeStatus(
  tx: ChangeContext,
  record: CommentRecord,
  { status, reason, atMs }: StatusChange,
): Promise<readonly LogEntry[]> {
  const wasVisible = record.status === 'visible'
  const isVisible = status === 'visible'
  record.status = status
  record.reason = reason
  // A mark in the log is all that others have of it from now on. [G4]
  const isGone = wasVisible && !isVisible
  if (wasVisible !== isVisible) record.offset = nextOffset(await tx.room(record.room))
  await tx.sql.run(
    `UPDATE roomful_comments SET status = ?, reason = ?, unseen = ?, log_offset = ?, seal = ?,
     gone_ms = ${isVisible ? '?' : 'coalesce(?, gone_ms)'} WHERE room = ? AND id = ?`,
    status,
    reason ?? null,
    isVisible ? 0 : 1,
    record.offset,
    sealOf(record),
    isGone ? atMs : null,
    record.room,
    record.id,
  )
  if (wasVisible === isVisible) return []
  await countVisible(tx, record, isVisible)
  await countPerson(tx.sql, record, isVisible ? 1 : -1, 0)
  return [publicEntry(record, await mentionNames(tx.sql, [record]))]
}

/**
 * [T4] Takes the words, author, passage and reactions of a comment away for good. What was never public leaves without a
 * trace. Reports, notices and the like are let go by whoever keeps them, see `comments-sql.ts`.
 */
export async function deleteRecord(
  tx: ChangeContext,
  record: CommentRecord,
  atMs: number,
): Promise<readonly LogEntry[]> {
  const { sql } = tx
  const { room, id } = record
  const wasVisible = record.status === 'visible'
  if (wasVisible) record.offset = nextOffset(await tx.room(room))
  await sql.run('DELETE FROM roomful_reactions WHERE room = ? AND comment = ?', room, id)
  if (record.offset === 0 && record.kids === 0) {
    await sql.run('DELETE FROM roomful_comments WHERE room = ? AND id = ?', room, id)
  } else {
    await sql.run(
      `UPDATE roomful_comments SET status = 'deleted', author = NULL, reason = NULL, text = '', passage = NULL,
       mentions = NULL, signs = NULL, write_id = NULL, edited_ms = NULL, pinned = 0, resolved = 0, unseen = 0,
       score = replies, log_offset = ?, gone_ms = coalesce(gone_ms, ?), seal = ? WHERE room = ? AND id = ?`,
      record.offset,
      atMs,
      sealOf(emptied(record)),
      room,
      id,
    )
  }
  record.status = 'deleted'
  if (wasVisible) await countVisible(tx, record, false)
  await countPerson(sql, record, wasVisible ? -1 : 0, -1)
  if (record.author) await forgetIfSilent(sql, room, record.author.id)
  tx.erased()
  return wasVisible ? [publicEntry(record, new Map())] : []
}

/** What is left of a comment: where it stood. */
function emptied(record: CommentRecord): CommentRecord {
  const nothing = { author: undefined, reason: undefined, writeId: undefined, passage: undefined, editedMs: undefined }
  const rest = { text: '', mentions: [], signs: [], isPinned: false, isResolved: false }
  return { ...record, ...nothing, ...rest, status: 'deleted' }
}

/**
 * Keeps what an edit, a sign or a mark has changed in a comment: everything in the record but its status and what is counted
 * (`isListed`, `kids`, `replies`). Nothing else writes these columns, because of the seal.
 */
export async function saveComment(sql: Sql, record: CommentRecord): Promise<void> {
  const { text, writeId, mentions, signs, editedMs, isPinned, isResolved, score, offset } = record
  await sql.run(
    `UPDATE roomful_comments SET text = ?, write_id = ?, mentions = ?, signs = ?, edited_ms = ?, pinned = ?, resolved = ?,
     score = ?, log_offset = ?, seal = ? WHERE room = ? AND id = ?`,
    text,
    writeId ?? null,
    mentions.length > 0 ? JSON.stringify(mentions) : null,
    signs.length > 0 ? JSON.stringify(signs) : null,
    editedMs ?? null,
    isPinned ? 1 : 0,
    isResolved ? 1 : 0,
    score,
    offset,
    sealOf(record),
    record.room,
    record.id,
  )
}

/** Counts a comment that has become visible, or is not any more, wherever it is counted. */
async function countVisible(tx: ChangeContext, record: CommentRecord, isVisible: boolean): Promise<void> {
  const { sql } = tx
  const { room, id, parent, thread } = record
  const by = isVisible ? 1 : -1
  const log = await tx.room(room)
  log.total += by
  const isListed = isVisible || record.kids > 0
  const isNews = isListed !== record.isListed
  record.isListed = isListed
  if (isNews) await setListed(sql, room, id, isListed)
  if (thread === undefined || parent === undefined) return
  await countAnswer(sql, record, by, isNews ? by : 0)
}

/** Counts an answer in the first of its thread (`visible`), and in what it answers (`listed`). */
export async function countAnswer(
  sql: Sql,
  { room, parent, thread }: Pick<CommentRecord, 'room' | 'parent' | 'thread'>,
  visible: number,
  listed: number,
): Promise<void> {
  if (thread === undefined || parent === undefined) return
  await sql.run(
    'UPDATE roomful_comments SET replies = replies + ?, score = score + ? WHERE room = ? AND id = ?',
    visible,
    visible,
    room,
    thread,
  )
  if (listed !== 0) await countKid(sql, room, parent, listed)
}

/** One more or less of what answers `id` is listed; that may list it, or what it answers, as a mark. */
async function countKid(sql: Sql, room: string, id: string, by: number): Promise<void> {
  const row = await sql.first(
    'UPDATE roomful_comments SET kids = kids + ? WHERE room = ? AND id = ? RETURNING status, listed, kids, parent',
    by,
    room,
    id,
  )
  if (!row) return
  const isListed = textOf(row, 'status') === 'visible' || numberOf(row, 'kids') > 0
  if (isListed === isSet(row, 'listed')) return
  await setListed(sql, room, id, isListed)
  const parent = maybeText(row, 'parent')
  if (parent !== undefined) await countKid(sql, room, parent, isListed ? 1 : -1)
}

async function setListed(sql: Sql, room: string, id: string, isListed: boolean): Promise<void> {
  await sql.run('UPDATE roomful_comments SET listed = ? WHERE room = ? AND id = ?', isListed ? 1 : 0, room, id)
}

/** Counts a comment for its author: among those that everybody sees, and among those that are there. [T6] */
export async function countPerson(
  sql: Sql,
  { room, author }: CommentRecord,
  visible: number,
  kept: number,
): Promise<void> {
  if (!author) return
  await sql.run(
    `INSERT INTO roomful_room_people (room, person, words, visible, kept) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (room, person) DO UPDATE SET words = excluded.words,
     visible = roomful_room_people.visible + excluded.visible, kept = roomful_room_people.kept + excluded.kept`,
    room,
    author.id,
    searchWords(author.name),
    visible,
    kept,
  )
}

/** A name as it is searched for: each word after a space. */
export function searchWords(name: string): string {
  return ` ${name.normalize('NFKC').toLowerCase()}`
}

/** Who has no comment left here is not known here; who has none anywhere is not known at all. */
async function forgetIfSilent(sql: Sql, room: string, person: string): Promise<void> {
  const gone = 'DELETE FROM roomful_room_people WHERE room = ? AND person = ? AND kept <= 0'
  if ((await sql.run(gone, room, person)) === 0) return
  if (await sql.first('SELECT 1 AS one FROM roomful_room_people WHERE person = ? LIMIT 1', person)) return
  // What moderators have learned of somebody outlives what they deleted, without their name.
  await sql.run('DELETE FROM roomful_people WHERE id = ? AND approved = 0 AND rejected = 0', person)
  await sql.run(`UPDATE roomful_people SET name = '', avatar = NULL, role = NULL WHERE id = ?`, person)
}
