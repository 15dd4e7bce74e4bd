/**
 * What moderators did: kept in the same commit as the deed, and read page by page. [M7]
 *
 * `keepingActs` adds the keeping to the changes of comments, which know nothing of it. What people do with their own
 * comments is nobody's business and is not kept.
 */
import type { Act } from '@roomful/protocol'
import type { CommentChanges } from '../comment-store.js'
import type { ModerationQueries } from '../moderation-store.js'
import type { Write } from '../store.js'
import { keepAuthor } from './comments/comment-add-sql.js'
import { findComment } from './comments/comment-rows.js'
import { pageOf, parseCursor } from './cursor.js'
import { maybeText, numberOf, textOf } from './row.js'
import type { ApplyChange, ChangeContext, ChangeRules, QueryRules, Row, SqlValue } from './sql.js'

export type KeptAct = Omit<Act, 'moderatorName' | 'personName'>

export async function keepAct({ sql }: ChangeContext, act: KeptAct): Promise<void> {
  await sql.run(
    'INSERT INTO roomful_acts (at_ms, moderator, what, room, comment, person, reason) VALUES (?, ?, ?, ?, ?, ?, ?)',
    act.atMs,
    act.moderator,
    act.what,
    act.room ?? null,
    act.comment ?? null,
    act.person ?? null,
    act.reason ?? null,
  )
}

type Marked = 'comment.edit' | 'comment.delete' | 'comment.mark'

/** The same changes, which keep an act where a moderator changes what is not their own. */
export function keepingActs(rules: ChangeRules<CommentChanges>): ChangeRules<CommentChanges> {
  return {
    ...rules,
    'comment.edit': { ...rules['comment.edit'], apply: withAct(rules['comment.edit'].apply, () => 'edit') },
    'comment.delete': { ...rules['comment.delete'], apply: withAct(rules['comment.delete'].apply, () => 'delete') },
    'comment.mark': { ...rules['comment.mark'], apply: withAct(rules['comment.mark'].apply, markWord) },
    'room.close': {
      ...rules['room.close'],
      async apply(tx, write) {
        const applied = await rules['room.close'].apply(tx, write)
        const { atMs, author, room, change } = write
        await keepAct(tx, { atMs, moderator: author, what: change.on ? 'close' : 'open', room })
        if (change.by) await keepAuthor(tx.sql, change.by, atMs)
        return applied
      },
    },
  }
}

function withAct<K extends Marked>(apply: ApplyChange<K>, what: (write: Write<K>) => string): ApplyChange<K> {
  return async (tx, write) => {
    const { atMs, author, room, change } = write
    if (!change.isModerator) return apply(tx, write)
    await tx.room(room)
    // Before the change: a deleted comment has no author any more.
    const record = await findComment(tx.sql, room, change.comment)
    const applied = await apply(tx, write)
    const person = record?.author?.id
    // Pinning takes a moderator, also among one's own.
    if (record?.status === 'deleted' || (person === author && write.kind !== 'comment.mark')) return applied
    if (change.by) await keepAuthor(tx.sql, change.by, atMs)
    await keepAct(tx, {
      ...{ atMs, moderator: author, what: what(write), room, comment: change.comment },
      ...(person !== undefined && { person }),
      ...('reason' in change && change.reason !== undefined && { reason: change.reason }),
    })
    return applied
  }
}

function markWord({ change: { mark, on } }: Write<'comment.mark'>): string {
  if (mark === 'pinned') return on ? 'pin' : 'unpin'
  return on ? 'resolve' : 'reopen'
}

export const actQueries: Pick<QueryRules<ModerationQueries>, 'acts.page'> = {
  async 'acts.page'(sql, { room, comment, person, cursor, limit }) {
    const filters: readonly (readonly [string, SqlValue | undefined])[] = [
      ['a.room = ?', room],
      ['a.comment = ?', comment],
      ['a.person = ?', person],
      ['a.n < ?', cursor === undefined ? undefined : parseCursor(cursor, ['number'])[0]],
    ]
    const wanted = filters.filter(([, value]) => value !== undefined)
    const rows = await sql.all(
      `SELECT a.n, a.at_ms, a.moderator, a.what, a.room, a.comment, a.person, a.reason, p.name, q.name AS person_name
       FROM roomful_acts AS a LEFT JOIN roomful_people AS p ON p.id = a.moderator
       LEFT JOIN roomful_people AS q ON q.id = a.person
       WHERE ${['1 = 1', ...wanted.map(([where]) => where)].join(' AND ')} ORDER BY a.n DESC LIMIT ?`,
      ...wanted.map(([, value]) => value ?? null),
      limit + 1,
    )
    const { page, more } = pageOf(rows, limit, (row) => [numberOf(row, 'n')])
    return { list: page.map(actOf), ...more }
  },
}

function actOf(row: Row): Act {
  const columns = ['room', 'comment', 'person', 'person_name', 'reason']
  const [room, comment, person, personName = '', reason] = columns.map((column) => maybeText(row, column))
  return {
    atMs: numberOf(row, 'at_ms'),
    moderator: textOf(row, 'moderator'),
    moderatorName: maybeText(row, 'name') ?? '',
    what: textOf(row, 'what'),
    ...(room !== undefined && { room }),
    ...(comment !== undefined && { comment }),
    ...(person !== undefined && { person }),
    ...(personName !== '' && { personName }),
    ...(reason !== undefined && { reason }),
  }
}
