/**
 * `kill -9` of the server process, at random moments, under fifty people who write. [F1,F5]
 *
 *     FAULTS=long npx vitest run tests/faults/kill.test.ts     longer between the kills: minutes
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { postgresStore, sqliteStore, type Store } from 'roomful'
import { expect, onTestFinished, test } from 'vitest'
import { expectDurable, keptIn, percentile, POURED } from '../support/durable.js'
import { ownPostgres, postgresTest } from '../support/postgres.js'
import { createScribe, type Scribe } from '../support/scribe.js'
import { createDice } from '../support/seeded-random.js'
import { startProcess } from '../support/server-process.js'
import { until } from '../support/until.js'

const ROOM = '/blog/7'
const PEOPLE = 50
const WRITES_PER_SECOND = 200
const ROUNDS = 20
const LONGEST_MS = process.env['FAULTS'] === 'long' ? 6_000 : 600
const dice = createDice(Date.now())

/** Everybody writes at the pace of the whole until it is over, and one more is written only when the last is acknowledged. */
async function writeAway(scribe: Scribe, name: string, isOver: () => boolean): Promise<void> {
  const gapMs = (PEOPLE / WRITES_PER_SECOND) * 1_000
  for (let index = 0; !isOver(); index++) {
    await scribe.write(`${name}-${index}`, `Comment ${index} of ${name}.`)
    await new Promise((resolve) => setTimeout(resolve, dice.unit() * 2 * gapMs))
  }
}

async function killAgainAndAgain(database: string, rounds: number, openStore: () => Promise<Store>): Promise<void> {
  const config = { database, ...POURED }
  let server = await startProcess({ config })
  const { url, port } = server
  const scribes = Array.from({ length: PEOPLE }, (_, who) => createScribe({ url, room: ROOM, name: `p${who}` }))
  onTestFinished(async () => void (await Promise.all(scribes.map((scribe) => scribe.close()))))
  await until(() => scribes.every(({ position }) => position !== undefined), 'all read along')
  let isOver = false
  const writing = Promise.all(scribes.map((scribe, who) => writeAway(scribe, `p${who}`, () => isOver)))
  const written = (): number => scribes.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0)
  const steady: number[] = []
  for (let round = 0; round < rounds; round++) {
    const before = written()
    await until(() => written() > before + PEOPLE, 'they write again', 20_000)
    const known = scribes.map(({ ackMs }) => ackMs.length)
    await new Promise((resolve) => setTimeout(resolve, dice.unit() * LONGEST_MS))
    await server.kill('SIGKILL')
    steady.push(...scribes.flatMap(({ ackMs }, who) => ackMs.slice(known[who])))
    server = await startProcess({ port, config })
  }
  isOver = true
  await writing
  await until(
    () => scribes.every(({ isIn, position }) => isIn && position?.offset === scribes[0]?.position?.offset),
    'all have heard all',
  )
  await server.kill('SIGKILL')
  const store = await openStore()
  onTestFinished(() => store.close())
  const room = await keptIn(store, ROOM)
  expectDurable(room, scribes)
  expect(room.texts.size).toBe(written())
  // Nobody may be sent back to the start for a restart: the log outlives the process. [G1]
  expect(scribes.map(({ resets }) => resets)).toEqual(scribes.map(() => 0))
  expect(scribes.map(({ heard }) => heard.size)).toEqual(scribes.map(() => room.order.length))
  console.info(
    `kill -9 × ${rounds}, ${database.split(':')[0]}: ${written()} acknowledged, none lost, none twice; ` +
      `ack p50 ${percentile(steady, 0.5).toFixed(1)} ms, p99 ${percentile(steady, 0.99).toFixed(1)} ms between the kills`,
  )
}

test('[D1,D2,D3] kill -9 of the server twenty times under 200 writes a second, on one SQLite file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'roomful-kill-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'a.db')
  await killAgainAndAgain(`sqlite:${file}`, ROUNDS, () => sqliteStore(file))
}, 600_000)

postgresTest(
  '[D1,D2,D3] kill -9 of the server under 200 writes a second, on Postgres',
  async () => {
    const { url } = await ownPostgres()
    await killAgainAndAgain(url, 4, () => postgresStore(url))
  },
  600_000,
)
