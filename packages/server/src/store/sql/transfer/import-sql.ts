/**
 * Comments from elsewhere. They keep their dates; what is known stays as it is, so that a file can be read twice. [G1]
 *
 * Each one that others can see takes an offset like any other: whoever is reading such a room finds it in the log. Also for
 * comments of our own exports, see `import-records-sql.ts`.
 */
import type { Passage, StoredStatus } from '@roomful/protocol'
import type { ImportRecord } from '../../person-store.js'
import type { Write } from '../../store.js'
import { insertComment } from '../comments/comment-add-sql.js'
import { commentAuthor, findComment } from '../comments/comment-rows.js'
import type { CommentRecord } from '../comments/comment-rows.js'
import { countAnswer, countPerson, saveComment } from '../comments/comment-status.js'
import { nextOffset } from '../rooms.js'
import type { Applied, ChangeContext, Sql } from '../sql.js'

/** A comment to be brought, with what only our own exports have. */
export interface IncomingComment extends Omit<ImportRecord, 'status'> {
  readonly status: StoredStatus
  readonly reason?: string | undefined
  readonly editedMs?: number | undefined
  readonly passage?: Passage | undefined
  readonly mentions?: readonly string[] | undefined
  readonly isPinned?: boolean
  readonly isResolved?: boolean
}

export async function importComments(tx: ChangeContext, write: Write<'import.add'>): Promise<Applied<'import.add'>> {
  const { change, atMs } = write
  await lockRooms(
    tx,
    change.records.map(({ room }) => room),
  )
  let added = 0
  for (const record of change.records) if (await bringComment(tx, record, atMs)) added += 1
  return { result: { added, known: change.records.length - added }, entries: [] }
}

/** All rooms of a change, always in the same order, so that no two nodes wait for each other. */
export async function lockRooms(tx: ChangeContext, rooms: readonly string[]): Promise<void> {
  for (const room of [...new Set(rooms)].sort()) await tx.room(room)
}

/** Resolves with false where it is known. A parent that is not there is as none. */
async function bringComment(tx: ChangeContext, wanted: ImportRecord, nowMs: number): Promise<boolean> {
  const { room, comment } = wanted
  if (await isThere(tx.sql, room, comment)) return false
  const parent = wanted.parent === undefined ? undefined : await findComment(tx.sql, room, wanted.parent)
  await insertIncoming(tx, { ...wanted, status: statusBelow(parent, wanted.status) }, { parent, nowMs })
  return true
}

interface Landing {
  readonly parent: CommentRecord | undefined
  readonly nowMs: number
}

/** A comment that is not there yet, with all that is counted of it. */
export async function insertIncoming(
  tx: ChangeContext,
  wanted: IncomingComment,
  { parent, nowMs }: Landing,
): Promise<void> {
  const { sql } = tx
  const record = recordOf(wanted, parent)
  const isVisible = record.status === 'visible'
  const room = await tx.room(wanted.room)
  room.firstMs = Math.min(room.firstMs ?? wanted.atMs, wanted.atMs)
  // What was deleted holds the place of what its answers refer to, also for who reads on in the log.
  if (isVisible || record.status === 'deleted') record.offset = nextOffset(room)
  if (isVisible) room.total += 1
  if (wanted.author && record.author) await keepStranger(sql, wanted.author, wanted.atMs)
  await insertComment(sql, record)
  if (record.editedMs !== undefined || record.isPinned || record.isResolved) await saveComment(sql, record)
  if (record.status === 'deleted') {
    await sql.run('UPDATE roomful_comments SET gone_ms = ? WHERE room = ? AND id = ?', nowMs, record.room, record.id)
  }
  await countPerson(sql, record, isVisible ? 1 : 0, 1)
  if (isVisible) await countAnswer(sql, record, 1, 1)
}

export async function isThere(sql: Sql, room: string, comment: string): Promise<boolean> {
  return (
    (await sql.first('SELECT 1 AS one FROM roomful_comments WHERE room = ? AND id = ?', room, comment)) !== undefined
  )
}

function recordOf(wanted: IncomingComment, parent: CommentRecord | undefined): CommentRecord {
  const { status } = wanted
  const isGone = status === 'deleted'
  return {
    room: wanted.room,
    id: wanted.comment,
    offset: 0,
    author: isGone || !wanted.author ? undefined : commentAuthor({ ...wanted.author, isVerified: false }),
    parent: parent?.id,
    thread: parent && (parent.thread ?? parent.id),
    status,
    reason: wanted.reason,
    writeId: undefined,
    text: isGone ? '' : wanted.text,
    passage: isGone ? undefined : wanted.passage,
    mentions: isGone ? [] : (wanted.mentions ?? []),
    signs: [],
    createdMs: wanted.atMs,
    editedMs: isGone ? undefined : wanted.editedMs,
    isPinned: !isGone && (wanted.isPinned ?? false),
    isResolved: !isGone && (wanted.isResolved ?? false),
    isListed: status === 'visible',
    kids: 0,
    replies: 0,
    score: 0,
  }
}

/** [M1] An answer is never more visible than what it answers, unless that has been public and left its mark. */
function statusBelow(parent: CommentRecord | undefined, wanted: StoredStatus): StoredStatus {
  if (!parent || parent.status === 'visible' || parent.status === 'deleted') return wanted
  return wanted === 'visible' ? parent.status : wanted
}

/** An old name never replaces the present one of somebody who is known here. */
async function keepStranger(
  sql: Sql,
  { id, name }: { readonly id: string; readonly name: string },
  atMs: number,
): Promise<void> {
  await sql.run(
    `INSERT INTO roomful_people (id, name, verified, robot, first_ms, approved, rejected) VALUES (?, ?, 0, 0, ?, 0, 0)
     ON CONFLICT (id) DO UPDATE SET
     name = CASE WHEN roomful_people.name = '' THEN excluded.name ELSE roomful_people.name END,
     first_ms = CASE WHEN excluded.first_ms < roomful_people.first_ms THEN excluded.first_ms ELSE roomful_people.first_ms END`,
    id,
    name,
    atMs,
  )
}
