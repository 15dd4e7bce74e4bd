/**
 * What carries between nodes dies and comes back empty, or loses frames in silence: what people wrote is kept and comes to
 * everybody, and what they see of each other is right again when the way is. [F7,F12]
 *
 *     FAULTS=long npx vitest run tests/faults/broker.test.ts     away for 30 s instead of 5, lossy for a minute instead of 10 s
 */
import { fileURLToPath } from 'node:url'
import { postgresStore } from 'roomful'
import { expect, onTestFinished } from 'vitest'
import { clusterTest } from '../support/broker.js'
import { expectDurable, keptIn, percentile } from '../support/durable.js'
import { expectNoFlap, startFleet, untilAgreed, watch } from '../support/fleet.js'
import { startNodes, type Nodes, type Services } from '../support/nodes.js'
import { createScribe, type Scribe } from '../support/scribe.js'
import { until } from '../support/until.js'

const ROOM = '/a'
const IS_LONG = process.env['FAULTS'] === 'long'
const AWAY_MS = IS_LONG ? 30_000 : 5_000
/** For so long nodes that hear nothing believe that the others are as they were. */
const HELD_MS = 45_000
const LOSSY_MS = IS_LONG ? 60_000 : 10_000
const PEOPLE = 12
const LOSSY_NODE = fileURLToPath(new URL('./lossy-node.mjs', import.meta.url))
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

interface Lag {
  /** When each comment was acknowledged, by its id. */
  readonly ackedMs: Map<string, number>
  /** How long each took from there to each other reader. */
  readonly lags: number[]
}

/** One writer at each node, who reads along and notes how late the others' comments come. */
async function startScribes(nodes: Nodes): Promise<{ scribes: Scribe[]; lag: Lag }> {
  const lag: Lag = { ackedMs: new Map(), lags: [] }
  const scribes = nodes.list.map(({ url }, who) =>
    createScribe({
      url,
      room: ROOM,
      name: `p${who}`,
      onEntry: ({ i }) => {
        const ackedMs = lag.ackedMs.get(i)
        lag.lags.push(ackedMs === undefined ? 0 : performance.now() - ackedMs)
      },
    }),
  )
  onTestFinished(async () => void (await Promise.all(scribes.map((scribe) => scribe.close()))))
  await until(() => scribes.every(({ position }) => position !== undefined), 'all read along')
  return { scribes, lag }
}

function writeAway(scribes: readonly Scribe[], { ackedMs }: Lag, gapMs: number): () => Promise<number> {
  let isOver = false
  const writing = scribes.map(async (scribe, who) => {
    for (let index = 0; !isOver; index++) {
      const { comment } = await scribe.write(`p${who}-${index}`, `Comment ${index} of p${who}.`)
      ackedMs.set(comment, performance.now())
      await pause(gapMs)
    }
  })
  return async () => {
    isOver = true
    await Promise.all(writing)
    return scribes.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0)
  }
}

async function expectKept(nodes: Nodes, scribes: readonly Scribe[], written: number): Promise<void> {
  await until(() => scribes.every(({ position }) => position?.offset === written), 'all have heard all')
  const store = await postgresStore(nodes.database)
  onTestFinished(() => store.close())
  const room = await keptIn(store, ROOM)
  expectDurable(room, scribes)
  expect([room.texts.size, ...scribes.map(({ heard }) => heard.size)]).toEqual([written, ...scribes.map(() => written)])
  expect(nodes.output()).not.toContain('internal-error')
}

clusterTest(
  '[D1,D3,D4,D7] kill -9 of Redis, back empty: writes go on, nobody is seen to leave, and 3 s after its return all know all',
  async () => {
    const nodes = await startNodes()
    const people = await startFleet({ count: PEOPLE, next: nodes.next, room: () => ROOM })
    const { scribes, lag } = await startScribes(nodes)
    await untilAgreed(people, PEOPLE, PEOPLE + scribes.length)
    watch(people)
    const stop = writeAway(scribes, lag, 50)
    await until(() => scribes.every(({ acknowledged }) => acknowledged.size > 5), 'they write')
    const known = scribes.map(({ acknowledged }) => acknowledged.size)
    await nodes.broker.kill()
    const downMs = performance.now()
    await pause(AWAY_MS)
    // Each node goes on with its own readers and the database.
    for (const [who, { acknowledged, codes }] of scribes.entries()) {
      expect(acknowledged.size).toBeGreaterThan((known[who] ?? 0) + 10)
      expect([...codes.keys()]).toEqual([])
    }
    if (AWAY_MS < HELD_MS) expectNoFlap(people, PEOPLE)
    const marks = scribes.map(({ acknowledged }) => acknowledged.size).reduce((sum, each) => sum + each)
    await nodes.broker.restart()
    const backMs = performance.now()
    await until(() => scribes.every(({ position }) => (position?.offset ?? 0) >= marks), 'all have caught up', 3_000)
    const caughtMs = performance.now() - backMs
    await untilAgreed(people, PEOPLE, PEOPLE + scribes.length, 3_000)
    // And it carries again: somebody new is seen everywhere.
    const [late] = await startFleet({ count: 1, next: nodes.next, room: () => ROOM })
    await untilAgreed([...people, ...(late ? [late] : [])], PEOPLE + 1, PEOPLE + 1 + scribes.length, 3_000)
    if (AWAY_MS < HELD_MS) expectNoFlap(people, PEOPLE)
    const written = await stop()
    await expectKept(nodes, scribes, written)
    console.info(
      `Redis away ${(backMs - downMs).toFixed(0)} ms: ${written} comments kept once each, all caught up ${caughtMs.toFixed(0)} ms after its return`,
    )
  },
  120_000,
)

clusterTest(
  '[D1,D3,D9] 5 % of all frames between nodes are lost in silence: every comment is everywhere within 3 s, and all agree',
  async () => {
    const each = (_: number, { broker }: Services): object => ({
      module: LOSSY_NODE,
      env: { ROOMFUL_TEST_BROKER: broker.url, ROOMFUL_TEST_LOSS: '0.05' },
    })
    const nodes = await startNodes({ each })
    const people = await startFleet({ count: PEOPLE, next: nodes.next, room: () => ROOM })
    const { scribes, lag } = await startScribes(nodes)
    await untilAgreed(people, PEOPLE, PEOPLE + scribes.length)
    const stop = writeAway(scribes, lag, 100)
    const startedMs = performance.now()
    // People come and go all the time, and each time all agree again.
    const agreedMs: number[] = []
    for (let turn = 0; performance.now() - startedMs < LOSSY_MS; turn++) {
      const [guest] = await startFleet({ count: 1, next: nodes.next, room: () => ROOM })
      agreedMs.push(await untilAgreed(people, PEOPLE + 1, PEOPLE + 1 + scribes.length))
      guest?.client.close()
      agreedMs.push(await untilAgreed(people, PEOPLE, PEOPLE + scribes.length))
    }
    const written = await stop()
    await until(() => scribes.every(({ position }) => position?.offset === written), 'all have heard all', 5_000)
    const [p50, p99] = [percentile(lag.lags, 0.5), percentile(lag.lags, 0.99)]
    expect(p99).toBeLessThanOrEqual(3_000)
    expect(nodes.output()).toMatch(/lost [1-9]\d*/)
    await expectKept(nodes, scribes, written)
    console.info(
      `5 % lost: ${written} comments, lag p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms; ` +
        `agreed p50 ${percentile(agreedMs, 0.5).toFixed(0)} ms, worst ${Math.max(...agreedMs).toFixed(0)} ms`,
    )
  },
  180_000,
)
