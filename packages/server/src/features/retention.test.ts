import type { Clock } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { systemRandom } from '../platform/random.js'
import type { Store } from '../store/store.js'
import { startRetention } from './retention.js'

const DAY_MS = 86_400_000

/** A clock that rings when it is told to, and a store that has so much to remove. */
function setUp(amounts: (number | Error)[]) {
  const due: { ms: number; task: () => void }[] = []
  const clock: Clock = {
    now: () => 5,
    monotonic: () => 0,
    after(ms, task) {
      const entry = { ms, task }
      due.push(entry)
      return () => void due.splice(0, due.length, ...due.filter((each) => each !== entry))
    },
    every: () => () => {},
    soon: (task) => queueMicrotask(task),
  }
  const changes: unknown[] = []
  const told: string[] = []
  const lines: (readonly unknown[])[] = []
  const store = {
    async write({ change }: { change: unknown }) {
      changes.push(change)
      const amount = amounts.shift() ?? 0
      if (amount instanceof Error) throw amount
      return { result: { removed: { writes: amount, marks: 0 }, rooms: amount > 0 ? ['/a', '/empty'] : [] } }
    },
    read: async (kind: string) =>
      kind === 'log.head'
        ? { epoch: 'e', offset: 7, floor: 0 }
        : { epoch: 'e', offset: 7, floor: 0, list: [{ o: 7 }], isMore: false },
  } as unknown as Pick<Store, 'read' | 'write'>
  const stop = startRetention({
    ...{ store, clock, random: systemRandom, commentDays: 365 },
    hub: {
      counts: (room) => ({ connections: room === '/a' ? 1 : 0, people: 0, active: 0 }),
      publish: (room, epoch, entries) => void told.push(`${room} ${epoch} ${entries.map(({ o }) => o).join()}`),
    },
    log: (...line) => void lines.push(line),
  })
  /** Rings the only alarm, and waits until the next one is set. */
  const ring = async (): Promise<number> => {
    const [entry] = due.splice(0)
    entry?.task()
    await expect.poll(() => due.length).toBe(1)
    return due[0]?.ms ?? 0
  }
  return { ring, stop, due, changes, told, lines }
}

test('[G4] it goes on with pauses until nothing is left, tells open rooms, and comes again a day later', async () => {
  const { ring, changes, told, lines } = setUp([200, 3, 0])
  expect(await ring()).toBeLessThan(1_000)
  expect(await ring()).toBeLessThan(1_000)
  expect(await ring()).toBe(DAY_MS)
  expect(changes).toEqual(Array.from({ length: 3 }, () => ({ nowMs: 5, commentDays: 365 })))
  expect(told).toEqual(['/a e 7', '/a e 7'])
  expect(lines).toEqual([['info', 'retention', { removed: 203 }]])
})

test('a database that is away is tried again the next day, and nothing is said where nothing was removed', async () => {
  const { ring, lines } = setUp([new TypeError('gone'), 0])
  expect(await ring()).toBe(DAY_MS)
  expect(lines).toEqual([['warn', 'retention-failed', { name: 'TypeError' }]])
  expect(await ring()).toBe(DAY_MS)
  expect(lines).toHaveLength(1)
})

test('once it is stopped it does nothing more', async () => {
  const { stop, due, changes } = setUp([1])
  stop()
  expect([due.length, changes.length]).toEqual([0, 0])
})
