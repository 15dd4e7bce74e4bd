/**
 * A deploy under an audience: three nodes restarted in order, one after the other; and a whole crowd that comes back at once.
 * [F18,F19]
 *
 *     FAULTS=long npx vitest run tests/faults/rolling.test.ts     2,000 people and 5,000 instead of 90 and 500
 */
import { SETTLE_MS } from '@roomful/protocol'
import { expect, onTestFinished } from 'vitest'
import { clusterTest } from '../support/broker.js'
import { percentile } from '../support/durable.js'
import { expectNoFlap, startFleet, untilAgreed, watch, type Person } from '../support/fleet.js'
import { startNodes } from '../support/nodes.js'
import { startProxy } from '../support/proxy.js'
import { createScribe } from '../support/scribe.js'
import { until } from '../support/until.js'

const IS_LONG = process.env['FAULTS'] === 'long'
const AUDIENCE = IS_LONG ? 2_000 : 90
const STORM = IS_LONG ? 5_000 : 500
const PER_ROOM = 15
const PER_STORMY_ROOM = 20
const ROOMS = Math.ceil(AUDIENCE / PER_ROOM)
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** How long each person was without a connection, since now. */
function timeAways(people: readonly Person[]): { readonly awaysMs: number[]; comebacks(): number[] } {
  const awaysMs: number[] = []
  const backAtMs: number[] = []
  for (const { client } of people) {
    let awaySinceMs: number | undefined
    const stop = client.status.subscribe(() => {
      if (client.status.get() !== 'online') awaySinceMs ??= performance.now()
      else if (awaySinceMs !== undefined) {
        backAtMs.push(performance.now())
        awaysMs.push(performance.now() - awaySinceMs)
        awaySinceMs = undefined
      }
    })
    onTestFinished(stop)
  }
  return { awaysMs, comebacks: () => backAtMs }
}

/** The most of these moments within one second. */
function peak(momentsMs: readonly number[]): number {
  const sorted = momentsMs.toSorted((a, b) => a - b)
  return Math.max(0, ...sorted.map((from) => sorted.filter((each) => each >= from && each < from + 1_000).length))
}

clusterTest(
  '[K3,P10,D4,D9,D1] a rolling restart of three nodes: nobody is seen to leave, all are back within 10 s, nothing written is lost',
  async () => {
    const nodes = await startNodes({ config: { drainAfterMs: 500, drainMs: 2_000 } })
    const room = (who: number): string => `/room/${who % ROOMS}`
    const people = await startFleet({ count: AUDIENCE, next: nodes.next, room })
    const byRoom = Array.from({ length: ROOMS }, (_, index) => people.filter((_person, who) => who % ROOMS === index))
    for (const each of byRoom) await untilAgreed(each, each.length, each.length)
    const scribes = nodes.list.map((_, who) => createScribe({ url: nodes.next, room: '/log', name: `p${who}` }))
    onTestFinished(async () => void (await Promise.all(scribes.map((scribe) => scribe.close()))))
    await until(() => scribes.every(({ position }) => position !== undefined), 'all read along')
    let isOver = false
    const writing = scribes.map(async (scribe, who) => {
      for (let index = 0; !isOver; index++) {
        await scribe.write(`p${who}-${index}`, `Comment ${index} of p${who}.`)
        await pause(50)
      }
    })
    for (const each of byRoom) watch(each)
    const { awaysMs, comebacks } = timeAways(people)
    const tookMs: number[] = []
    for (const index of nodes.list.keys()) {
      tookMs.push(await nodes.restart(index))
      await until(() => people.every(({ client }) => client.status.get() === 'online'), 'all are back')
    }
    // What was held back for people on their way, or by a young node, shows now, if it shows at all.
    await pause(6_000)
    for (const each of byRoom) {
      await untilAgreed(each, each.length, each.length, SETTLE_MS)
      expectNoFlap(each, each.length)
      for (const { seen } of each) expect([seen.least, seen.most]).toEqual([each.length, each.length])
    }
    expect(Math.max(...awaysMs)).toBeLessThanOrEqual(10_000)
    // Everybody had to move once at least.
    expect(awaysMs.length).toBeGreaterThanOrEqual(AUDIENCE)
    isOver = true
    await Promise.all(writing)
    const written = scribes.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0)
    await until(() => scribes.every(({ position }) => position?.offset === written), 'all have heard all')
    expect(scribes.flatMap(({ faults }) => faults)).toEqual([])
    expect(scribes.map(({ heard, resets }) => [heard.size, resets])).toEqual(scribes.map(() => [written, 0]))
    expect(nodes.output()).not.toContain('internal-error')
    const [least, most] = [
      Math.min(...people.map(({ seen }) => seen.least)),
      Math.max(...people.map(({ seen }) => seen.most)),
    ]
    console.info(
      `rolling restart under ${AUDIENCE}: away p50 ${percentile(awaysMs, 0.5).toFixed(0)} ms, worst ${Math.max(...awaysMs).toFixed(0)} ms, ` +
        `at most ${peak(comebacks())} coming back in a second; people counted in rooms of ${PER_ROOM} between ${least} and ${most}; ` +
        `a node ended in ${tookMs.map((ms) => ms.toFixed(0)).join(', ')} ms; ${written} comments once each`,
    )
  },
  300_000,
)

clusterTest(
  '[K2,D4,D5] a crowd is cut off in one moment and comes back: all are in within 20 s, all agree, memory is as before',
  async () => {
    const nodes = await startNodes()
    const proxies = await Promise.all(nodes.list.map(({ port }) => startProxy(port)))
    onTestFinished(async () => void (await Promise.all(proxies.map((proxy) => proxy.close()))))
    let turn = 0
    const next = (): string => proxies[++turn % proxies.length]?.url ?? ''
    const rooms = STORM / PER_STORMY_ROOM
    const room = (who: number): string => `/room/${who % rooms}`
    const people = await startFleet({ count: STORM, next, room })
    const perRoom = PER_STORMY_ROOM
    const first = people.filter((_, who) => who % rooms === 0)
    await untilAgreed(first, perRoom, perRoom, 20_000)
    watch(first)
    const before = await Promise.all(nodes.list.map((node) => node.memory()))
    const { awaysMs } = timeAways(people)
    const answers: number[] = []
    let isOver = false
    const asking = (async () => {
      for (; !isOver; await pause(50)) {
        const startedMs = performance.now()
        await fetch(`${nodes.list[0]?.url}/roomful/health`)
        answers.push(performance.now() - startedMs)
      }
    })()
    for (const proxy of proxies) proxy.reset()
    await until(() => awaysMs.length >= STORM, 'all have come back', 20_000)
    expect(awaysMs.length).toBe(STORM)
    await untilAgreed(first, perRoom, perRoom, 20_000)
    isOver = true
    await asking
    await pause(6_000)
    // One process that plays 5,000 pages is slower to come back than they are waited for.
    if (!IS_LONG) expectNoFlap(first, perRoom)
    const after = await Promise.all(nodes.list.map((node) => node.memory()))
    for (const [index, megabytes] of after.entries()) expect(megabytes).toBeLessThan((before[index] ?? 0) * 1.1 + 32)
    console.info(
      `${STORM} cut at once: back p50 ${percentile(awaysMs, 0.5).toFixed(0)} ms, last ${Math.max(...awaysMs).toFixed(0)} ms; ` +
        `/health meanwhile p99 ${percentile(answers, 0.99).toFixed(0)} ms; memory ${before.map((each) => each.toFixed(0)).join(', ')} → ` +
        `${after.map((each) => each.toFixed(0)).join(', ')} MiB`,
    )
  },
  240_000,
)
