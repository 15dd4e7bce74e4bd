/**
 * Pages of comments: threads in an order, each with its first answers. [T7]
 *
 * Invariant: what a page costs depends on the page, never on how many comments the room has: every query below walks an index
 * and stops after a page (proved by EXPLAIN QUERY PLAN in `comment-pages.test.ts`).
 */
import { MAX_COMMENT_PAGE, RoomfulError } from '@roomful/protocol'
import type { Comment, CommentPage, CommentSort } from '@roomful/protocol'
import type { CommentQueries } from '../../comment-store.js'
import { isClosed } from './comment-add-sql.js'
import { answersAfter, answersOf, inOrder, ownUnseen } from './comment-answers.js'
import { commentFor, findComment, isSeenBy, marks, mentionNames, padded, selectComments } from './comment-rows.js'
import type { CommentRecord } from './comment-rows.js'
import { searchWords } from './comment-status.js'
import { compareBy, FIRST, parsePosition, placesBefore, positionOf, printPosition } from './page-position.js'
import type { Position } from './page-position.js'
import { headOf, readRoom } from '../rooms.js'
import { numberOf, textOf } from '../row.js'
import type { QueryRules, Sql } from '../sql.js'

type Ask = CommentQueries['comments.page']['ask']

/** A page ends here even if it has fewer threads than it may: it has to fit what waits for a slow reader. [Q2] */
const MAX_PAGE_CHARS = 200_000

export const commentQueries: QueryRules<CommentQueries> = {
  async 'comments.page'(sql, ask) {
    const room = await readRoom(sql, ask.room)
    const { epoch, offset } = await headOf(sql, room)
    const { list, more } =
      ask.thread === undefined ? await threadsPage(sql, ask) : await answersPage(sql, ask, ask.thread)
    return {
      list: await seenBy(sql, list, ask),
      ...(more !== undefined && { more }),
      total: room?.total ?? 0,
      closed: room !== undefined && isClosed(room, ask.staleMs),
      epoch,
      offset,
    } satisfies CommentPage
  },
  async 'comments.one'(sql, { room, comment: id, reader }) {
    const record = await findComment(sql, room, id)
    if (!record) return undefined
    const [comment] = await seenBy(sql, [record], { room, reader, isModerator: true })
    return comment && { comment, status: record.status, author: record.author?.id ?? '' }
  },
  async 'comments.latest'(sql, { room, limit }) {
    const records = await selectComments(
      sql,
      `WHERE c.room = ? AND c.status = 'visible' ORDER BY c.created_ms DESC, c.id DESC LIMIT ?`,
      room,
      pageSize(limit),
    )
    return seenBy(sql, records, { room })
  },
  async 'comments.counts'(sql, { rooms }) {
    if (rooms.length === 0) return []
    const rows = await sql.all(
      `SELECT room, total FROM roomful_rooms WHERE room IN (${marks(rooms)})`,
      ...padded(rooms),
    )
    const totals = new Map(rows.map((row) => [textOf(row, 'room'), numberOf(row, 'total')]))
    return rooms.map((room) => ({ room, total: totals.get(room) ?? 0 }))
  },
  async 'comments.people'(sql, { room, q, limit }) {
    const rows = await sql.all(
      `SELECT p.id, p.name FROM roomful_room_people AS h JOIN roomful_people AS p ON p.id = h.person
       WHERE h.room = ? AND h.visible > 0 AND h.words LIKE ? ESCAPE '\\' ORDER BY h.words, h.person LIMIT ?`,
      room,
      `%${searchWords(q).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`,
      limit,
    )
    return rows.map((row) => ({ id: textOf(row, 'id'), name: textOf(row, 'name') }))
  },
}

interface Part {
  readonly list: readonly CommentRecord[]
  readonly more?: string | undefined
}

async function threadsPage(sql: Sql, ask: Ask): Promise<Part> {
  const limit = pageSize(ask.limit)
  const own = ask.reader === undefined ? [] : await ownUnseen(sql, ask.room, ask.reader)
  const target = ask.around === undefined ? undefined : await targetOf(sql, ask, ask.around)
  const start = target ? positionOf(target.first) : ask.cursor === undefined ? FIRST : parsePosition(ask.cursor)
  const compare = compareBy(ask.sort)
  const ownFirsts = own.filter((record) => record.thread === undefined && compare(start, positionOf(record)) < 0)
  const found = [...(target ? [target.first] : []), ...(await firstsAfter(sql, ask, start, limit + 1)), ...ownFirsts]
  const firsts = found.sort((a, b) => compare(positionOf(a), positionOf(b)))
  const page = firsts.slice(0, limit)
  const answers = await answersOf(sql, ask.room, page)
  const extra = target ? await around(sql, target.comment) : []
  const threads = page.map((first) => {
    const unseen = own.filter(({ thread }) => thread === first.id)
    const listed = answers.get(first.id) ?? []
    return [first, ...inOrder([...listed, ...unseen, ...(first === target?.first ? extra : [])])]
  })
  return fitting(threads, firsts.length > limit)
}

/** As many threads as are not too much to carry; always one, if need be without its last answers. */
function fitting(threads: readonly (readonly CommentRecord[])[], isMore: boolean): Part {
  const list: CommentRecord[] = []
  let chars = 0
  let last: CommentRecord | undefined
  for (const thread of threads) {
    const first = thread[0]
    const size = sum(thread)
    if (!first || (last && chars + size > MAX_PAGE_CHARS)) break
    list.push(...upTo(thread, MAX_PAGE_CHARS))
    chars += size
    last = first
  }
  const isCut = isMore || last !== threads.at(-1)?.[0]
  return { list, more: isCut && last ? printPosition(positionOf(last)) : undefined }
}

function upTo(list: readonly CommentRecord[], chars: number): readonly CommentRecord[] {
  let left = chars
  const end = list.findIndex(({ text }, index) => (left -= text.length) < 0 && index > 0)
  return end === -1 ? list : list.slice(0, end)
}

const sum = (list: readonly CommentRecord[]): number => list.reduce((chars, { text }) => chars + text.length, 0)

/** The comment a link leads to, and the first of its thread: both have to be there for the reader. */
async function targetOf(
  sql: Sql,
  { room, reader }: Ask,
  id: string,
): Promise<{ readonly comment: CommentRecord; readonly first: CommentRecord }> {
  const comment = await findComment(sql, room, id)
  const first = comment?.thread === undefined ? comment : await findComment(sql, room, comment.thread)
  const isThere = (record: CommentRecord): boolean => record.isListed || isSeenBy(record, { reader })
  if (!comment || !first || !isThere(comment) || !isThere(first))
    throw new RoomfulError('COMMENT_UNKNOWN', { at: 'around' })
  return { comment, first }
}

/** A linked answer that is not among the first ones comes with a few that follow it. */
async function around(sql: Sql, comment: CommentRecord): Promise<readonly CommentRecord[]> {
  if (comment.thread === undefined) return []
  const following = await answersAfter(sql, comment.room, comment.thread, comment, MAX_COMMENT_PAGE / 2)
  return [comment, ...following]
}

/** Listed first comments of threads after a place, pinned ones before all others. */
async function firstsAfter(
  sql: Sql,
  { room, sort }: Ask,
  start: Position,
  limit: number,
): Promise<readonly CommentRecord[]> {
  const pinned = start.isPinned ? await firstsIn(sql, { room, sort, pinned: 1, start, limit }) : []
  if (pinned.length >= limit) return pinned
  const from = start.isPinned ? { ...FIRST, isPinned: false } : start
  return [...pinned, ...(await firstsIn(sql, { room, sort, pinned: 0, start: from, limit: limit - pinned.length }))]
}

interface Stretch {
  readonly room: string
  readonly sort: CommentSort
  readonly pinned: 0 | 1
  readonly start: Position
  readonly limit: number
}

async function firstsIn(sql: Sql, { room, sort, pinned, start, limit }: Stretch): Promise<readonly CommentRecord[]> {
  const { where, order, values } = placesBefore(sort, start)
  const records = await selectComments(
    sql,
    `WHERE c.room = ? AND c.listed = 1 AND c.thread IS NULL AND c.pinned = ? ${where} ORDER BY ${order} LIMIT ?`,
    room,
    pinned,
    ...values,
    limit,
  )
  return records
}

/** Further answers of one thread. Its cursor is the id of the last answer that is known, so that any reader has one. */
async function answersPage(sql: Sql, ask: Ask, thread: string): Promise<Part> {
  const limit = pageSize(ask.limit)
  const last = ask.cursor === undefined ? undefined : await findComment(sql, ask.room, ask.cursor)
  const after = last?.thread === thread ? last : undefined
  const listed = await answersAfter(sql, ask.room, thread, after, limit + 1)
  const own = ask.reader === undefined ? [] : await ownUnseen(sql, ask.room, ask.reader)
  const isAfter = (record: CommentRecord): boolean =>
    record.thread === thread && (!after || inOrder([after, record]).at(-1) === record)
  const found = inOrder([...listed, ...own.filter(isAfter)])
  const list = upTo(found.slice(0, limit), MAX_PAGE_CHARS)
  return { list, more: found.length > list.length ? list.at(-1)?.id : undefined }
}

/** Turns records into what the reader sees, with the reader's own signs. */
async function seenBy(
  sql: Sql,
  records: readonly CommentRecord[],
  eyes: { readonly room: string; readonly reader?: string | undefined; readonly isModerator?: boolean },
): Promise<readonly Comment[]> {
  const names = await mentionNames(sql, records)
  const signs = await ownSigns(sql, records, eyes)
  return records.map((record) => {
    const comment = commentFor(record, eyes, names)
    const mine = signs.get(record.id)
    return mine ? { ...comment, mine } : comment
  })
}

async function ownSigns(
  sql: Sql,
  records: readonly CommentRecord[],
  { room, reader }: { readonly room: string; readonly reader?: string | undefined },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const signs = new Map<string, string[]>()
  const ids = records.filter(({ signs }) => signs.length > 0).map(({ id }) => id)
  if (reader === undefined || ids.length === 0) return signs
  const rows = await sql.all(
    `SELECT comment, emoji FROM roomful_reactions WHERE room = ? AND person = ? AND comment IN (${marks(ids)})`,
    room,
    reader,
    ...padded(ids),
  )
  for (const row of rows) {
    const id = textOf(row, 'comment')
    signs.set(id, [...(signs.get(id) ?? []), textOf(row, 'emoji')])
  }
  return signs
}

const pageSize = (limit: number): number => Math.max(1, Math.min(limit, MAX_COMMENT_PAGE))
