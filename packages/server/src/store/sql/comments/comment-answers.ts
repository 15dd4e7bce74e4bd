/** The parts of a page that are not threads: their answers, and what the reader alone sees. [T7, M1] */
import { MAX_THREAD_REPLIES } from '@roomful/protocol'
import { marks, padded, selectComments } from './comment-rows.js'
import type { CommentRecord } from './comment-rows.js'
import type { Sql } from '../sql.js'

/** A reader's own comments that wait in one room: more than anybody will look through. */
const MAX_OWN = 200

/** The first answers of each of these threads. */
export async function answersOf(
  sql: Sql,
  room: string,
  firsts: readonly CommentRecord[],
): Promise<ReadonlyMap<string, readonly CommentRecord[]>> {
  const threads = new Map<string, CommentRecord[]>()
  const [short, long] = [new Array<string>(), new Array<string>()]
  for (const { id, kids, replies } of firsts) {
    if (replies > MAX_THREAD_REPLIES) long.push(id)
    else if (kids > 0) short.push(id)
  }
  if (short.length > 0) {
    const records = await selectComments(
      sql,
      `WHERE c.room = ? AND c.listed = 1 AND c.thread IS NOT NULL AND c.thread IN (${marks(short)})
       ORDER BY c.thread, c.created_ms, c.id`,
      room,
      ...padded(short),
    )
    for (const record of records) {
      const list = threads.get(record.thread ?? '') ?? []
      if (list.length < MAX_THREAD_REPLIES) threads.set(record.thread ?? '', [...list, record])
    }
  }
  for (const id of long) threads.set(id, [...(await answersAfter(sql, room, id, undefined, MAX_THREAD_REPLIES))])
  return threads
}

/** Listed answers of one thread after one of them, or from the first. */
export async function answersAfter(
  sql: Sql,
  room: string,
  thread: string,
  after: CommentRecord | undefined,
  limit: number,
): Promise<readonly CommentRecord[]> {
  const records = await selectComments(
    sql,
    `WHERE c.room = ? AND c.listed = 1 AND c.thread IS NOT NULL AND c.thread = ? AND (c.created_ms, c.id) > (?, ?)
     ORDER BY c.created_ms, c.id LIMIT ?`,
    room,
    thread,
    after?.createdMs ?? -1,
    after?.id ?? '',
    limit,
  )
  return records
}

/** What this reader has written here and others do not see. [M1] */
export async function ownUnseen(sql: Sql, room: string, reader: string): Promise<readonly CommentRecord[]> {
  const records = await selectComments(
    sql,
    `WHERE c.room = ? AND c.author = ? AND c.unseen = 1 ORDER BY c.created_ms DESC LIMIT ?`,
    room,
    reader,
    MAX_OWN,
  )
  return records
}

/** In order of time, nobody twice. */
export function inOrder(list: readonly CommentRecord[]): readonly CommentRecord[] {
  const byId = new Map(list.map((record) => [record.id, record]))
  return [...byId.values()].sort((a, b) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1))
}
