/** People as the database knows them: who they are, how their comments have fared, and what they are kept from. */
import type { PersonCard, Sanction, SanctionKind } from '@roomful/protocol'
import type { ModerationQueries } from '../moderation-store.js'
import type { PersonQueries } from '../person-store.js'
import { marks, padded } from './comments/comment-rows.js'
import { searchWords } from './comments/comment-status.js'
import { pageOf, parseCursor } from './cursor.js'
import { isSet, maybeNumber, maybeText, numberOf, textOf } from './row.js'
import type { QueryRules, Sql, SqlValue } from './sql.js'

export interface PersonHistory {
  readonly approved: number
  readonly rejected: number
  readonly sinceMs: number
}

export const personQueries: QueryRules<PersonQueries> = {
  async 'person.one'(sql, { person }) {
    const row = await sql.first('SELECT id, name, avatar FROM roomful_people WHERE id = ?', person)
    if (!row) return undefined
    const avatar = maybeText(row, 'avatar')
    return { id: textOf(row, 'id'), name: textOf(row, 'name'), ...(avatar !== undefined && { avatar }) }
  },
}

/** How many of each one's comments were approved or are visible without, and how many were rejected. Only who is known. */
export async function historyOf(sql: Sql, people: readonly string[]): Promise<ReadonlyMap<string, PersonHistory>> {
  if (people.length === 0) return new Map()
  const ids = [...new Set(people)]
  const rows = await sql.all(
    `SELECT p.id, p.approved, p.rejected, p.first_ms, (
       SELECT coalesce(sum(h.visible), 0) FROM roomful_room_people AS h WHERE h.person = p.id
     ) AS visible FROM roomful_people AS p WHERE p.id IN (${marks(ids)})`,
    ...padded(ids),
  )
  return new Map(
    rows.map((row) => [
      textOf(row, 'id'),
      {
        approved: Math.max(numberOf(row, 'approved'), numberOf(row, 'visible')),
        rejected: numberOf(row, 'rejected'),
        sinceMs: numberOf(row, 'first_ms'),
      },
    ]),
  )
}

export const cardQueries: QueryRules<Pick<ModerationQueries, 'people.card' | 'people.found'>> = {
  async 'people.card'(sql, { person, nowMs }) {
    const [card] = await cardsOf(sql, [person], nowMs)
    return card && (card.sinceMs !== undefined || card.sanctions.length > 0) ? card : undefined
  },
  async 'people.found'(sql, { q, cursor, limit, nowMs }) {
    const [after] = cursor === undefined ? [''] : parseCursor(cursor, ['string'])
    const [from, values] = q === undefined ? restrained(nowMs) : named(q)
    const rows = await sql.all(
      `SELECT DISTINCT person FROM ${from} AND person > ? ORDER BY person LIMIT ?`,
      ...values,
      after ?? '',
      limit + 1,
    )
    const people = rows.map((row) => textOf(row, 'person'))
    const { page, more } = pageOf(people, limit, (last) => [last])
    return { list: await cardsOf(sql, page, nowMs), ...more }
  },
}

type Part = readonly [from: string, values: readonly SqlValue[]]

const restrained = (nowMs: number): Part => ['roomful_sanctions WHERE (until_ms IS NULL OR until_ms > ?)', [nowMs]]

function named(q: string): Part {
  const pattern = `%${searchWords(q.trim()).replaceAll(/[!%_]/g, '!$&')}%`
  return [`roomful_room_people WHERE (words LIKE ? ESCAPE '!' OR person = ?)`, [pattern, q.trim()]]
}

/** In the order asked for. */
async function cardsOf(sql: Sql, people: readonly string[], nowMs: number): Promise<readonly PersonCard[]> {
  if (people.length === 0) return []
  const rows = await sql.all(
    `SELECT id, name, verified FROM roomful_people WHERE id IN (${marks(people)})`,
    ...padded(people),
  )
  const known = new Map(rows.map((row) => [textOf(row, 'id'), row]))
  const histories = await historyOf(sql, people)
  const kept = await sql.all(
    `SELECT person, kind, until_ms FROM roomful_sanctions
     WHERE (until_ms IS NULL OR until_ms > ?) AND person IN (${marks(people)}) ORDER BY person, kind`,
    nowMs,
    ...padded(people),
  )
  const sanctions = kept.map((row) =>
    sanctionOf(textOf(row, 'person'), textOf(row, 'kind'), maybeNumber(row, 'until_ms')),
  )
  return people.map((person) => {
    const row = known.get(person)
    const { approved = 0, rejected = 0, sinceMs } = histories.get(person) ?? {}
    return {
      person,
      name: row ? textOf(row, 'name') : '',
      ...(row && isSet(row, 'verified') && { verified: true as const }),
      ...(sinceMs !== undefined && { sinceMs }),
      approved,
      rejected,
      sanctions: sanctions.filter((each) => each.person === person),
    }
  })
}

export function sanctionOf(person: string, kind: string, untilMs: number | undefined): Sanction {
  return { person, kind: kind as SanctionKind, ...(untilMs !== undefined && { untilMs }) }
}
