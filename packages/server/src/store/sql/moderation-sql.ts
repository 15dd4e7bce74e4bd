/**
 * Reports, verdicts and sanctions. [M3–M5, M7]
 *
 * How a comment appears and goes is done in `comment-status.ts`; what waits is read in `queue-sql.ts`. Invariant: whatever a
 * moderator does leaves an act in the same commit.
 */
import { RoomfulError } from '@roomful/protocol'
import type { ModerationChanges, ModerationQueries } from '../moderation-store.js'
import type { Write } from '../store.js'
import { actQueries, keepAct } from './acts-sql.js'
import { repeatOf, resultOf } from './comments/comment-result.js'
import { keepAuthor } from './comments/comment-add-sql.js'
import { findComment } from './comments/comment-rows.js'
import type { CommentRecord } from './comments/comment-rows.js'
import { changeStatus } from './comments/comment-status.js'
import { queueQueries } from './queue-sql.js'
import { cardQueries, historyOf, sanctionOf } from './people-sql.js'
import { maybeNumber, numberOf, textOf } from './row.js'
import type { Applied, ChangeContext, ChangeRules, QueryRules, Sql } from './sql.js'

export const moderationChanges: ChangeRules<ModerationChanges> = {
  'comment.report': {
    apply: report,
    repeat: {
      keep: ({ reports }) => reports,
      recall: (_sql, _write, kept) => Promise.resolve({ reports: Number(kept) }),
    },
  },
  'comment.judge': { apply: judge, repeat: repeatOf(true) },
  'person.sanction': {
    apply: sanction,
    repeat: {
      keep: () => null,
      recall: (sql, { change: { person }, atMs }) => resultOfSanction(sql, person, atMs),
    },
  },
}

export const moderationQueries: QueryRules<ModerationQueries> = {
  ...queueQueries,
  ...actQueries,
  ...cardQueries,
  async sanctions(sql, { nowMs }) {
    const rows = await sql.all(
      'SELECT person, kind, until_ms FROM roomful_sanctions WHERE until_ms IS NULL OR until_ms > ? ORDER BY person, kind',
      nowMs,
    )
    return rows.map((row) => sanctionOf(textOf(row, 'person'), textOf(row, 'kind'), maybeNumber(row, 'until_ms')))
  },
  async 'person.history'(sql, { person }) {
    const { approved, rejected, sinceMs } = (await historyOf(sql, [person])).get(person) ?? {}
    return { approved: approved ?? 0, rejected: rejected ?? 0, sinceMs }
  },
}

/** [T4] A deleted comment is reported no more, and what was said of it goes with it. */
export async function forgetReports({ sql }: ChangeContext, room: string, comment: string): Promise<void> {
  await sql.run('DELETE FROM roomful_reports WHERE room = ? AND comment = ?', room, comment)
}

async function report(tx: ChangeContext, write: Write<'comment.report'>): Promise<Applied<'comment.report'>> {
  const { sql } = tx
  const { room, author, atMs, change } = write
  await tx.room(room)
  const record = await findComment(sql, room, change.comment)
  // Whoever cannot see it learns from the answer no more than that. [M1]
  if (record?.status !== 'visible') throw new RoomfulError('COMMENT_UNKNOWN', { at: 'comment' })
  await sql.run(
    `INSERT INTO roomful_reports (room, comment, person, reason, at_ms, is_open) VALUES (?, ?, ?, ?, ?, 1)
     ON CONFLICT (room, comment, person) DO NOTHING`,
    room,
    change.comment,
    author,
    change.reason ?? null,
    atMs,
  )
  const row = await sql.first(
    'SELECT count(*) AS reports FROM roomful_reports WHERE room = ? AND comment = ? AND is_open = 1',
    room,
    change.comment,
  )
  return { result: { reports: row ? numberOf(row, 'reports') : 0 }, entries: [] }
}

const STATUS_OF = { approve: 'visible', reject: 'rejected', hold: 'held' } as const
/** Why a comment waits that a moderator has put back among those that wait. */
const PUT_BACK = 'moderator'

async function judge(tx: ChangeContext, write: Write<'comment.judge'>): Promise<Applied<'comment.judge'>> {
  const { sql } = tx
  const { room, author, atMs, change } = write
  await tx.room(room)
  const record = await findComment(sql, room, change.comment)
  if (!record || record.status === 'deleted') throw new RoomfulError('COMMENT_UNKNOWN', { at: 'comment' })
  const status = STATUS_OF[change.verdict]
  if (status === 'visible') await checkAbove(sql, record)
  const was = record.status
  // The checks' own reason stays with what is rejected; the moderator's is in the act.
  const reason = status === 'visible' ? undefined : (record.reason ?? (status === 'held' ? PUT_BACK : undefined))
  const entries = was === status ? [] : await changeStatus(tx, record, { status, reason, atMs })
  if (status !== 'held')
    await sql.run('UPDATE roomful_reports SET is_open = 0 WHERE room = ? AND comment = ?', room, record.id)
  if (was !== status) await remember(sql, record, was)
  if (change.by) await keepAuthor(sql, change.by, atMs)
  await keepAct(tx, {
    ...{ atMs, moderator: author, what: change.verdict, room, comment: record.id },
    ...(record.author && { person: record.author.id }),
    ...(change.reason !== undefined && { reason: change.reason }),
  })
  return { result: await resultOf(sql, record, { reader: author, isModerator: true }), entries }
}

/** An answer to something that nobody has ever seen would show that it is there. [M1] */
async function checkAbove(sql: Sql, { room, parent }: CommentRecord): Promise<void> {
  const above = parent === undefined ? undefined : await findComment(sql, room, parent)
  if (!above || above.offset > 0) return
  throw new RoomfulError('MESSAGE_INVALID', {
    at: 'comment',
    message: 'What it answers is not public either; decide about that first.',
  })
}

/** What moderators think of a person's comments, for the checks of the next ones. A verdict that is taken back never was. */
async function remember(sql: Sql, { status, author }: CommentRecord, was: CommentRecord['status']): Promise<void> {
  if (!author) return
  const more = status === 'visible' ? 'approved' : status === 'rejected' ? 'rejected' : undefined
  const fewer = was === 'rejected' ? 'rejected' : was === 'visible' && status === 'held' ? 'approved' : undefined
  const set = [
    ...(more === undefined ? [] : [`${more} = ${more} + 1`]),
    ...(fewer === undefined ? [] : [`${fewer} = CASE WHEN ${fewer} > 0 THEN ${fewer} - 1 ELSE 0 END`]),
  ]
  if (set.length > 0) await sql.run(`UPDATE roomful_people SET ${set.join(', ')} WHERE id = ?`, author.id)
}

async function sanction(tx: ChangeContext, write: Write<'person.sanction'>): Promise<Applied<'person.sanction'>> {
  const { sql } = tx
  const { author, atMs, change } = write
  const { person, what, untilMs, reason } = change
  if (what === 'none') await sql.run('DELETE FROM roomful_sanctions WHERE person = ?', person)
  else {
    await sql.run(
      `INSERT INTO roomful_sanctions (person, kind, until_ms, at_ms) VALUES (?, ?, ?, ?)
       ON CONFLICT (person, kind) DO UPDATE SET until_ms = excluded.until_ms, at_ms = excluded.at_ms`,
      person,
      what,
      untilMs ?? null,
      atMs,
    )
  }
  const word = what === 'none' ? 'lift' : what
  if (change.by) await keepAuthor(sql, change.by, atMs)
  await keepAct(tx, { atMs, moderator: author, what: word, person, ...(reason !== undefined && { reason }) })
  return { result: await resultOfSanction(sql, person, atMs), entries: [] }
}

async function resultOfSanction(
  sql: Sql,
  person: string,
  nowMs: number,
): Promise<ModerationChanges['person.sanction']['result']> {
  const rows = await sql.all(
    `SELECT kind, until_ms FROM roomful_sanctions WHERE person = ? AND (until_ms IS NULL OR until_ms > ?) ORDER BY kind`,
    person,
    nowMs,
  )
  const sanctions = rows.map((row) => sanctionOf(person, textOf(row, 'kind'), maybeNumber(row, 'until_ms')))
  return { person, sanctions }
}
