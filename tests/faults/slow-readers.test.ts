/**
 * Readers who stop reading, at a node that only passes on what is said at another: its memory stays bounded, and those who read
 * do not notice. [F9]
 *
 *     FAULTS=long npx vitest run tests/faults/slow-readers.test.ts     50 of 300 for a minute instead of 5 of 25 for 8 s
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import { clusterTest } from '../support/broker.js'
import { percentile } from '../support/durable.js'
import { startFleet } from '../support/fleet.js'
import { startNodes } from '../support/nodes.js'
import { until } from '../support/until.js'

const READER = fileURLToPath(new URL('./reader.mjs', import.meta.url))
const IS_LONG = process.env['FAULTS'] === 'long'
const STOPPED = IS_LONG ? 50 : 5
const HEALTHY = IS_LONG ? 250 : 20
const STOPPED_MS = IS_LONG ? 60_000 : 8_000
const ROOM = '/a'
const EVENT = 'x'.repeat(8_000)
/** 128 events of 8 kB: a megabyte a second to each reader. */
const PER_TICK = 2
const TICK_MS = 16

clusterTest(
  '[Q2,D5,E2] stopped readers at one node while another says a megabyte a second: memory bounded, the others hear all in time',
  async () => {
    const limits = { eventsPerSecond: 1_000, framesPerSecond: 1_000, connectsPerSecond: 10_000 }
    const nodes = await startNodes({ count: 2, config: { limits } })
    const [near, far] = nodes.list
    const url = near?.url ?? ''
    const [sender] = await startFleet({ count: 1, next: () => far?.url ?? '', room: () => ROOM })
    const people = await startFleet({ count: HEALTHY, next: () => url, room: () => ROOM, isShown: () => false })
    const reader = spawn(process.execPath, [READER, url, ROOM, String(STOPPED)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(reader, 'exit')
    onTestFinished(async () => {
      reader.kill('SIGKILL')
      await ended
    })
    const count = (): number => sender?.room.count.get()?.connections ?? 0
    await until(() => count() === 1 + HEALTHY + STOPPED, 'all are in')
    const ages: number[] = []
    const heard = people.map(() => 0)
    for (const [who, { room }] of people.entries())
      room.on('x', (data) => {
        heard[who] = (heard[who] ?? 0) + 1
        ages.push(performance.now() - (data as { at: number }).at)
      })
    let sent = 0
    const pour = async (ms: number): Promise<number[]> => {
      ages.length = 0
      for (const startedMs = performance.now(); performance.now() - startedMs < ms;) {
        for (let index = 0; index < PER_TICK; index++, sent++)
          void sender?.room.send('x', { at: performance.now(), text: EVENT }, { ack: false })
        await new Promise((resolve) => setTimeout(resolve, TICK_MS))
      }
      await until(() => heard.every((each) => each === sent), 'all have heard all')
      return [...ages]
    }
    const before = await pour(3_000)
    const megabytes = await Promise.all(nodes.list.map((node) => node.memory()))
    reader.kill('SIGSTOP')
    let most = 0
    const weighing = setInterval(() => {
      for (const [index, node] of nodes.list.entries())
        void node.memory().then((now) => (most = Math.max(most, now - (megabytes[index] ?? 0))))
    }, 250)
    onTestFinished(() => clearInterval(weighing))
    const during = await pour(STOPPED_MS)
    clearInterval(weighing)
    expect(most).toBeLessThan(64)
    const [was, is] = [percentile(before, 0.99), percentile(during, 0.99)]
    // Machines under test are noisy: what is meant is "as before".
    expect(is).toBeLessThan(2 * was + 50)
    expect(count()).toBe(1 + HEALTHY)
    reader.kill('SIGCONT')
    await until(() => count() === 1 + HEALTHY + STOPPED, 'they are back', 20_000)
    console.info(
      `${STOPPED} of ${HEALTHY + STOPPED} stopped for ${STOPPED_MS} ms: memory +${most.toFixed(0)} MiB at most, ` +
        `the others' p99 ${was.toFixed(1)} → ${is.toFixed(1)} ms`,
    )
  },
  180_000,
)
