/**
 * The log of a room: not a table of its own, but every entity in the order of its last change. [G1–G5]
 *
 * So what was edited away is nowhere, and catching up costs what there is to catch up with, not what has ever happened.
 */
import type { LogEntry } from '@roomful/protocol'
import type { LogQueries } from '../store.js'
import { mentionNames, publicEntry, selectComments } from './comments/comment-rows.js'
import { threadEntry } from './comments/comments-sql.js'
import { headOf, readRoom } from './rooms.js'
import type { QueryRules, Sql } from './sql.js'
import { stateSince } from './state-sql.js'

export const logQueries: QueryRules<LogQueries> = {
  async 'log.head'(sql, { room }) {
    return headOf(sql, await readRoom(sql, room))
  },
  async 'log.since'(sql, { room: id, after, limit }) {
    const room = await readRoom(sql, id)
    const head = await headOf(sql, room)
    if (!room || room.head <= after) return { ...head, list: [], isMore: false }
    const all = [
      ...(await commentsSince(sql, id, after, limit + 1)),
      ...(await stateSince(sql, id, after, limit + 1)),
      ...(room.threadOffset > after ? [threadEntry(room)] : []),
    ].sort((a, b) => a.o - b.o)
    return { ...head, list: all.slice(0, limit), isMore: all.length > limit }
  },
}

async function commentsSince(sql: Sql, room: string, after: number, limit: number): Promise<readonly LogEntry[]> {
  const records = await selectComments(
    sql,
    'WHERE c.room = ? AND c.log_offset > 0 AND c.log_offset > ? ORDER BY c.log_offset LIMIT ?',
    room,
    after,
    limit,
  )
  const names = await mentionNames(sql, records)
  return records.map((record) => publicEntry(record, names))
}
