import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { add, added, first, pageOf, person, react, remove, ROOM, write } from './contract/place.js'
import { createSqlStore } from './sql/engine.js'
import { openSqliteDatabase } from './sqlite-database.js'
import { loadSqlite } from './sqlite-driver.js'
import type { Store } from './store.js'

async function inFolder(check: (file: string, folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'roomful-sqlite-'))
  try {
    await check(join(folder, 'a.db'), folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const openStore = async (file: string): Promise<Store> => createSqlStore({ driver: await openSqliteDatabase(file) })

test('[D1] the file is in WAL mode with full syncs, and readable by its owner only', () =>
  inFolder(async (file) => {
    const driver = await openSqliteDatabase(file)
    const pragma = (name: string) =>
      driver.transaction(async (sql) => Object.values((await sql.all(`PRAGMA ${name}`))[0] ?? {})[0])
    expect([await pragma('journal_mode'), await pragma('synchronous'), await pragma('secure_delete')]).toEqual([
      'wal',
      2,
      1,
    ])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await stat(`${file}-wal`)).mode & 0o777).toBe(0o600)
    await driver.close()
  }))

test('a question sees one state, whatever is committed while it is answered, and cannot write', () =>
  inFolder(async (file) => {
    const driver = await openSqliteDatabase(file)
    const store = await createSqlStore({ driver })
    await add(store)
    const count = 'SELECT count(*) AS n FROM roomful_comments'
    await driver.snapshot(async (sql) => {
      const before = await sql.first(count)
      await add(store)
      expect((await sql.first(count))?.['n']).toBe(before?.['n'])
      await expect(sql.run('DELETE FROM roomful_comments')).rejects.toThrow()
    })
    expect((await driver.snapshot((sql) => sql.first(count)))?.['n']).toBe(2)
    await store.close()
  }))

test('[T4] deleted and edited words are nowhere in the files of the database', () =>
  inFolder(async (file) => {
    const driver = await openSqliteDatabase(file)
    const store = await createSqlStore({ driver })
    // Ids of those who write are kept as long as their writes are known. [W3]
    const by = person('eve', 'Canary name')
    const long = `canary ${'words '.repeat(1_500)}canary`
    const passage = { exact: 'canary', prefix: '', suffix: '', start: 0, end: 6 }
    const comments: string[] = []
    for (const text of ['canary', long, 'canary again']) comments.push(await added(store, { by, text, passage }))
    for (let index = 0; index < 50; index += 1) await added(store, { by: person('bob'), text: 'x'.repeat(index * 40) })
    await write(store, {
      ...{ author: by.id, kind: 'comment.edit' as const },
      change: { comment: first(comments), text: 'Other words.', isModerator: false, windowMs: 1e12, status: 'visible' },
    })
    await write(store, { kind: 'state.set', fingerprint: 'x', change: { key: 'k', value: 'canary' } })
    await write(store, { kind: 'state.remove', change: { key: 'k' } })
    for (const comment of comments) await remove(store, comment, { author: by.id })
    // The last thing an idle store does is to empty the log of changes; this one waits its turn behind it.
    await driver.rest?.(false)
    for (const suffix of ['', '-wal']) {
      const bytes = await readFile(file + suffix)
      expect(/canary/i.test(bytes.toString('latin1')), suffix).toBe(false)
    }
    expect((await pageOf(store)).total).toBe(50)
    await store.close()
  }))

test('a file that cannot be opened, or is no database, is named', () =>
  inFolder(async (file, folder) => {
    const missing = join(folder, 'no', 'such', 'folder.db')
    await expect(openSqliteDatabase(missing)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining(missing),
    })
    await writeFile(file, 'this is a letter, not a database'.repeat(100))
    await expect(openSqliteDatabase(file)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  }))

/** The same every time: a byte that slips through has to slip through again. */
function createDice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    const word = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((word ^ (word >>> 14)) >>> 0) % below
  }
}

/** All that can be read. */
async function everything(store: Store): Promise<string> {
  const pages = []
  for (const sort of ['new', 'old', 'top'] as const) {
    let cursor: string | undefined
    do {
      const page = await pageOf(store, { sort, reader: 'p1', ...(cursor !== undefined && { cursor }) })
      pages.push(page)
      cursor = page.more
    } while (cursor !== undefined)
  }
  const log = await store.read('log.since', { room: ROOM, after: 0, limit: 10_000 })
  return JSON.stringify([pages, log, await store.read('state.all', { room: ROOM })])
}

test('[D1] a changed bit is noticed, at the start or when it is read: wrong words are never given out', () =>
  inFolder(async (file) => {
    const store = await openStore(file)
    for (let index = 0; index < 80; index += 1) {
      const by = person(`p${index % 7}`)
      const comment = await added(store, {
        by,
        text: `Some words, ${index}. `.repeat(40),
        status: index % 9 === 4 ? 'held' : 'visible',
      })
      if (index % 9 === 0) await react(store, comment, { author: 'p1' })
      if (index % 8 === 0) await write(store, { kind: 'state.set', change: { key: `k${index}`, value: { index } } })
    }
    const whole = await everything(store)
    await store.close()
    const bytes = readFileSync(file)
    const dice = createDice(11)
    const noticed = { atStart: 0, whenRead: 0 }
    for (let round = 0; round < 120; round += 1) {
      const changed = Buffer.from(bytes)
      const at = dice(changed.length)
      changed[at] = (changed[at] ?? 0) ^ (1 << dice(8))
      writeFileSync(file, changed)
      const opened = await openStore(file).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', message: expect.stringContaining(file) })
        noticed.atStart += 1
      })
      if (!opened) continue
      const read = await everything(opened).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE' })
        noticed.whenRead += 1
      })
      if (read !== undefined) expect(read, `bit at ${at}`).toBe(whole)
      await opened.close()
    }
    expect(Math.min(noticed.atStart, noticed.whenRead)).toBeGreaterThan(5)
  }))

test('a connection that met an error of the disk is replaced by a new one', () =>
  inFolder(async (file) => {
    const driver = await openSqliteDatabase(file)
    const seen: unknown[] = []
    const broken = Object.assign(new Error('disk I/O error'), { rawCode: 1_034 })
    const failed = driver.transaction(async (sql) => {
      seen.push(await sql.first('PRAGMA synchronous'))
      throw broken
    })
    await expect(failed).rejects.toBe(broken)
    expect(driver.explain(broken)).toMatchObject({ code: 'STORE_UNAVAILABLE', isPassing: false })
    // What is set on a connection is set on the next one as well.
    const again = await driver.transaction((sql) => sql.first('PRAGMA synchronous'))
    expect(again?.['synchronous']).toBe(2)
    await driver.close()
  }))

test('a transaction that fails leaves nothing, and the next one begins afresh', () =>
  inFolder(async (file) => {
    const driver = await openSqliteDatabase(file)
    await driver.transaction((sql) => sql.run('CREATE TABLE t (a INTEGER)'))
    const spoilt = driver.transaction(async (sql) => {
      await sql.run('INSERT INTO t VALUES (1)')
      throw new Error('no')
    })
    const next = driver.transaction((sql) => sql.run('INSERT INTO t VALUES (2)'))
    await expect(spoilt).rejects.toThrow('no')
    await next
    expect(await driver.snapshot((sql) => sql.all('SELECT a FROM t'))).toMatchObject([{ a: 2 }])
    await driver.close()
    const connection = (await loadSqlite())(file)
    expect(connection.first('SELECT count(*) AS n FROM t')?.['n']).toBe(1)
    connection.close()
  }))
