import { expect, test } from 'vitest'
import { add, added, pageOf, person, react, ROOM, write } from '../../contract/place.js'
import { openMemoryDatabase } from '../../sqlite-database.js'
import type { Store } from '../../store.js'
import { createSqlStore } from '../engine.js'
import { textOf } from '../row.js'
import type { Sql, SqlDriver, SqlValue } from '../sql.js'

type Statement = readonly [text: string, values: readonly SqlValue[]]

/** A store, and every statement that its reads have run. */
async function openSpied(): Promise<{ store: Store; driver: SqlDriver; said: Statement[] }> {
  const driver = await openMemoryDatabase()
  const said: Statement[] = []
  const spying = (sql: Sql): Sql => {
    const noting =
      <T>(work: (text: string, ...values: readonly SqlValue[]) => Promise<T>) =>
      (text: string, ...values: readonly SqlValue[]): Promise<T> => {
        said.push([text, values])
        return work(text, ...values)
      }
    return { ...sql, all: noting(sql.all), first: noting(sql.first) }
  }
  const spied = {
    ...driver,
    snapshot: (work: Parameters<SqlDriver['snapshot']>[0]) => driver.snapshot((sql) => work(spying(sql))),
  }
  return { store: await createSqlStore({ driver: spied as SqlDriver }), driver, said }
}

/** How SQLite would go about a statement, one step a line. */
function planOf(driver: SqlDriver, [text, values]: Statement): Promise<readonly string[]> {
  return driver.snapshot(async (sql) => {
    const rows = await sql.all(`EXPLAIN QUERY PLAN ${text}`, ...values)
    return rows.map((row) => textOf(row, 'detail'))
  })
}

test('[T7] no read of comments or of the log looks at more than it gives', async () => {
  const { store, driver, said } = await openSpied()
  const root = await added(store, { by: person('bob', 'Bob') })
  const answers: string[] = []
  for (let index = 0; index < 60; index += 1)
    answers.push(await added(store, { parent: root, text: '@Bob', mentions: ['bob'] }))
  const other = await added(store)
  await add(store, { parent: other })
  await add(store, { status: 'held' })
  await react(store, other)
  await write(store, { kind: 'comment.mark', change: { comment: other, mark: 'pinned', on: true, isModerator: true } })
  await write(store, { kind: 'state.set', change: { key: 'k', value: 1 } })

  for (const sort of ['new', 'old', 'top'] as const) {
    const { more } = await pageOf(store, { sort, limit: 1, reader: 'ada' })
    await pageOf(store, { sort, limit: 1, ...(more !== undefined && { cursor: more }) })
    await pageOf(store, { sort, reader: 'ada' })
    await pageOf(store, { sort, around: answers[55] ?? '', reader: 'ada' })
  }
  await pageOf(store, { thread: root, cursor: answers[9] ?? '', reader: 'ada' })
  await store.read('comments.one', { room: ROOM, comment: other, reader: 'ada' })
  await store.read('comments.latest', { room: ROOM, limit: 20 })
  await store.read('comments.counts', { rooms: [ROOM, '/other', '/third'] })
  await store.read('comments.people', { room: ROOM, q: 'b', limit: 5 })
  await store.read('log.head', { room: ROOM })
  await store.read('log.since', { room: ROOM, after: 3, limit: 10 })
  await store.read('state.all', { room: ROOM })

  const texts = new Map(said.map((statement) => [statement[0], statement]))
  expect(texts.size).toBeGreaterThan(15)
  for (const statement of texts.values()) {
    const plan = await planOf(driver, statement)
    const wrong = plan.filter((step) => /^SCAN|TEMP B-TREE|^SEARCH c USING PRIMARY KEY \(room=\?\)/.test(step))
    // The whole of a list that has a limit of its own: the room's people (by name), the reader's own waiting comments.
    expect(wrong, `${statement[0]}\n${plan.join('\n')}`).toEqual(
      statement[0].includes('ORDER BY h.words') ? ['USE TEMP B-TREE FOR ORDER BY'] : [],
    )
  }
})
