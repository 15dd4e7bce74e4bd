/**
 * How a comment is added. [T1, T2, T6, T9]
 *
 * Invariant [M1]: below what others cannot see nothing can be seen: an answer is never more visible than what it answers.
 */
import { RoomfulError } from '@roomful/protocol'
import type { Author } from '../../comment-store.js'
import type { Write } from '../../store.js'
import {
  commentAuthor,
  commentFor,
  findComment,
  isSeenBy,
  marks,
  mentionNames,
  padded,
  publicEntry,
  sealOf,
} from './comment-rows.js'
import type { CommentRecord } from './comment-rows.js'
import { concernsOf } from './comment-result.js'
import { countAnswer, countPerson } from './comment-status.js'
import { nextOffset } from '../rooms.js'
import { textOf } from '../row.js'
import type { Applied, ChangeContext, RoomRecord, Sql } from '../sql.js'

export async function addComment(tx: ChangeContext, write: Write<'comment.add'>): Promise<Applied<'comment.add'>> {
  const { sql } = tx
  const { change, atMs } = write
  const room = await tx.room(write.room)
  if (isClosed(room, change.closeAfterMs === undefined ? undefined : atMs - change.closeAfterMs))
    throw new RoomfulError('COMMENTS_CLOSED')
  const parent = change.parent === undefined ? undefined : await parentFor(sql, write, change.parent)
  const inherited = parent === undefined || parent.status === 'visible' ? change.status : parent.status
  const isVisible = inherited === 'visible'
  const mentions = await knownMentions(sql, room.room, change)
  room.firstMs ??= atMs
  if (isVisible) room.total += 1
  const record: CommentRecord = {
    room: room.room,
    id: change.comment,
    offset: isVisible ? nextOffset(room) : 0,
    author: commentAuthor(change.author),
    parent: parent?.id,
    thread: parent && (parent.thread ?? parent.id),
    status: inherited,
    reason: change.reason,
    writeId: write.id,
    text: change.text,
    passage: change.passage,
    mentions,
    signs: [],
    createdMs: atMs,
    editedMs: undefined,
    isPinned: false,
    isResolved: false,
    isListed: isVisible,
    kids: 0,
    replies: 0,
    score: 0,
  }
  await keepAuthor(sql, change.author, atMs)
  await insertComment(sql, record)
  await countPerson(sql, record, isVisible ? 1 : 0, 1)
  if (isVisible) await countAnswer(sql, record, 1, 1)
  const names = await mentionNames(sql, [record])
  return {
    result: {
      comment: commentFor(record, { reader: write.author }, names),
      concerns: isVisible ? concernsOf(record, parent) : [],
      status: record.status,
    },
    entries: isVisible ? [publicEntry(record, names)] : [],
  }
}

/** [T9] Whether a room takes no more comments. `staleMs`: rooms whose first comment is older are closed by their age. */
export function isClosed({ closed, firstMs }: Pick<RoomRecord, 'closed' | 'firstMs'>, staleMs?: number): boolean {
  if (closed !== null) return closed === 1
  return staleMs !== undefined && firstMs !== null && firstMs < staleMs
}

/** What is answered: something visible, or something of one's own that only waits. */
async function parentFor(
  sql: Sql,
  { room, author }: Write<'comment.add'>,
  id: string,
): Promise<CommentRecord & { status: 'visible' | 'held' | 'hidden' }> {
  const parent = await findComment(sql, room, id)
  const { status } = parent ?? { status: 'deleted' }
  if (!parent || !isSeenBy(parent, { reader: author }) || status === 'rejected' || status === 'deleted')
    throw new RoomfulError('COMMENT_UNKNOWN', { at: 'parent' })
  return parent as CommentRecord & { status: 'visible' | 'held' | 'hidden' }
}

/** [T6] Those of the people a text names who have written in this room, and whose name it says. */
export async function knownMentions(
  sql: Sql,
  room: string,
  { text, mentions = [] }: { readonly text: string; readonly mentions?: readonly string[] },
): Promise<readonly string[]> {
  if (mentions.length === 0) return []
  const rows = await sql.all(
    `SELECT p.id, p.name FROM roomful_room_people AS h JOIN roomful_people AS p ON p.id = h.person
     WHERE h.room = ? AND h.visible > 0 AND h.person IN (${marks(mentions)})`,
    room,
    ...padded(mentions),
  )
  const names = new Map(rows.map((row) => [textOf(row, 'id'), textOf(row, 'name').toLowerCase()]))
  const said = text.toLowerCase()
  return [...new Set(mentions)].filter((id) => {
    const name = names.get(id)
    return name !== undefined && name !== '' && said.includes(`@${name}`)
  })
}

const AUTHOR_COLUMNS = ['name', 'avatar', 'color', 'role', 'verified', 'robot']

/** Keeps who wrote it: once per person, the newest name wins. Also for imports. */
export async function keepAuthor(sql: Sql, author: Author, atMs: number): Promise<void> {
  const { id, name, avatar = null, color = null, role = null, isVerified, isRobot = false } = author
  const values = [name, avatar, color, role, isVerified ? 1 : 0, isRobot ? 1 : 0]
  const known = await sql.first(`SELECT ${AUTHOR_COLUMNS.join(', ')} FROM roomful_people WHERE id = ?`, id)
  // Mostly nothing has changed. Postgres would lock the row all the same: two people who write in two rooms at once, in two
  // groups, would wait for each other.
  if (known && AUTHOR_COLUMNS.every((column, index) => known[column] === values[index])) return
  await sql.run(
    `INSERT INTO roomful_people (id, name, avatar, color, role, verified, robot, first_ms, approved, rejected)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, avatar = excluded.avatar, color = excluded.color,
     role = excluded.role, verified = excluded.verified, robot = excluded.robot`,
    id,
    ...values,
    atMs,
  )
}

/** Also for imports, which count it afterwards: `countPerson` and `countAnswer`. */
export async function insertComment(sql: Sql, record: CommentRecord): Promise<void> {
  const isUnseen = record.status !== 'visible' && record.status !== 'deleted'
  await sql.run(
    `INSERT INTO roomful_comments (room, id, log_offset, author, parent, thread, status, reason, write_id, text, passage,
     mentions, created_ms, pinned, resolved, listed, unseen, kids, replies, score, seal)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, 0, 0, 0, ?)`,
    record.room,
    record.id,
    record.offset,
    record.author?.id ?? null,
    record.parent ?? null,
    record.thread ?? null,
    record.status,
    record.reason ?? null,
    record.writeId ?? null,
    record.text,
    record.passage ? JSON.stringify(record.passage) : null,
    record.mentions.length > 0 ? JSON.stringify(record.mentions) : null,
    record.createdMs,
    record.isListed ? 1 : 0,
    isUnseen ? 1 : 0,
    sealOf(record),
  )
}
