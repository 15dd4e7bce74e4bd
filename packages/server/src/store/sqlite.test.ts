import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { storeContract } from './contract/contract.js'
import { add, added, idsOf, pageOf } from './contract/place.js'
import { loadSqlite } from './sqlite-driver.js'
import { openSqliteStore, startWorker } from './sqlite.js'
import type { StoreThread } from './sqlite.js'
import type { Store } from './store.js'

/** The thread's file is JavaScript, and there is none beside the source: built here, so that it is never an old one. */
let folder = ''
let worker: URL

beforeAll(async () => {
  // Below node_modules, so that what it imports is found.
  const cache = fileURLToPath(new URL('../../../../node_modules/.cache/', import.meta.url))
  await mkdir(cache, { recursive: true })
  folder = await mkdtemp(join(cache, 'roomful-store-'))
  const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
  await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { '@roomful/protocol': source('../../../protocol/src/index.ts') } },
    build: {
      ssr: true,
      outDir: folder,
      minify: false,
      rolldownOptions: {
        input: { 'sqlite-worker': source('./sqlite-worker.ts'), sqlite: source('./sqlite.ts') },
        output: { entryFileNames: '[name].js' },
        external: ['libsql', 'pg'],
      },
    },
  })
  worker = pathToFileURL(join(folder, 'sqlite-worker.js'))
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

/** A place for one database file. */
async function inPlace(check: (file: string) => Promise<void>): Promise<void> {
  const place = await mkdtemp(join(tmpdir(), 'roomful-thread-'))
  try {
    await check(join(place, 'a.db'))
  } finally {
    await rm(place, { recursive: true })
  }
}

const openThread = (file: string): Promise<Store> =>
  openSqliteStore(file, { startThread: (path) => startWorker(worker, path) })

const inThread = {
  isDurable: true,
  async place() {
    const place = await mkdtemp(join(tmpdir(), 'roomful-thread-'))
    return { open: () => openThread(join(place, 'a.db')), remove: () => rm(place, { recursive: true }) }
  },
}

for (const { title, run } of storeContract(inThread)) test(`${title} (SQLite in its thread)`, run)

test('[D1] a thread that dies is said, and the next one goes on with what was acknowledged', () =>
  inPlace(async (file) => {
    const threads: StoreThread[] = []
    const store = await openSqliteStore(file, {
      startThread(path) {
        const thread = startWorker(worker, path)
        threads.push(thread)
        return thread
      },
    })
    const acknowledged: string[] = []
    const asked = Array.from({ length: 400 }, () => added(store).then((id) => acknowledged.push(id)))
    await Promise.any(asked)
    // No JSON: an error that nobody catches, which is how threads die.
    threads[0]?.send('{')
    for (let index = 0; index < 50; index += 1) asked.push(added(store).then((id) => acknowledged.push(id)))
    const settled = Promise.allSettled(asked)
    const lost = (await settled).filter((each) => each.status === 'rejected')
    for (const { reason } of lost) expect((reason as { code: string }).code).toBe('STORE_UNAVAILABLE')
    expect(acknowledged.length + lost.length).toBe(450)
    expect(lost.length).toBeGreaterThan(0)
    const { result } = await add(store)
    expect(threads.length).toBe(2)
    const kept = new Set(
      (await store.read('log.since', { room: '/blog/7', after: 0, limit: 1_000 })).list.map(({ i }) => i),
    )
    for (const id of [...acknowledged, result.comment.id]) expect(kept.has(id)).toBe(true)
    await store.close()
  }))

test('[W4] what waits for a thread that does not move is bounded', () =>
  inPlace(async (file) => {
    const listeners: ((text: string) => void)[] = []
    const stuck: StoreThread = {
      send() {},
      onText: (listener) => void listeners.push(listener),
      onEnd() {},
      hold() {},
    }
    const opening = openSqliteStore(file, { startThread: () => stuck })
    for (const listener of listeners) listener('[{"n":0}]')
    const store = await opening
    const text = 'x'.repeat(10_000)
    const results: string[] = []
    for (let index = 0; index < 600; index += 1)
      add(store, { text }).catch((error: { code: string }) => results.push(error.code))
    await new Promise((resolve) => setImmediate(resolve))
    expect(new Set(results)).toEqual(new Set(['STORE_BUSY']))
    // The suite's fingerprints are the text itself: each write waits with twice 10,000 characters.
    expect(results.length).toBeGreaterThan(380)
    expect(results.length).toBeLessThan(410)
  }))

test('what the thread refuses to open is refused with its own words', () =>
  inPlace(async (file) => {
    await (await openThread(file)).close()
    const connection = (await loadSqlite())(file)
    connection.exec('INSERT INTO roomful_migrations (version) VALUES (999)')
    connection.close()
    await expect(openThread(file)).rejects.toMatchObject({ code: 'STORE_NEWER' })
    const missing = join(file, 'no', 'such.db')
    await expect(openThread(missing)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining(missing),
    })
  }))

test('a store that nobody closes does not keep the process alive, and what it acknowledged is kept', () =>
  inPlace(async (file) => {
    // The built file finds the thread's beside it, as an installed one does.
    const entry = pathToFileURL(join(folder, 'sqlite.js')).href
    const code = `
      const { sqliteStore } = await import(${JSON.stringify(entry)})
      const store = await sqliteStore(${JSON.stringify(file)})
      const author = { id: 'ada', name: 'Ada', isVerified: false }
      const change = { comment: 'kept', author, text: 'Kept.', status: 'visible' }
      await store.write({ room: '/blog/7', author: 'ada', id: 'w', atMs: 1, fingerprint: '', kind: 'comment.add', change })
      process.stdout.write('acknowledged')`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
      timeout: 15_000,
    })
    expect(stdout).toBe('acknowledged')
    const store = await openThread(file)
    expect([await idsOf(store), (await pageOf(store)).offset]).toEqual([['kept'], 1])
    await store.close()
  }))
