/**
 * Inboxes, mail addresses, and parcels for the outside. [X2–X4]
 *
 * Invariant [T4]: a notice holds no word of the comment it is about. Its excerpt and name are read from the comment each time,
 * and where that is not visible (any more) the notice is not shown, not counted, and made neither.
 */
import { parseMarkdown, plainText, type Notice } from '@roomful/protocol'
import type { Json } from '@roomful/protocol'
import type { MailAddress, NoticeChanges, NoticeQueries, Parcel } from '../notice-store.js'
import type { Write } from '../store.js'
import { findComment } from './comments/comment-rows.js'
import { pageOf, parseCursor } from './cursor.js'
import { isSet, jsonOf, maybeText, numberOf, textOf } from './row.js'
import type { Applied, ChangeContext, ChangeRules, QueryRules, Row, Sql } from './sql.js'

const EXCERPT_CHARS = 140
/** As much source as certainly holds an excerpt: reading all of a long comment for its beginning would be waste. */
const SOURCE_CHARS = 1_000
/** Nobody reads the number above this, and counting to it is cheap. */
const MANY_UNREAD = 1_000

export const noticeChanges: ChangeRules<NoticeChanges> = {
  'notices.add': { apply: addNotices },
  'notices.read': {
    apply: readNotices,
    repeat: {
      keep: () => null,
      recall: async (sql, { author }) => ({ unread: await unreadOf(sql, author) }),
    },
  },
  'mail.set': {
    apply: setMail,
    repeat: {
      keep: ({ state }) => state,
      recall: (_sql, _write, kept) => Promise.resolve({ state: kept as MailAddress['state'] }),
    },
  },
  'parcel.add': { apply: addParcels },
  'parcel.tried': { apply: triedParcel },
}

export const noticeQueries: QueryRules<NoticeQueries> = {
  async 'notices.page'(sql, { person, cursor, limit }) {
    const before = cursor === undefined ? [] : parseCursor(cursor, ['number'])
    const rows = await sql.all(
      `${SELECT_NOTICES} WHERE n.person = ? AND c.status = 'visible' ${before.length > 0 ? 'AND n.n < ?' : ''}
       ORDER BY n.n DESC LIMIT ?`,
      person,
      ...before,
      limit + 1,
    )
    const { page, more } = pageOf(rows, limit, (row) => [numberOf(row, 'n')])
    return { list: page.map(noticeOf), unread: await unreadOf(sql, person), ...more }
  },
  async 'mail.of'(sql, { person }) {
    const row = await sql.first('SELECT person, address, state, asked_ms FROM roomful_mail WHERE person = ?', person)
    return row && mailOf(row)
  },
  async 'mail.sent'(sql, { address, sinceMs }) {
    const row = await sql.first(
      `SELECT count(*) AS sent FROM roomful_parcels WHERE address = ? AND kind = 'mail' AND at_ms >= ?`,
      address,
      sinceMs,
    )
    return row ? numberOf(row, 'sent') : 0
  },
  async 'parcels.due'(sql, { nowMs, limit }) {
    const rows = await sql.all(
      `SELECT id, kind, body, attempts, due_ms FROM roomful_parcels
       WHERE due_ms IS NOT NULL AND due_ms <= ? ORDER BY due_ms, id LIMIT ?`,
      nowMs,
      limit,
    )
    return rows.map(parcelOf)
  },
}

/** [T4] A deleted comment is news for nobody, and what is on its way about it carries its words. */
export async function forgetNotices({ sql }: ChangeContext, room: string, comment: string): Promise<void> {
  await sql.run('DELETE FROM roomful_notices WHERE room = ? AND comment = ?', room, comment)
  // Its id, as JSON has it, anywhere in what is still to be sent. There is never much of that.
  await sql.run(
    `DELETE FROM roomful_parcels WHERE due_ms IS NOT NULL AND body LIKE ? ESCAPE '!'`,
    `%${JSON.stringify(comment).replaceAll(/[!%_]/g, '!$&')}%`,
  )
}

const SELECT_NOTICES = `SELECT n.n, n.kind, n.room, n.comment, n.at_ms, n.is_read, c.text, c.author, p.name
  FROM roomful_notices AS n JOIN roomful_comments AS c ON c.room = n.room AND c.id = n.comment
  LEFT JOIN roomful_people AS p ON p.id = c.author`

async function addNotices(tx: ChangeContext, write: Write<'notices.add'>): Promise<Applied<'notices.add'>> {
  const { sql } = tx
  const { room, atMs, change } = write
  await tx.room(room)
  const record = await findComment(sql, room, change.comment)
  const added: { person: string; notice: Notice }[] = []
  for (const { person, kind } of record?.status === 'visible' ? change.concerns : []) {
    if (person === record?.author?.id) continue
    const made = await sql.first(
      `INSERT INTO roomful_notices (person, kind, room, comment, at_ms, is_read) VALUES (?, ?, ?, ?, ?, 0)
       ON CONFLICT (room, comment, person, kind) DO NOTHING RETURNING n`,
      person,
      kind,
      room,
      change.comment,
      atMs,
    )
    const row = made && (await sql.first(`${SELECT_NOTICES} WHERE n.n = ?`, numberOf(made, 'n')))
    if (row) added.push({ person, notice: noticeOf(row) })
  }
  return { result: { added }, entries: [] }
}

async function readNotices({ sql }: ChangeContext, write: Write<'notices.read'>): Promise<Applied<'notices.read'>> {
  const { author, change } = write
  await sql.run(
    'UPDATE roomful_notices SET is_read = 1 WHERE person = ? AND n <= ? AND is_read = 0',
    author,
    change.upto,
  )
  return { result: { unread: await unreadOf(sql, author) }, entries: [] }
}

async function unreadOf(sql: Sql, person: string): Promise<number> {
  const row = await sql.first(
    `SELECT count(*) AS unread FROM (
       SELECT 1 FROM roomful_notices AS n JOIN roomful_comments AS c ON c.room = n.room AND c.id = n.comment
       WHERE n.person = ? AND n.is_read = 0 AND c.status = 'visible' LIMIT ${MANY_UNREAD}
     ) AS few`,
    person,
  )
  return row ? numberOf(row, 'unread') : 0
}

/**
 * [X4] Asking again for what is confirmed leaves it confirmed. Only what was asked for can be confirmed, so that an old link
 * brings nothing back that was stopped; whoever confirms an address takes it from everybody else.
 */
async function setMail({ sql }: ChangeContext, write: Write<'mail.set'>): Promise<Applied<'mail.set'>> {
  const { atMs, change } = write
  const { person, address, state } = change
  const row = await sql.first('SELECT person, address, state, asked_ms FROM roomful_mail WHERE person = ?', person)
  const known = row && mailOf(row)
  const isSame = known?.address === address
  const answer = (now: MailAddress['state']): Applied<'mail.set'> => ({ result: { state: now }, entries: [] })
  if (state === 'asked' && isSame && known.state === 'confirmed') return answer('confirmed')
  if (state !== 'asked' && !isSame) return answer('stopped')
  if (state === 'confirmed' && known?.state === 'stopped') return answer('stopped')
  await sql.run(
    `INSERT INTO roomful_mail (person, address, state, asked_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT (person) DO UPDATE SET address = excluded.address, state = excluded.state, asked_ms = excluded.asked_ms`,
    person,
    address,
    state,
    state === 'asked' ? atMs : (known?.askedMs ?? atMs),
  )
  if (state === 'confirmed')
    await sql.run('DELETE FROM roomful_mail WHERE address = ? AND person <> ?', address, person)
  return answer(state)
}

async function addParcels({ sql }: ChangeContext, write: Write<'parcel.add'>): Promise<Applied<'parcel.add'>> {
  for (const { id, kind, body, attempts, dueMs } of write.change.parcels) {
    await sql.run(
      `INSERT INTO roomful_parcels (id, kind, address, body, attempts, due_ms, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO NOTHING`,
      id,
      kind,
      addressIn(body),
      JSON.stringify(body),
      attempts,
      dueMs,
      write.atMs,
    )
  }
  return { result: null, entries: [] }
}

/** A mail says in `to` where it goes. */
function addressIn(body: Json): string | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null
  const to: unknown = (body as { readonly to?: Json }).to
  return typeof to === 'string' ? to : null
}

async function triedParcel(tx: ChangeContext, write: Write<'parcel.tried'>): Promise<Applied<'parcel.tried'>> {
  const { id, dueMs } = write.change
  // What has arrived is counted for a while, and its words are nobody's business any more.
  await tx.sql.run(
    dueMs === undefined
      ? `UPDATE roomful_parcels SET attempts = attempts + 1, due_ms = NULL, body = 'null' WHERE id = ?`
      : 'UPDATE roomful_parcels SET attempts = attempts + 1, due_ms = ? WHERE id = ? AND due_ms IS NOT NULL',
    ...(dueMs === undefined ? [id] : [dueMs, id]),
  )
  if (dueMs === undefined) tx.erased()
  return { result: null, entries: [] }
}

function noticeOf(row: Row): Notice {
  const plain = plainText(parseMarkdown(textOf(row, 'text').slice(0, SOURCE_CHARS)))
    .replaceAll(/\s+/g, ' ')
    .trim()
  return {
    n: numberOf(row, 'n'),
    kind: textOf(row, 'kind') as Notice['kind'],
    room: textOf(row, 'room'),
    comment: textOf(row, 'comment'),
    from: { id: maybeText(row, 'author') ?? '', name: maybeText(row, 'name') ?? '' },
    excerpt: beginningOf(plain),
    atMs: numberOf(row, 'at_ms'),
    isRead: isSet(row, 'is_read'),
  }
}

/** Whole characters, also where one takes two units. */
function beginningOf(text: string): string {
  const chars = Array.from(text.slice(0, 2 * EXCERPT_CHARS + 2))
  return chars.length <= EXCERPT_CHARS ? chars.join('') : `${chars.slice(0, EXCERPT_CHARS).join('').trimEnd()}…`
}

function mailOf(row: Row): MailAddress {
  return {
    person: textOf(row, 'person'),
    address: textOf(row, 'address'),
    state: textOf(row, 'state') as MailAddress['state'],
    askedMs: numberOf(row, 'asked_ms'),
  }
}

function parcelOf(row: Row): Parcel {
  return {
    id: textOf(row, 'id'),
    kind: textOf(row, 'kind') as Parcel['kind'],
    body: jsonOf(row, 'body') ?? null,
    attempts: numberOf(row, 'attempts'),
    dueMs: numberOf(row, 'due_ms'),
  }
}
