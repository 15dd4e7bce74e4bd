/**
 * Everything there is, in records, page by page: of the site, of a room, of a person. What there is says `export-sections.ts`.
 *
 * Sections come one after the other, each in the order of an index, so that a page costs a page.
 */
import { RoomfulError } from '@roomful/protocol'
import type { Json } from '@roomful/protocol'
import type { ExportRecord, TransferQueries } from '../../person-store.js'
import { printCursor } from '../cursor.js'
import { SECTIONS } from './export-sections.js'
import type { Field, Section } from './export-sections.js'
import { isSet, jsonOf, maybeText, numberOf, textOf } from '../row.js'
import type { AnswerQuery, Row, Sql, SqlValue } from '../sql.js'

type Ask = TransferQueries['export.page']['ask']

/** A section, and the keys of the last row that was given out; none: at its beginning. */
interface Place {
  readonly at: number
  readonly keys: readonly SqlValue[]
}

export const exportPage: AnswerQuery<'export.page'> = async (sql, ask) => {
  const list: ExportRecord[] = []
  let place = ask.cursor === undefined ? { at: 0, keys: [] } : placeOf(ask.cursor)
  for (; place.at < SECTIONS.length; place = { at: place.at + 1, keys: [] }) {
    const section = SECTIONS[place.at]
    if (!section || !isAskedFor(section, ask)) continue
    const left = ask.limit - list.length
    const rows = await rowsOf(sql, { section, ask, after: place.keys, limit: left + 1 })
    const given = rows.slice(0, left)
    list.push(...given.map((row) => ({ kind: section.kind, fields: fieldsOf(section, row) })))
    if (rows.length <= left) continue
    const last = given.at(-1)
    const keys = last
      ? section.keys.map(([column, type]) => (type === 'number' ? numberOf(last, column) : textOf(last, column)))
      : place.keys
    return { list, more: printCursor([place.at, ...keys]) }
  }
  return { list }
}

function isAskedFor({ ofRoom, ofPerson, isOnlyOfPerson = false }: Section, { room, person }: Ask): boolean {
  if (room !== undefined && ofRoom === undefined) return false
  return person === undefined ? !isOnlyOfPerson : ofPerson !== undefined
}

interface Slice {
  readonly section: Section
  readonly ask: Ask
  readonly after: readonly SqlValue[]
  readonly limit: number
}

function rowsOf(sql: Sql, { section, ask, after, limit }: Slice): Promise<readonly Row[]> {
  const { from, where, keys, ofRoom, ofPerson, fields } = section
  const order = keys.map(([column]) => column).join(', ')
  const parts: readonly (readonly [where: string | undefined, values: readonly SqlValue[]])[] = [
    [where, []],
    ask.room === undefined ? [undefined, []] : part(ofRoom, ask.room),
    ask.person === undefined ? [undefined, []] : part(ofPerson, ask.person),
    [after.length === 0 ? undefined : `(${order}) > (${keys.map(() => '?').join(', ')})`, after],
  ]
  const wanted = parts.filter(([part]) => part !== undefined)
  const columns = new Set([...keys.map(([column]) => column), ...fields.flatMap(columnsOf)])
  return sql.all(
    `SELECT ${[...columns].join(', ')} FROM ${from}
     ${wanted.length > 0 ? `WHERE ${wanted.map(([part]) => part).join(' AND ')}` : ''} ORDER BY ${order} LIMIT ?`,
    ...wanted.flatMap(([, values]) => values),
    limit,
  )
}

/** A condition, with the same value for each of its placeholders. */
function part(where: string | undefined, value: string): readonly [string | undefined, readonly SqlValue[]] {
  return [where, Array.from((where ?? '').matchAll(/\?/g), () => value)]
}

const columnsOf = ([column, , holds]: Field): readonly string[] => (holds === 'author' ? [column, 'name'] : [column])

function fieldsOf({ fields }: Section, row: Row): Readonly<Record<string, Json>> {
  const present = fields.filter(([column]) => row[column] !== null)
  return Object.fromEntries(present.map((field) => [field[1], valueOf(field, row)]))
}

function valueOf([column, , holds]: Field, row: Row): Json {
  switch (holds) {
    case 'flag':
      return isSet(row, column)
    case 'number':
      return numberOf(row, column)
    case 'json':
      return jsonOf(row, column) ?? null
    case 'author':
      return { id: textOf(row, column), name: maybeText(row, 'name') ?? '' }
    default:
      return textOf(row, column)
  }
}

/** @throws MESSAGE_INVALID for what no page has given out. */
function placeOf(cursor: string): Place {
  const words = parse(cursor)
  const [at, ...keys] = Array.isArray(words) ? (words as readonly unknown[]) : []
  const shape = typeof at === 'number' ? SECTIONS[at]?.keys : undefined
  const isRight =
    shape &&
    (keys.length === 0 || (keys.length === shape.length && shape.every(([, type], i) => typeof keys[i] === type)))
  if (!isRight) throw new RoomfulError('MESSAGE_INVALID', { at: 'cursor' })
  return { at: at as number, keys: keys as readonly SqlValue[] }
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(cursor)
  } catch {
    return undefined // Somebody's own words.
  }
}
