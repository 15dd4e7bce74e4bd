/**
 * What waits for moderators: held comments, and visible ones with open reports. [M6]
 *
 * What has waited longest comes first. What moderators or checks have put away (rejected, hidden) is the other way round: it is
 * looked at to take back what was done last. Pages are cut by (time, id, room), so they hold still while others decide.
 */
import type { QueueItem } from '@roomful/protocol'
import type { ModerationQueries } from '../moderation-store.js'
import {
  COMMENT_COLUMNS,
  COMMENT_TABLES,
  commentFor,
  commentRecord,
  marks,
  mentionNames,
  padded,
} from './comments/comment-rows.js'
import type { CommentRecord } from './comments/comment-rows.js'
import { pageOf, parseCursor } from './cursor.js'
import { historyOf } from './people-sql.js'
import { maybeText, numberOf, textOf } from './row.js'
import type { QueryRules, Sql, SqlValue } from './sql.js'

type Ask = ModerationQueries['queue.page']['ask']
type QueueQueries = Pick<ModerationQueries, 'queue.page' | 'queue.counts' | 'queue.rooms' | 'queue.person'>

/** More rooms at once than anybody can look through. */
const MAX_ROOMS = 1_000

/** Whoever gathers a hundred to report a comment has been heard after fifty. */
const MAX_REPORTS = 50

const HELD = `c.unseen = 1 AND c.status = 'held'`
const HIDDEN = `c.unseen = 1 AND c.status = 'hidden'`
const REJECTED = `c.unseen = 1 AND c.status = 'rejected'`
/** Through the few open reports, not through all comments. */
const REPORTED_TABLES = `(SELECT DISTINCT room, comment FROM roomful_reports WHERE is_open = 1) AS o
  JOIN roomful_comments AS c ON c.room = o.room AND c.id = o.comment LEFT JOIN roomful_people AS p ON p.id = c.author`

interface Source {
  readonly tables: string
  readonly where: string
}

const held: Source = { tables: COMMENT_TABLES, where: HELD }
const hidden: Source = { tables: COMMENT_TABLES, where: HIDDEN }
const rejected: Source = { tables: COMMENT_TABLES, where: REJECTED }
const reported: Source = { tables: REPORTED_TABLES, where: `c.status = 'visible'` }

const FILTERS: Readonly<Record<Ask['filter'], { readonly sources: readonly Source[]; readonly isNewestFirst?: true }>> =
  {
    held: { sources: [held] },
    reported: { sources: [reported] },
    all: { sources: [held, reported] },
    rejected: { sources: [rejected, hidden], isNewestFirst: true },
  }

export const queueQueries: QueryRules<QueueQueries> = {
  async 'queue.page'(sql, ask) {
    const { sources, isNewestFirst = false } = FILTERS[ask.filter]
    const found: CommentRecord[] = []
    for (const source of sources) found.push(...(await recordsOf(sql, ask, source, isNewestFirst)))
    found.sort((a, b) => (isNewestFirst ? compare(b, a) : compare(a, b)))
    const { page, more } = pageOf(found, ask.limit, (record) => keysOf(record, ask))
    return { list: await itemsOf(sql, page), ...more }
  },
  async 'queue.counts'(sql, { room }) {
    const [and, values] = room === undefined ? ['', []] : ['AND c.room = ?', [room]]
    const row = await sql.first(
      `SELECT (SELECT count(*) FROM roomful_comments AS c WHERE ${HELD} ${and}) AS held,
       (SELECT count(*) FROM ${REPORTED_TABLES} WHERE ${reported.where} ${and}) AS reported`,
      ...values,
      ...values,
    )
    return row ? { held: numberOf(row, 'held'), reported: numberOf(row, 'reported') } : { held: 0, reported: 0 }
  },
  async 'queue.rooms'(sql) {
    const rows = await sql.all(
      `SELECT room, sum(held) AS held, sum(reported) AS reported FROM (
         SELECT c.room, count(*) AS held, 0 AS reported FROM roomful_comments AS c WHERE ${HELD} GROUP BY c.room
         UNION ALL
         SELECT c.room, 0 AS held, count(*) AS reported FROM ${REPORTED_TABLES} WHERE ${reported.where} GROUP BY c.room
       ) AS w GROUP BY room ORDER BY room LIMIT ${MAX_ROOMS}`,
    )
    return rows.map((row) => ({
      room: textOf(row, 'room'),
      held: Number(row['held']),
      reported: Number(row['reported']),
    }))
  },
  async 'queue.person'(sql, { person, limit }) {
    const rows = await sql.all(
      `SELECT ${COMMENT_COLUMNS} FROM ${COMMENT_TABLES}
       WHERE c.author = ? AND c.room IN (SELECT room FROM roomful_room_people WHERE person = ?)
       ORDER BY c.created_ms DESC, c.id DESC LIMIT ?`,
      person,
      person,
      limit,
    )
    return { list: await itemsOf(sql, rows.map(commentRecord)) }
  },
}

/** A cursor of one room need not say which. */
function keysOf({ createdMs, id, room }: CommentRecord, ask: Ask): readonly SqlValue[] {
  return ask.room === undefined ? [createdMs, id, room] : [createdMs, id]
}

async function recordsOf(
  sql: Sql,
  ask: Ask,
  { tables, where }: Source,
  isNewestFirst: boolean,
): Promise<CommentRecord[]> {
  const [sign, direction] = isNewestFirst ? ['<', 'DESC'] : ['>', 'ASC']
  const shape = (['number', 'string', 'string'] as const).slice(0, ask.room === undefined ? 3 : 2)
  const after = ask.cursor === undefined ? undefined : parseCursor(ask.cursor, shape)
  const columns = ['c.created_ms', 'c.id', 'c.room'].slice(0, shape.length)
  const rows = await sql.all(
    `SELECT ${COMMENT_COLUMNS} FROM ${tables} WHERE ${where}
     ${ask.room === undefined ? '' : 'AND c.room = ?'}
     ${after ? `AND (${columns.join(', ')}) ${sign} (${columns.map(() => '?').join(', ')})` : ''}
     ORDER BY ${columns.map((column) => `${column} ${direction}`).join(', ')} LIMIT ?`,
    ...(ask.room === undefined ? [] : [ask.room]),
    ...(after ?? []),
    ask.limit + 1,
  )
  return rows.map(commentRecord)
}

function compare(a: CommentRecord, b: CommentRecord): number {
  return a.createdMs - b.createdMs || compareText(a.id, b.id) || compareText(a.room, b.room)
}

/** As both databases compare: by bytes. */
function compareText(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b))
}

async function itemsOf(sql: Sql, records: readonly CommentRecord[]): Promise<readonly QueueItem[]> {
  const names = await mentionNames(sql, records)
  const reports = await reportsOf(sql, records)
  const authors = records.flatMap(({ author }) => (author ? [author.id] : []))
  const histories = await historyOf(sql, authors)
  return records.map((record) => {
    const { approved = 0, rejected: rejections = 0 } = histories.get(record.author?.id ?? '') ?? {}
    return {
      room: record.room,
      comment: commentFor(record, { isModerator: true }, names),
      status: record.status as QueueItem['status'],
      ...(record.reason !== undefined && { reason: record.reason }),
      reports: reports.get(keyOf(record.room, record.id)) ?? [],
      approved,
      rejected: rejections,
    }
  })
}

const keyOf = (room: string, comment: string): string => JSON.stringify([room, comment])

async function reportsOf(
  sql: Sql,
  records: readonly CommentRecord[],
): Promise<ReadonlyMap<string, QueueItem['reports']>> {
  const found = new Map<string, QueueItem['reports'][number][]>()
  if (records.length === 0) return found
  const rows = await sql.all(
    `SELECT room, comment, person, reason, at_ms FROM (
       SELECT room, comment, person, reason, at_ms,
       row_number() OVER (PARTITION BY room, comment ORDER BY at_ms, person) AS place
       FROM roomful_reports WHERE is_open = 1 AND room IN (${marks(records)}) AND comment IN (${marks(records)})
     ) AS few WHERE place <= ? ORDER BY room, comment, place`,
    ...padded(records.map(({ room }) => room)),
    ...padded(records.map(({ id }) => id)),
    MAX_REPORTS,
  )
  for (const row of rows) {
    const key = keyOf(textOf(row, 'room'), textOf(row, 'comment'))
    const reason = maybeText(row, 'reason')
    const report = {
      person: textOf(row, 'person'),
      atMs: numberOf(row, 'at_ms'),
      ...(reason !== undefined && { reason }),
    }
    found.set(key, [...(found.get(key) ?? []), report])
  }
  return found
}
