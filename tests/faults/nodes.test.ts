/**
 * Three nodes under people and writers, and what can happen to one of them: killed, frozen and thawed, its clock put wrong.
 * [F8,F14]
 *
 *     FAULTS=long npx vitest run tests/faults/nodes.test.ts     frozen for 20 s instead of 6
 */
import { fileURLToPath } from 'node:url'
import { postgresStore } from 'roomful'
import { expect, onTestFinished } from 'vitest'
import { clusterTest } from '../support/broker.js'
import { expectDurable, keptIn } from '../support/durable.js'
import { expectNoFlap, startFleet, untilAgreed, watch, type Person } from '../support/fleet.js'
import { startNodes, type Nodes } from '../support/nodes.js'
import { createScribe, type Scribe } from '../support/scribe.js'
import { until } from '../support/until.js'

const ROOM = '/a'
const FROZEN_MS = process.env['FAULTS'] === 'long' ? 20_000 : 6_000
const PER_NODE = 8
const EVERYBODY = 3 * PER_NODE
const HOUR_MS = 3_600_000
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

interface Writing {
  readonly scribes: readonly Scribe[]
  /** Ends, and checks that the logs say what the database does. Gives how many were acknowledged. */
  stop(): Promise<number>
}

/** One writer at each node, who comes back elsewhere; all of them read along. */
async function write(nodes: Nodes, people: readonly Person[]): Promise<Writing> {
  const scribes = nodes.list.map(({ url }, who) => {
    let isFirst = true
    const way = (): string => (isFirst ? url : nodes.next())
    const scribe = createScribe({ url: way, room: ROOM, name: `p${who}` })
    isFirst = false
    return scribe
  })
  onTestFinished(async () => void (await Promise.all(scribes.map((scribe) => scribe.close()))))
  await until(() => scribes.every(({ position }) => position !== undefined), 'all read along')
  await untilAgreed(people, EVERYBODY, EVERYBODY + scribes.length)
  let isOver = false
  const writing = scribes.map(async (scribe, who) => {
    for (let index = 0; !isOver; index++) {
      await scribe.write(`p${who}-${index}`, `Comment ${index} of p${who}.`)
      await pause(25)
    }
  })
  return {
    scribes,
    async stop() {
      isOver = true
      await Promise.all(writing)
      const written = scribes.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0)
      await until(() => scribes.every(({ position }) => position?.offset === written), 'all have heard all')
      const store = await postgresStore(nodes.database)
      onTestFinished(() => store.close())
      const room = await keptIn(store, ROOM)
      expectDurable(room, scribes)
      expect(scribes.map(({ heard }) => heard.size)).toEqual(scribes.map(() => written))
      expect(room.texts.size).toBe(written)
      expect(nodes.output()).not.toContain('internal-error')
      return written
    },
  }
}

const atNode = (people: readonly Person[], url: string): Person[] => people.filter((each) => each.url() === url)

clusterTest(
  '[D1,D4,D9,P10] kill -9 of a node: who is gone with it is gone within 6 s, its people come back elsewhere, nobody else is seen to leave',
  async () => {
    const nodes = await startNodes()
    const people = await startFleet({ count: EVERYBODY, next: nodes.next, room: () => ROOM })
    const writing = await write(nodes, people)
    const [dying] = nodes.list
    const url = dying?.url ?? ''
    const lost = atNode(people, url)
    expect(lost.length).toBe(PER_NODE)
    // Half of them had their only connection there and are gone for good with it, as when a page is closed meanwhile.
    const gone = lost.slice(0, PER_NODE / 2)
    const goneIds = new Set(gone.map(({ id }) => id()))
    const staying = people.filter((each) => !gone.includes(each))
    watch(staying, (id) => !goneIds.has(id))
    const killedMs = performance.now()
    await dying?.kill('SIGKILL')
    for (const { client } of gone) client.close()
    const elsewhere = staying.filter((each) => !lost.includes(each))
    await until(() => elsewhere.every(({ room }) => !room.members.get().some(({ id }) => goneIds.has(id))), 'ghosts go')
    const ghostMs = performance.now() - killedMs
    expect(ghostMs).toBeLessThanOrEqual(6_000)
    const shown = EVERYBODY - gone.length
    await untilAgreed(staying, shown, shown + writing.scribes.length)
    expectNoFlap(elsewhere, shown)
    await nodes.revive(0)
    await pause(1_500)
    await untilAgreed(staying, shown, shown + writing.scribes.length)
    expectNoFlap(elsewhere, shown)
    const written = await writing.stop()
    console.info(
      `kill -9 of a node: ghosts gone after ${ghostMs.toFixed(0)} ms, no flap, ${written} comments kept once each`,
    )
  },
  90_000,
)

clusterTest(
  '[D4,D9,D1] a frozen node: its people are gone elsewhere within 10 s; thawed, all agree within 2 s and it has missed nothing',
  async () => {
    const nodes = await startNodes()
    const people = await startFleet({ count: EVERYBODY, next: nodes.next, room: () => ROOM })
    const writing = await write(nodes, people)
    const [frozen] = nodes.list
    const there = atNode(people, frozen?.url ?? '')
    const others = people.filter((each) => !there.includes(each))
    const otherIds = new Set(others.map(({ id }) => id()))
    watch(people, (id) => otherIds.has(id))
    const frozenMs = performance.now()
    await frozen?.kill('SIGSTOP')
    await until(() => others.every(({ room }) => room.members.get().length === others.length), 'they are gone', 11_000)
    const goneMs = performance.now() - frozenMs
    expect(goneMs).toBeLessThanOrEqual(10_000)
    await pause(FROZEN_MS - (performance.now() - frozenMs))
    await frozen?.kill('SIGCONT')
    const thawedMs = performance.now()
    await untilAgreed(people, EVERYBODY, EVERYBODY + writing.scribes.length, 15_000)
    const agreedMs = performance.now() - thawedMs
    // After 20 s its people have given it up and are with others.
    expect(agreedMs).toBeLessThanOrEqual(FROZEN_MS > 10_000 ? 10_000 : 2_000)
    expectNoFlap(people, others.length)
    const written = await writing.stop()
    console.info(
      `frozen ${FROZEN_MS} ms: gone elsewhere after ${goneMs.toFixed(0)} ms, agreed ${agreedMs.toFixed(0)} ms after the thaw, ` +
        `${written} comments kept once each`,
    )
  },
  120_000,
)

clusterTest(
  "[D9,G1] one node's clock jumps by an hour, and back: nobody leaves, the log goes on in its order, on that node too",
  async () => {
    const preload = fileURLToPath(new URL('./jumping-clock.mjs', import.meta.url))
    const each = (index: number): object =>
      index === 0 ? { preload, env: { ROOMFUL_TEST_JUMP_MS: String(HOUR_MS) } } : {}
    const nodes = await startNodes({ each })
    const [jumping] = nodes.list
    const people = await startFleet({ count: EVERYBODY, next: nodes.next, room: () => ROOM })
    // A token of ten minutes is over an hour later, on that node: its writer goes elsewhere, and only its guests stay.
    nodes.isolate(0)
    const writing = await write(nodes, people)
    watch(people)
    for (let jump = 1; jump <= 2; jump++) {
      const before = writing.scribes[1]?.acknowledged.size ?? 0
      await jumping?.kill('SIGUSR2')
      await until(() => jumping?.output().includes(`jump ${jump}`) ?? false, 'its clock has jumped')
      await until(() => (writing.scribes[1]?.acknowledged.size ?? 0) > before + 20, 'they write on')
      // Leases and graces would be over by now.
      await pause(5_000)
      expectNoFlap(people, EVERYBODY)
    }
    const heard: unknown[] = []
    const [here] = atNode(people, jumping?.url ?? '')
    const [there] = people.filter((each) => each.url() !== jumping?.url)
    here?.room.on('n', (data) => void heard.push(data))
    for (let n = 0; n < 10; n++) await there?.room.send('n', n)
    await until(() => heard.length === 10, 'events come over')
    expect(heard).toEqual(Array.from({ length: 10 }, (_, n) => n))
    await untilAgreed(people, EVERYBODY, EVERYBODY + writing.scribes.length)
    await writing.stop()
  },
  90_000,
)
