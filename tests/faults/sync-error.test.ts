/**
 * A whole server whose disk takes what is written and fails to keep it. [F3]
 *
 *     FAULTS=long npx vitest run tests/faults/sync-error.test.ts     ten windows of failure instead of three
 */
import { join } from 'node:path'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { sqliteStore } from 'roomful'
import { expect, onTestFinished } from 'vitest'
import { diskErrorTest, failSyncs } from '../support/disk-errors.js'
import { expectDurable, keptIn, POURED } from '../support/durable.js'
import { createScribe } from '../support/scribe.js'
import { startProcess } from '../support/server-process.js'
import { until } from '../support/until.js'

const ROOM = '/blog/7'
const PEOPLE = 8
const WINDOWS = process.env['FAULTS'] === 'long' ? 10 : 3

diskErrorTest(
  '[D1,D2,W4] a disk that cannot keep what it took: nobody is told yes meanwhile, reading goes on, and writing comes back',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'roomful-sync-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const file = join(folder, 'a.db')
    const server = await startProcess({ config: { database: `sqlite:${file}`, ...POURED } })
    const scribes = Array.from({ length: PEOPLE }, (_, who) =>
      createScribe({ url: server.url, room: ROOM, name: `p${who}` }),
    )
    onTestFinished(async () => void (await Promise.all(scribes.map((scribe) => scribe.close()))))
    await until(() => scribes.every(({ position }) => position !== undefined), 'all read along')
    let isOver = false
    const writing = scribes.map(async (scribe, who) => {
      for (let index = 0; !isOver; index++) await scribe.write(`p${who}-${index}`, `Comment ${index} of p${who}.`)
    })
    const written = (): number => scribes.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0)
    await until(() => written() > 50, 'they write')
    for (let window = 0; window < WINDOWS; window++) {
      for (const { codes } of scribes) (codes as Map<string, number>).clear()
      const heal = await failSyncs(server.pid)
      await until(() => scribes.every(({ codes }) => codes.size > 0), 'all have been told', 15_000)
      const known = written()
      const answer = await fetch(
        `${server.url}/roomful/v1/rooms/${encodeURIComponent(ROOM)}/read?what=comments&limit=5`,
      )
      expect(answer.status, await answer.clone().text()).toBe(200)
      expect(((await answer.json()) as { total: number }).total).toBeGreaterThanOrEqual(known)
      for (const { codes } of scribes) expect(['STORE_UNAVAILABLE']).toEqual([...codes.keys()])
      // Nothing is kept now, so nothing may be acknowledged.
      expect(written()).toBe(known)
      await heal()
      const healedMs = performance.now()
      const marks = scribes.map(({ acknowledged }) => acknowledged.size)
      await until(
        () => scribes.every(({ acknowledged }, who) => acknowledged.size > (marks[who] ?? 0)),
        'all write again',
        5_000,
      )
      console.info(`syncs failed ${window + 1}: all write again after ${(performance.now() - healedMs).toFixed(0)} ms`)
    }
    isOver = true
    await Promise.all(writing)
    expect(server.output()).not.toContain('internal-error')
    await server.kill('SIGKILL')
    const store = await sqliteStore(file)
    onTestFinished(() => store.close())
    const room = await keptIn(store, ROOM)
    expectDurable(room, scribes)
    expect(room.texts.size).toBe(written())
  },
  120_000,
)
