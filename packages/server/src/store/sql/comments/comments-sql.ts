/**
 * The changes of comments: edited, deleted, given signs, pinned, settled; rooms closed. [T1–T9]
 *
 * Each asks for the room's record first, which locks the room. What appears and goes is counted in `comment-status.ts`; pages
 * are read in `comment-pages.ts`, new ones are added in `comment-add-sql.ts`. Whether a text passes was decided before: here a change only knows the outcome.
 */
import { MAX_COMMENT_SIGNS, RoomfulError } from '@roomful/protocol'
import type { Json, JsonFields, LogEntry } from '@roomful/protocol'
import type { CommentChanges } from '../../comment-store.js'
import type { Write } from '../../store.js'
import { addComment, knownMentions } from './comment-add-sql.js'
import { repeatOf, resultOf } from './comment-result.js'
import { commentEntry, commentFor, findComment, isSeenBy } from './comment-rows.js'
import type { CommentRecord, Sign } from './comment-rows.js'
import { changeStatus, deleteRecord, saveComment } from './comment-status.js'
import { forgetReports } from '../moderation-sql.js'
import { forgetNotices } from '../notices-sql.js'
import { nextOffset } from '../rooms.js'
import type { Applied, ChangeContext, ChangeRules, RoomRecord, Sql } from '../sql.js'

export const commentChanges: ChangeRules<CommentChanges> = {
  'comment.add': { apply: addComment, repeat: repeatOf() },
  'comment.edit': { apply: edit, repeat: repeatOf() },
  'comment.delete': { apply: remove, repeat: repeatOf() },
  'comment.react': { apply: react, repeat: repeatOf() },
  'comment.mark': { apply: mark, repeat: repeatOf() },
  'room.close': {
    apply: close,
    repeat: {
      keep: ({ closed }) => closed,
      recall: (_sql, _write, kept) => Promise.resolve({ closed: kept === true }),
    },
  },
}

async function edit(tx: ChangeContext, write: Write<'comment.edit'>): Promise<Applied<'comment.edit'>> {
  const { sql } = tx
  const { change, author, atMs } = write
  const { isModerator } = change
  const room = await tx.room(write.room)
  const record = await commentToChange(sql, write)
  if (!isModerator && record.author?.id !== author) throw new RoomfulError('NOT_AUTHOR')
  const isOver = atMs - record.createdMs > change.windowMs || record.status === 'rejected'
  if (!isModerator && isOver) throw new RoomfulError('EDIT_CLOSED')
  await forgetFingerprint(sql, record)
  record.text = change.text
  record.mentions = await knownMentions(sql, room.room, change)
  record.editedMs = atMs
  // Rewriting what waits for a moderator does not make it pass.
  const status = record.status === 'visible' ? change.status : record.status
  if (status === 'visible') record.offset = nextOffset(room)
  record.writeId = write.id
  await saveComment(sql, record)
  tx.erased()
  const { reason } = change
  const isTaken = status !== record.status && status !== 'deleted'
  const taken = isTaken ? await changeStatus(tx, record, { status, reason, atMs }) : []
  const result = await resultOf(sql, record, { reader: author, isModerator })
  if (status !== 'visible') return { result, entries: taken }
  const { text, mentions = null } = result.comment
  const v = { text, mentions: mentions as unknown as Json, editedMs: atMs }
  return { result, entries: [commentEntry(record, v)] }
}

async function remove(tx: ChangeContext, write: Write<'comment.delete'>): Promise<Applied<'comment.delete'>> {
  const { change, author, atMs, room } = write
  const { isModerator } = change
  await tx.room(room)
  const record = await findComment(tx.sql, room, change.comment)
  const isThere = record && (record.status === 'deleted' || isSeenBy(record, { reader: author, isModerator }))
  if (!isThere) throw new RoomfulError('COMMENT_UNKNOWN', { at: 'comment' })
  if (record.status !== 'deleted' && !isModerator && record.author?.id !== author) throw new RoomfulError('NOT_AUTHOR')
  const entries = await deleteComment(tx, record, atMs)
  return { result: { comment: commentFor(record, {}, new Map()), concerns: [], status: 'deleted' }, entries }
}

/**
 * [T4] Deletes a comment and everything that anybody has kept of it, all in this transaction. Also for erasure of a person and
 * for retention. Deleting what is deleted does nothing.
 */
export async function deleteComment(
  tx: ChangeContext,
  record: CommentRecord,
  atMs: number,
): Promise<readonly LogEntry[]> {
  if (record.status === 'deleted') return []
  const { sql } = tx
  const { room, id } = record
  const entries = await deleteRecord(tx, record, atMs)
  await forgetReports(tx, room, id)
  await forgetNotices(tx, room, id)
  await forgetFingerprint(sql, record)
  return entries
}

/** The fingerprint of a short text gives it away to whoever guesses it: it goes when the text goes. [T4, G4] */
async function forgetFingerprint(sql: Sql, { room, writeId }: CommentRecord): Promise<void> {
  if (writeId === undefined) return
  await sql.run(`UPDATE roomful_writes SET fingerprint = '' WHERE id = ? AND room = ?`, writeId, room)
}

async function react(tx: ChangeContext, write: Write<'comment.react'>): Promise<Applied<'comment.react'>> {
  const { sql } = tx
  const { room: id, author, change } = write
  const { emoji, on } = change
  const room = await tx.room(id)
  const record = await findComment(sql, id, change.comment)
  if (record?.status !== 'visible') throw new RoomfulError('COMMENT_UNKNOWN', { at: 'comment' })
  const isKind = record.signs.some(([sign]) => sign === emoji)
  if (on && !isKind && record.signs.length >= MAX_COMMENT_SIGNS)
    throw new RoomfulError('MESSAGE_INVALID', { at: 'emoji', message: 'There are too many kinds of signs here.' })
  const changed = await sql.run(
    on
      ? 'INSERT INTO roomful_reactions (room, comment, person, emoji) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'
      : 'DELETE FROM roomful_reactions WHERE room = ? AND comment = ? AND person = ? AND emoji = ?',
    id,
    record.id,
    author,
    emoji,
  )
  if (changed === 0) return { result: await resultOf(sql, record, { reader: author }), entries: [] }
  record.signs = counted(record.signs, emoji, on ? 1 : -1)
  record.score += record.thread === undefined ? (on ? 1 : -1) : 0
  record.offset = nextOffset(room)
  await saveComment(sql, record)
  const reactions = record.signs as unknown as Json
  return {
    result: await resultOf(sql, record, { reader: author }),
    entries: [commentEntry(record, { reactions })],
  }
}

/** Most first; among equals whoever was first. */
function counted(signs: readonly Sign[], emoji: string, by: number): readonly Sign[] {
  const present = signs.some(([sign]) => sign === emoji) ? signs : [...signs, [emoji, 0] as const]
  return present
    .map(([sign, count]): Sign => [sign, sign === emoji ? count + by : count])
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
}

async function mark(tx: ChangeContext, write: Write<'comment.mark'>): Promise<Applied<'comment.mark'>> {
  const { sql } = tx
  const { room: id, author, change } = write
  const { mark: what, on, isModerator } = change
  const room = await tx.room(id)
  const record = await commentToChange(sql, write)
  const mayMark = isModerator || (what === 'resolved' && record.author?.id === author)
  if (!mayMark) throw new RoomfulError('NOT_AUTHOR')
  if (record.thread !== undefined)
    throw new RoomfulError('MESSAGE_INVALID', { at: 'comment', message: 'Only a whole thread can be marked.' })
  const [column, field] = what === 'pinned' ? (['pinned', 'isPinned'] as const) : (['resolved', 'isResolved'] as const)
  if (record[field] === on) return { result: await resultOf(sql, record, { reader: author, isModerator }), entries: [] }
  record[field] = on
  const isPublic = record.status === 'visible'
  if (isPublic) record.offset = nextOffset(room)
  await saveComment(sql, record)
  return {
    result: await resultOf(sql, record, { reader: author, isModerator }),
    entries: isPublic ? [commentEntry(record, { [column]: on || null })] : [],
  }
}

async function close(
  tx: ChangeContext,
  { room: id, change: { on } }: Write<'room.close'>,
): Promise<Applied<'room.close'>> {
  const room = await tx.room(id)
  const closed = on ? 1 : 0
  if (room.closed === closed) return { result: { closed: on }, entries: [] }
  room.closed = closed
  room.threadOffset = nextOffset(room)
  return { result: { closed: on }, entries: [threadEntry(room)] }
}

/** [T9] The room's comments as a whole, as an entry of the log. */
export function threadEntry({ threadOffset, closed, total }: RoomRecord): LogEntry {
  return { o: threadOffset, k: 'thread', i: 'room', v: { closed: closed === 1, total } satisfies JsonFields, w: true }
}

/** The comment a write is about, if its author can see it. */
async function commentToChange(sql: Sql, write: Write<'comment.edit' | 'comment.mark'>): Promise<CommentRecord> {
  const { room, author, change } = write
  const record = await findComment(sql, room, change.comment)
  if (!record || !isSeenBy(record, { reader: author, isModerator: change.isModerator }))
    throw new RoomfulError('COMMENT_UNKNOWN', { at: 'comment' })
  return record
}
