/**
 * Forgetting a person: everything they said or are known by, in one commit.
 *
 * Their comments become marks like any that is deleted; acts of and about them stay without saying of whom. What is kept is
 * their id in sanctions that are in force: whoever was banned is not let in again for having been forgotten. Invariant: every
 * table with a person in it is in this file (proved by a search through all of them in `contract-transfer.ts`).
 */
import type { Json } from '@roomful/protocol'
import type { Write } from '../../store.js'
import { keepAct } from '../acts-sql.js'
import { findComment } from '../comments/comment-rows.js'
import type { CommentRecord, Sign } from '../comments/comment-rows.js'
import { saveComment } from '../comments/comment-status.js'
import { deleteComment } from '../comments/comments-sql.js'
import { nextOffset } from '../rooms.js'
import { jsonOf, textOf } from '../row.js'
import type { Applied, ChangeContext, Sql } from '../sql.js'

export async function erasePerson(tx: ChangeContext, write: Write<'person.erase'>): Promise<Applied<'person.erase'>> {
  const { sql } = tx
  const { atMs, change } = write
  const { person } = change
  const rooms = await roomsOf(sql, person)
  for (const room of rooms) await tx.room(room)
  const erased: string[] = []
  for (const room of rooms) {
    erased.push(...(await eraseComments(tx, { room, person, atMs })))
    await takeSignsBack(tx, room, person)
    await takeMentionsBack(tx, room, person)
  }
  await forgetParcels(sql, new Set([person, ...erased, ...(await addressesOf(sql, person))]))
  for (const statement of DELETIONS) await sql.run(statement, person)
  await sql.run(
    'DELETE FROM roomful_sanctions WHERE person = ? AND until_ms IS NOT NULL AND until_ms <= ?',
    person,
    atMs,
  )
  // [M7] That somebody was forgotten is remembered, not who. Nobody does it to themselves as a moderator.
  if (write.author !== '' && write.author !== person) {
    await keepAct(tx, { atMs, moderator: write.author, what: 'erase' })
  }
  tx.erased()
  return { result: { comments: erased.length, rooms }, entries: [] }
}

/** What has no meaning for anybody else. Reasons are words of theirs, or about them. */
const DELETIONS = [
  'DELETE FROM roomful_reports WHERE person = ?',
  'DELETE FROM roomful_notices WHERE person = ?',
  'DELETE FROM roomful_mail WHERE person = ?',
  'DELETE FROM roomful_writes WHERE author = ?',
  'DELETE FROM roomful_room_people WHERE person = ?',
  'DELETE FROM roomful_people WHERE id = ?',
  `UPDATE roomful_acts SET moderator = '', reason = NULL WHERE moderator = ?`,
  'UPDATE roomful_acts SET person = NULL, reason = NULL WHERE person = ?',
] as const

/** Rooms with something of theirs, in the order in which everybody locks rooms. */
async function roomsOf(sql: Sql, person: string): Promise<readonly string[]> {
  const rows = await sql.all(
    `SELECT room FROM roomful_room_people WHERE person = ? UNION SELECT room FROM roomful_reactions WHERE person = ?
     UNION SELECT room FROM roomful_notices WHERE person = ?`,
    person,
    person,
    person,
  )
  return rows.map((row) => textOf(row, 'room')).sort()
}

interface Erasure {
  readonly room: string
  readonly person: string
  readonly atMs: number
}

/** Resolves with the ids of what was there. */
async function eraseComments(tx: ChangeContext, { room, person, atMs }: Erasure): Promise<readonly string[]> {
  const rows = await tx.sql.all('SELECT id FROM roomful_comments WHERE room = ? AND author = ?', room, person)
  const ids = rows.map((row) => textOf(row, 'id'))
  for (const id of ids) {
    const record = await findComment(tx.sql, room, id)
    if (record) await deleteComment(tx, record, atMs)
  }
  return ids
}

async function takeSignsBack(tx: ChangeContext, room: string, person: string): Promise<void> {
  const { sql } = tx
  const rows = await sql.all('SELECT comment, emoji FROM roomful_reactions WHERE person = ? AND room = ?', person, room)
  for (const id of new Set(rows.map((row) => textOf(row, 'comment')))) {
    const record = await findComment(sql, room, id)
    const taken = rows.filter((row) => row['comment'] === id).map((row) => textOf(row, 'emoji'))
    if (record) await saveSigns(tx, record, without(record.signs, taken), taken.length)
  }
  await sql.run('DELETE FROM roomful_reactions WHERE person = ? AND room = ?', person, room)
}

function without(signs: readonly Sign[], taken: readonly string[]): readonly Sign[] {
  return signs
    .map(([emoji, count]): Sign => [emoji, taken.includes(emoji) ? count - 1 : count])
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
}

async function saveSigns(
  tx: ChangeContext,
  record: CommentRecord,
  signs: readonly Sign[],
  fewer: number,
): Promise<void> {
  record.signs = signs
  record.score -= record.thread === undefined ? fewer : 0
  record.offset = await offsetOf(tx, record)
  await saveComment(tx.sql, record)
}

/** Their id stands in what others wrote; the name there is others' text and stays. */
async function takeMentionsBack(tx: ChangeContext, room: string, person: string): Promise<void> {
  const { sql } = tx
  const quoted = JSON.stringify(person)
  const pattern = `%${quoted.replaceAll(/[!%_]/g, '!$&')}%`
  const rows = await sql.all(
    `SELECT id, mentions FROM roomful_comments WHERE room = ? AND mentions IS NOT NULL AND mentions LIKE ? ESCAPE '!'`,
    room,
    pattern,
  )
  for (const row of rows) {
    const mentions = (jsonOf(row, 'mentions') ?? []) as readonly string[]
    if (!mentions.includes(person)) continue
    const left = mentions.filter((id) => id !== person)
    const record = await findComment(sql, room, textOf(row, 'id'))
    if (!record) continue
    record.mentions = left
    record.offset = await offsetOf(tx, record)
    await saveComment(sql, record)
  }
}

/** [G5] A change that others can see takes a number. */
async function offsetOf(tx: ChangeContext, { room, status, offset }: CommentRecord): Promise<number> {
  return status === 'visible' ? nextOffset(await tx.room(room)) : offset
}

async function addressesOf(sql: Sql, person: string): Promise<readonly string[]> {
  const rows = await sql.all('SELECT address FROM roomful_mail WHERE person = ?', person)
  return rows.map((row) => textOf(row, 'address'))
}

/** What is still to be sent and names them, their address or a comment of theirs. There is never much of it. */
async function forgetParcels(sql: Sql, names: ReadonlySet<string>): Promise<void> {
  const rows = await sql.all('SELECT id, body, address FROM roomful_parcels')
  for (const row of rows) {
    if (!isAbout(jsonOf(row, 'body') ?? null, names) && !names.has(String(row['address']))) continue
    await sql.run('DELETE FROM roomful_parcels WHERE id = ?', textOf(row, 'id'))
  }
}

function isAbout(value: Json, names: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return names.has(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((each) => isAbout(each as Json, names))
}
