import { expect, test } from 'vitest'
import { add, added, first, idsOf, logOf, pageOf, react, remove, ROOM, write } from '../contract/place.js'
import { openMemoryDatabase } from '../sqlite-database.js'
import type { Store } from '../store.js'
import { createSqlStore } from './engine.js'
import type { CommitGate } from './engine.js'
import { numberOf } from './row.js'
import type { Sql, SqlDriver } from './sql.js'

/** What is in the tables, past the store. */
function look<T>(driver: SqlDriver, work: (sql: Sql) => Promise<T>): Promise<T> {
  return driver.snapshot(work)
}

const code = (error: unknown): unknown => (error as { code?: string }).code

/** A gate that lets nothing pass until it is told to. */
function createGate(): CommitGate & { readonly waits: () => number; next(how?: 'crash'): Promise<void> } {
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = []
  const pause = (): Promise<void> => new Promise((resolve, reject) => void waiting.push({ resolve, reject }))
  const until = async (): Promise<(typeof waiting)[number]> => {
    for (;;) {
      const next = waiting.shift()
      if (next) return next
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return {
    applied: pause,
    committed: pause,
    waits: () => waiting.length,
    async next(how) {
      const { resolve, reject } = await until()
      if (how === 'crash') reject(new Error('the node is gone'))
      else resolve()
    },
  }
}

test('[D1] nothing is acknowledged before the commit, and a crash before it leaves nothing', async () => {
  const driver = await openMemoryDatabase()
  const gate = createGate()
  const store = await createSqlStore({ driver, gate })
  const answers: string[] = []
  const asked = ['a', 'b'].map((comment) => add(store, { comment }).then(() => answers.push(comment)))
  const settled = Promise.allSettled(asked)
  await gate.next('crash')
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(answers).toEqual([])
  const after = await createSqlStore({ driver })
  expect((await pageOf(after)).offset).toBe(0)
})

test('[D2] a crash between commit and answer is made good by a repeat', async () => {
  const driver = await openMemoryDatabase()
  const gate = createGate()
  const store = await createSqlStore({ driver, gate })
  const lost = expect(add(store, { id: 'again', comment: 'kept' })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await gate.next()
  await gate.next('crash')
  await lost
  const after = await createSqlStore({ driver })
  const { isRepeat, result } = await add(after, { id: 'again', comment: 'another' })
  expect([isRepeat, result.comment.id]).toEqual([true, 'kept'])
  expect((await add(after)).entries).toMatchObject([{ o: 2 }])
})

test('what arrives in one turn, or while a commit is under way, is committed together', async () => {
  const driver = await openMemoryDatabase()
  let commits = 0
  const gate = { applied: () => Promise.resolve(), committed: () => Promise.resolve(void (commits += 1)) }
  const store = await createSqlStore({ driver, gate })
  await Promise.all(Array.from({ length: 200 }, () => add(store)))
  expect(commits).toBe(1)
})

test('[W4] more than may wait is refused at once, and taken again when there is room', async () => {
  const driver = await openMemoryDatabase()
  const gate = createGate()
  const store = await createSqlStore({ driver, gate, maxWaitingBytes: 5_000 })
  const text = 'x'.repeat(1_000)
  const asked = Array.from({ length: 10 }, () => add(store, { text }))
  const settled = Promise.allSettled(asked)
  for (let index = 0; index < 2; index += 1) await gate.next()
  const results = await settled
  const refused = results.filter(({ status }) => status === 'rejected')
  expect(refused.length).toBeGreaterThan(4)
  for (const each of refused) expect(code((each as PromiseRejectedResult).reason)).toBe('STORE_BUSY')
  expect((await idsOf(store)).length).toBe(results.length - refused.length)
  const late = add(store, { text })
  for (let index = 0; index < 2; index += 1) await gate.next()
  expect((await late).isRepeat).toBe(false)
})

test('[W4] a full disk is said, nothing is half kept, and writing goes on when there is space', async () => {
  const driver = await openMemoryDatabase()
  const store = await createSqlStore({ driver })
  const pages = await look(driver, async (sql) => numberOf((await sql.first('PRAGMA page_count')) ?? {}, 'page_count'))
  const allow = (count: number) => look(driver, (sql) => sql.all(`PRAGMA max_page_count = ${count}`))
  await allow(pages + 40)
  const kept: string[] = []
  let failure: unknown
  for (let index = 0; failure === undefined && index < 500; index += 1) {
    await added(store, { text: 'x'.repeat(2_000) }).then(
      (id) => kept.push(id),
      (error: unknown) => (failure = error),
    )
  }
  expect(code(failure)).toBe('STORE_FULL')
  expect(kept.length).toBeGreaterThan(10)
  // Reading goes on meanwhile.
  expect(await pageOf(store)).toMatchObject({ total: kept.length, offset: kept.length })
  await allow(pages + 1_000)
  expect(first((await add(store)).entries).o).toBe(kept.length + 1)
})

test('a closed store finishes what it has taken and takes no more', async () => {
  const driver = await openMemoryDatabase()
  const store = await createSqlStore({ driver })
  const asked = Array.from({ length: 300 }, () => add(store))
  const closing = store.close()
  await expect(add(store)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await closing
  expect((await Promise.all(asked)).length).toBe(300)
})

/** Fails the statement, BEGIN or COMMIT of this number, once; or never. */
function failing(driver: SqlDriver): {
  readonly driver: SqlDriver
  failAt(step: number): void
  readonly count: () => number
} {
  let steps = 0
  let fatal = Number.POSITIVE_INFINITY
  const step = (): void => {
    steps += 1
    if (steps !== fatal) return
    throw Object.assign(new Error('disk I/O error'), { rawCode: 10 })
  }
  const over = (sql: Sql): Sql => {
    const stepping =
      <T>(work: (text: string, ...values: never[]) => Promise<T>) =>
      (text: string, ...values: never[]): Promise<T> => {
        step()
        return work(text, ...values)
      }
    return { ...sql, all: stepping(sql.all), first: stepping(sql.first), run: stepping(sql.run) } as Sql
  }
  return {
    count: () => steps,
    failAt(at) {
      steps = 0
      fatal = at
    },
    driver: {
      ...driver,
      async transaction(work) {
        step()
        return driver.transaction(async (sql) => {
          const result = await work(over(sql))
          step()
          return result
        })
      },
      async snapshot(work) {
        step()
        return driver.snapshot((sql) => work(over(sql)))
      },
    },
  }
}

/** Some of everything; what fails is tried again with the same id, as clients do. */
async function workload(store: Store, note: (what: string, error: unknown) => void): Promise<number> {
  let acknowledged = 0
  const stubborn = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    for (let tries = 0; ; tries += 1) {
      try {
        await work()
        acknowledged += 1
        return
      } catch (error) {
        note(what, error)
        if (tries > 2) throw error
      }
    }
  }
  const atMs = 1_700_000_000_000
  const comment = { text: 'Words.', atMs }
  await stubborn('add', () => add(store, { ...comment, id: 'w1', comment: 'root' }))
  await Promise.all([
    stubborn('answer', () => add(store, { ...comment, id: 'w2', comment: 'answer', parent: 'root' })),
    stubborn('react', () =>
      write(store, { id: 'w3', atMs, kind: 'comment.react', change: { comment: 'root', emoji: '👏', on: true } }),
    ),
    expect(react(store, 'unknown')).rejects.toThrow(),
    stubborn('state', () => write(store, { id: 'w4', atMs, kind: 'state.add', change: { key: 'n', by: 1 } })),
  ])
  await stubborn('edit', () =>
    write(store, {
      ...{ id: 'w5', atMs, kind: 'comment.edit' as const },
      change: { comment: 'answer', text: 'Others.', isModerator: false, windowMs: 1e12, status: 'held' },
    }),
  )
  await stubborn('judge', () =>
    write(store, {
      id: 'w6',
      author: 'mod',
      atMs,
      kind: 'comment.judge',
      change: { comment: 'answer', verdict: 'approve' },
    }),
  )
  await stubborn('delete', () =>
    write(store, { id: 'w7', atMs, kind: 'comment.delete', change: { comment: 'root', isModerator: false } }),
  )
  return acknowledged
}

test('[D1,D2] whichever single step of the database fails, nothing is lost, doubled or half done', async () => {
  const whole = failing(await openMemoryDatabase())
  const reference = await createSqlStore({ driver: whole.driver })
  whole.failAt(-1)
  const count = await workload(reference, () => {})
  const steps = whole.count()
  const expected = [await logOf(reference), (await pageOf(reference)).list]
  expect(steps).toBeGreaterThan(40)
  expect(count).toBe(7)
  let said = 0
  for (let step = 1; step <= steps; step += 1) {
    const faulty = failing(await openMemoryDatabase())
    const store = await createSqlStore({ driver: faulty.driver })
    faulty.failAt(step)
    const failures: unknown[] = []
    await workload(store, (_what, error) => failures.push(code(error)))
    faulty.failAt(-1)
    // A statement that fails is tried again inside the same group; what cannot be is said.
    expect(
      failures.every((each) => each === 'STORE_UNAVAILABLE'),
      `step ${step}`,
    ).toBe(true)
    said += failures.length
    const log = await logOf(store)
    // A commit that was in doubt may have taken another order; what there is, is the same.
    const bare = (list: typeof log): unknown[] =>
      list.map(({ o: _o, v: { o: _vo, ...v }, ...rest }) => ({ ...rest, v })).sort(byMark)
    expect(bare(log), `step ${step}`).toEqual(bare(expected[0] as typeof log))
    const head = await store.read('log.head', { room: ROOM })
    expect(head.offset, `step ${step}`).toBe(7)
  }
  expect(said).toBeGreaterThan(5)
})

const byMark = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

test('counts that are kept are what counting gives, after anything', async () => {
  const driver = await openMemoryDatabase()
  const store = await createSqlStore({ driver })
  const ids: string[] = []
  for (let index = 0; index < 120; index += 1) {
    const parent = index % 3 === 0 ? undefined : ids[(index * 7) % ids.length]
    await added(store, { status: index % 5 === 4 ? 'held' : 'visible', ...(parent !== undefined && { parent }) })
      .then((id) => ids.push(id))
      .catch((error: unknown) => expect(code(error)).toBe('COMMENT_UNKNOWN'))
    const some = ids[(index * 5) % ids.length] ?? ''
    if (index % 4 === 0) await react(store, some, { author: `p${index % 3}` }).catch(() => {})
    const verdict = index % 2 === 0 ? 'approve' : 'reject'
    if (index % 6 === 1)
      await write(store, { author: 'mod', kind: 'comment.judge', change: { comment: some, verdict } }).catch(() => {})
    if (index % 7 === 3) await remove(store, some, { isModerator: true, author: 'mod' })
  }
  const wrong = await look(driver, (sql) =>
    sql.all(`SELECT c.id FROM roomful_comments AS c WHERE
      c.kids <> (SELECT count(*) FROM roomful_comments AS k WHERE k.room = c.room AND k.parent = c.id AND k.listed = 1)
      OR c.replies <> (SELECT count(*) FROM roomful_comments AS k WHERE k.room = c.room AND k.thread = c.id AND k.status = 'visible')
      OR c.listed <> (c.status = 'visible' OR c.kids > 0)
      OR c.unseen <> (c.status IN ('held', 'hidden', 'rejected'))
      OR (c.thread IS NULL AND c.score <> c.replies
        + (SELECT count(*) FROM roomful_reactions AS r WHERE r.room = c.room AND r.comment = c.id))`),
  )
  expect(wrong).toEqual([])
  const [room, people] = await look(driver, async (sql) => [
    await sql.first(
      `SELECT r.total - (SELECT count(*) FROM roomful_comments WHERE status = 'visible') AS wrong FROM roomful_rooms AS r`,
    ),
    await sql.first(`SELECT count(*) AS wrong FROM roomful_room_people AS h WHERE
      h.visible <> (SELECT count(*) FROM roomful_comments AS c WHERE c.author = h.person AND c.status = 'visible')
      OR h.kept <> (SELECT count(*) FROM roomful_comments AS c WHERE c.author = h.person)`),
  ])
  expect([room?.['wrong'], people?.['wrong']]).toEqual([0, 0])
})
