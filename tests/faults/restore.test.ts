/** Damaged files, backups put back, and a store's thread that dies: under a whole server. [F26,F27] */
import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sqliteStore } from 'roomful'
import { expect, onTestFinished, test } from 'vitest'
import { loadSqlite } from '../../packages/server/src/store/sqlite-driver.js'
import { openSqliteStore, startWorker, type StoreThread } from '../../packages/server/src/store/sqlite.js'
import { expectDurable, keptIn, POURED } from '../support/durable.js'
import { withServer } from '../support/live-server.js'
import { createScribe, type Scribe } from '../support/scribe.js'
import { createDice } from '../support/seeded-random.js'
import { startProcess } from '../support/server-process.js'
import { until } from '../support/until.js'

const ROOM = '/blog/7'
const FLIPS = process.env['FAULTS'] === 'long' ? 200 : 10
const CLI = fileURLToPath(new URL('../../packages/server/bin/roomful.js', import.meta.url))
const WORKER = new URL('../../packages/server/dist/store/sqlite-worker.js', import.meta.url)

async function inFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'roomful-restore-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** People who write without a pause until they are told to stop. */
async function company(
  url: string,
  people: number,
): Promise<{ scribes: readonly Scribe[]; stop: () => Promise<void> }> {
  const scribes = Array.from({ length: people }, (_, who) => createScribe({ url, room: ROOM, name: `p${who}` }))
  onTestFinished(async () => void (await Promise.all(scribes.map((scribe) => scribe.close()))))
  await until(() => scribes.every(({ position }) => position !== undefined), 'all read along')
  let isOver = false
  const writing = scribes.map(async (scribe, who) => {
    for (let index = 0; !isOver; index++) await scribe.write(`p${who}-${index}`, `Comment ${index} of p${who}.`)
  })
  return {
    scribes,
    async stop() {
      isOver = true
      await Promise.all(writing)
    },
  }
}

const written = (scribes: readonly Scribe[]): number =>
  scribes.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0)

/** All pages of comments as a reader gets them, or the code of the first that is refused. */
async function readAll(url: string): Promise<string> {
  let cursor = ''
  let all = ''
  do {
    const query = new URLSearchParams({ what: 'comments', sort: 'old', limit: '50', ...(cursor ? { cursor } : {}) })
    const answer = await fetch(`${url}/roomful/v1/rooms/${encodeURIComponent(ROOM)}/read?${query.toString()}`)
    const page = (await answer.json()) as { list?: unknown; total?: number; more?: string; error?: { code: string } }
    if (page.error) return page.error.code
    all += JSON.stringify([page.list, page.total])
    cursor = page.more ?? ''
  } while (cursor !== '')
  return all
}

/** A database's file and its log, in a folder of their own: a connection of before would change what it finds. */
async function putDown([content, log]: readonly Buffer[]): Promise<string> {
  const file = join(await inFolder(), 'a.db')
  await writeFile(file, content as Buffer)
  await writeFile(`${file}-wal`, log as Buffer)
  return file
}

/** The same database after an orderly end: everything is in the file. */
async function endedOrderly(crashed: readonly Buffer[]): Promise<readonly Buffer[]> {
  const file = await putDown(crashed)
  await (await sqliteStore(file)).close()
  return [await readFile(file), Buffer.alloc(0)]
}

/** Where two readings part, in words; empty if they do not. */
function firstDifference(read: string, whole: string): string {
  if (read === whole) return ''
  const at = [...whole].findIndex((letter, index) => read[index] !== letter)
  const around = (text: string): string => text.slice(Math.max(0, at - 80), at + 80)
  return `${read.length} letters instead of ${whole.length}: ${around(read)} instead of ${around(whole)}`
}

test('[D1] a byte changed in the files of a database: the server does not start and says why, or serves what was written', async () => {
  const folder = await inFolder()
  const file = join(folder, 'a.db')
  const config = { ...POURED, database: `sqlite:${file}` }
  let server = await startProcess({ config })
  const { scribes, stop } = await company(server.url, 4)
  // Few enough that all of the log still matters: SQLite begins it anew at 4 MB.
  await until(() => written(scribes) > 60, 'there is something to damage')
  await stop()
  const whole = await readAll(server.url)
  // A last commit that is damaged looks like one that the crash has cut short, which nobody was told of. So that these are others:
  const last = createScribe({ url: server.url, room: '/last', name: 'p0' })
  for (let index = 0; index < 3; index++) await last.write(`last-${index}`, `Comment ${index} elsewhere.`)
  await last.close()
  await server.kill('SIGKILL')
  const crashed = await Promise.all([file, `${file}-wal`].map((each) => readFile(each)))
  const ended = await endedOrderly(crashed)
  const seed = Date.now()
  const dice = createDice(seed)
  const outcomes = { refused: 0, noticed: 0, harmless: 0 }
  for (let round = 0; round < FLIPS; round++) {
    const isLog = round % 2 === 1
    const changed = (isLog ? crashed : ended).map((bytes) => Buffer.from(bytes))
    const victim = changed[isLog ? 1 : 0] as Buffer
    const at = dice.below(victim.length)
    victim[at] = (victim[at] ?? 0) ^ dice.between(1, 255)
    const file = await putDown(changed)
    try {
      server = await startProcess({ config: { ...POURED, database: `sqlite:${file}` } })
    } catch (error) {
      outcomes.refused += 1
      expect(String(error)).toContain(file)
      continue
    }
    const read = await readAll(server.url)
    if (read === 'STORE_UNAVAILABLE') outcomes.noticed += 1
    else {
      outcomes.harmless += 1
      const where = `byte ${at} of ${victim.length} of ${isLog ? 'the log' : 'the file'}, seed ${seed}`
      expect(firstDifference(read, whole), `${where}, changed what is read`).toBe('')
    }
    await server.kill('SIGKILL')
  }
  console.info(`one byte changed, ${FLIPS} times: ${JSON.stringify(outcomes)}, never silently wrong`)
}, 600_000)

test('[D3,G4] a backup made while people write is put back: everybody starts over, and nobody is told two stories', async () => {
  const folder = await inFolder()
  const file = join(folder, 'a.db')
  const config = { ...POURED, database: `sqlite:${file}` }
  let server = await startProcess({ config })
  const { url, port } = server
  const { scribes, stop } = await company(url, 10)
  await until(() => written(scribes) > 100, 'they write')
  const connection = (await loadSqlite())(file)
  connection.exec(`VACUUM INTO '${join(folder, 'backup.db')}'`)
  connection.close()
  const known = written(scribes)
  await until(() => written(scribes) > known + 100, 'they write on')
  await stop()
  const before = scribes.map(({ position }) => position)

  await server.kill('SIGKILL')
  for (const end of ['-wal', '-shm']) await rm(`${file}${end}`, { force: true })
  await copyFile(join(folder, 'backup.db'), file)
  await promisify(execFile)(process.execPath, [CLI, 'renew', '--database', `sqlite:${file}`])
  server = await startProcess({ port, config })
  await until(() => scribes.every(({ isIn, resets }) => isIn && resets === 1), 'everybody starts over')
  const after = scribes.map(({ position }) => position)
  for (const [who, position] of before.entries()) {
    expect(after[who]?.epoch).not.toBe(position?.epoch)
    expect(after[who]?.offset).toBeLessThan(position?.offset ?? 0)
  }
  const again = scribes.map((scribe, who) => scribe.write(`again-${who}`, `Comment of p${who} after the backup.`))
  const kept = await Promise.all(again)
  const end = Math.max(...kept.map(({ offset }) => offset))
  await until(() => scribes.every(({ position }) => position?.offset === end), 'all have heard all')
  await server.kill('SIGKILL')
  const store = await sqliteStore(file)
  onTestFinished(() => store.close())
  const room = await keptIn(store, ROOM)
  expect(scribes.flatMap(({ faults }) => faults)).toEqual([])
  for (const { heard } of scribes) for (const [offset, comment] of heard) expect(room.order[offset - 1]).toBe(comment)
  for (const { offset, comment } of kept) expect(room.order[offset - 1]).toBe(comment)
  expect(room.order.length).toBe(end)
}, 60_000)

test('[D1,D2,D3,W4] the store’s thread dies under fifty writers, five times: they are told, the next one goes on', async () => {
  const folder = await inFolder()
  const file = join(folder, 'a.db')
  const threads: StoreThread[] = []
  const store = await openSqliteStore(file, {
    startThread(path) {
      const thread = startWorker(WORKER, path)
      threads.push(thread)
      return thread
    },
  })
  onTestFinished(() => store.close())
  await withServer({ ...POURED, store }, async ({ url }) => {
    const { scribes, stop } = await company(url, 50)
    for (let round = 1; round <= 5; round++) {
      const before = written(scribes)
      await until(() => written(scribes) > before + 100, 'they write')
      // No JSON: an error that nobody catches, which is how threads die.
      threads.at(-1)?.send('{')
      await until(() => threads.length > round, 'another thread serves')
    }
    const before = scribes.map(({ acknowledged }) => acknowledged.size)
    await until(
      () => scribes.every(({ acknowledged }, who) => acknowledged.size > (before[who] ?? 0)),
      'all write again',
    )
    await stop()
    expect(scribes.some(({ codes }) => codes.has('STORE_UNAVAILABLE'))).toBe(true)
    const room = await keptIn(store, ROOM)
    await until(() => scribes.every(({ position }) => position?.offset === room.order.length), 'all have heard all')
    expectDurable(room, scribes)
    expect(room.texts.size).toBe(written(scribes))
    expect(scribes.map(({ resets }) => resets)).toEqual(scribes.map(() => 0))
  })
}, 60_000)
