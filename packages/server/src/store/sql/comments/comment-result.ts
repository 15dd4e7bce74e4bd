/**
 * What a change made of a comment, for the one who asked for it, now and when they ask again. [D2, X2]
 */
import type { Comment } from '@roomful/protocol'
import type { CommentResult } from '../../comment-store.js'
import type { ChangeKind, Changes } from '../../store.js'
import { commentFor, findComment, mentionNames } from './comment-rows.js'
import type { CommentRecord, Eyes } from './comment-rows.js'
import { textOf } from '../row.js'
import type { RepeatRule, Sql } from '../sql.js'

/** The kinds that change one comment and result in it. */
type OneComment = { [K in ChangeKind]: Changes[K]['result'] extends CommentResult ? K : never }[ChangeKind]

/**
 * Of a comment only its id is kept; a repeat is answered with what has become of it. [D2, T4]
 *
 * `isModerator`: only moderators make this change. Otherwise the change itself says whether one did.
 */
export function repeatOf<K extends OneComment>(isModerator = false): RepeatRule<K> {
  return {
    keep: (result) => (result as CommentResult).comment.id,
    async recall(sql, { room, author, atMs, change }, kept) {
      const id = typeof kept === 'string' ? kept : ''
      const record = await findComment(sql, room, id)
      const seesAll = isModerator || ('isModerator' in change && change.isModerator)
      if (record) return resultOf(sql, record, { reader: author, isModerator: seesAll })
      const comment: Comment = { id, o: 0, status: 'deleted', text: '', atMs, reactions: [] }
      return { comment, concerns: [], status: 'deleted' }
    },
  }
}

/** What a change made of a comment, as these eyes see it. Also for verdicts of moderators. */
export async function resultOf(sql: Sql, record: CommentRecord, eyes: Eyes): Promise<CommentResult> {
  const { room, id, parent, status } = record
  const comment = commentFor(record, eyes, await mentionNames(sql, [record]))
  const answered = parent === undefined ? undefined : await findComment(sql, room, parent)
  const concerns = status === 'visible' ? concernsOf(record, answered) : []
  if (eyes.reader === undefined || comment.reactions.length === 0) return { comment, concerns, status }
  const rows = await sql.all(
    'SELECT emoji FROM roomful_reactions WHERE room = ? AND comment = ? AND person = ?',
    room,
    id,
    eyes.reader,
  )
  const mine = rows.map((row) => textOf(row, 'emoji'))
  return { comment: mine.length > 0 ? { ...comment, mine } : comment, concerns, status }
}

/** [X2] Who hears of it: whoever is answered, and whoever is named; nobody twice, and nobody of their own. */
export function concernsOf(record: CommentRecord, parent: CommentRecord | undefined): CommentResult['concerns'] {
  const answered = parent?.author?.id
  const people = new Map<string, 'mention' | 'reply'>(record.mentions.map((person) => [person, 'mention']))
  if (answered !== undefined) people.set(answered, 'reply')
  if (record.author) people.delete(record.author.id)
  return [...people].map(([person, kind]) => ({ person, kind }))
}
