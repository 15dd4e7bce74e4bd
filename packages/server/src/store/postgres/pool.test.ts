import { expect, test } from 'vitest'
import { createDice } from '../../../../../tests/support/seeded-random.js'
import { createWorld } from '../../../../../tests/support/fake-clock.js'
import type { Clock } from '@roomful/protocol'
import { PostgresSilence, type PostgresLink } from './link.js'
import { createPause, createPool, type LinkPool } from './pool.js'

interface Line extends PostgresLink {
  end(): void
}

/** Links that do nothing, and a database that can be away. */
function exchange() {
  const world = createWorld(createDice(1))
  const clock = { monotonic: () => world.nowMs } as Clock
  const made: Line[] = []
  const state = { isAway: false, isFull: false, attempts: 0, closed: 0 }
  const connect = (): Promise<PostgresLink> => {
    state.attempts += 1
    if (state.isFull) return Promise.reject(Object.assign(new Error('too many'), { code: '53300' }))
    if (state.isAway) return Promise.reject(new Error('away'))
    let isBroken = false
    const line: Line = {
      isBroken: () => isBroken,
      query: () => Promise.reject(new Error('nobody asks here')),
      hangUp: () => void (isBroken = true),
      end: () => void (isBroken = true),
      close: () => Promise.resolve(void (state.closed += 1)),
    }
    made.push(line)
    return Promise.resolve(line)
  }
  const pause = createPause(clock, { unit: () => 1, bytes: () => new Uint8Array() })
  const pool = (size = 2, maxWaiting = 3): LinkPool => createPool({ connect, size, maxWaiting, pause })
  return { world, made, state, pool }
}

const nothing = (): Promise<void> => Promise.resolve()

/** Work that lasts until it is told to end. */
function slow(pool: LinkPool): { readonly done: Promise<PostgresLink>; end(): void } {
  let end = (): void => undefined
  const ended = new Promise<void>((resolve) => (end = resolve))
  const done = pool.lend(nothing, async (link) => {
    await ended
    return link
  })
  return { done, end: () => end() }
}

test('[D5] there are never more links than its size, and whoever waits comes in turn', async () => {
  const { made, pool: make } = exchange()
  const pool = make()
  const order: string[] = []
  const [one, two] = [slow(pool), slow(pool)]
  const late = ['a', 'b', 'c'].map((name) => pool.lend(nothing, () => Promise.resolve(order.push(name))))
  await expect(pool.lend(nothing, nothing)).rejects.toThrow('too many wait')
  one.end()
  two.end()
  await Promise.all([one.done, two.done, ...late])
  expect(order).toEqual(['a', 'b', 'c'])
  expect(made).toHaveLength(2)
  await pool.close()
})

test('[W4] a link that ended while nobody used it is nobody’s trouble', async () => {
  const { made, pool: make } = exchange()
  const pool = make()
  const first = await pool.lend(nothing, (link) => Promise.resolve(link))
  made[0]?.end()
  expect(await pool.lend(nothing, (link) => Promise.resolve(link))).toBe(made[1])
  // It can also be found out only now.
  const begin = (link: PostgresLink): Promise<void> => {
    if (link !== made[1]) return Promise.resolve()
    link.hangUp()
    return Promise.reject(new Error('ended'))
  }
  const third = await pool.lend(begin, (link) => Promise.resolve(link))
  expect([first, third]).toEqual([made[0], made[2]])
})

test('[W4] while the database is away everybody hears so at once, and few ask it', async () => {
  const { world, state, pool: make } = exchange()
  const pool = make()
  state.isAway = true
  let refused = 0
  for (let ms = 0; ms < 20_000; ms += 10) {
    await pool.lend(nothing, nothing).catch(() => refused++)
    await world.run(10)
  }
  expect(refused).toBe(2_000)
  expect(state.attempts).toBeLessThan(30)
  state.isAway = false
  await world.run(1_000)
  await pool.lend(nothing, nothing)
})

test('[W4] silence is waited for once, not once for each link', async () => {
  const { made, state, pool: make } = exchange()
  const pool = make(3)
  const busy = [slow(pool), slow(pool), slow(pool)]
  for (const each of busy) each.end()
  await Promise.all(busy.map(({ done }) => done))
  let asked = 0
  const silence = (link: PostgresLink): Promise<void> => {
    asked += 1
    link.hangUp()
    return Promise.reject(new PostgresSilence(900))
  }
  await expect(pool.lend(silence, nothing)).rejects.toThrow('no answer')
  expect([asked, state.attempts, made.filter((link) => link.isBroken()).length]).toEqual([1, 3, 1])
})

test('[W4] where the server takes no more connections, those there are go round', async () => {
  const { made, state, pool: make } = exchange()
  const pool = make(4, 100)
  await pool.lend(nothing, nothing)
  const one = slow(pool)
  state.isFull = true
  const others = Array.from({ length: 20 }, (_, index) => pool.lend(nothing, (link) => Promise.resolve([link, index])))
  one.end()
  expect(await Promise.all(others)).toEqual(others.map((_, index) => [made[0], index]))
  made[0]?.end()
  await expect(pool.lend(nothing, nothing)).rejects.toMatchObject({ code: '53300' })
  await pool.close()
})

test('what fails at its work gives its link back, unless that is broken', async () => {
  const { made, pool: make } = exchange()
  const pool = make(1)
  const fail = (): Promise<never> => Promise.reject(new Error('no'))
  await expect(pool.lend(nothing, fail)).rejects.toThrow('no')
  await pool.lend(nothing, nothing)
  expect(made).toHaveLength(1)
  await expect(
    pool.lend(nothing, (link) => {
      link.hangUp()
      return fail()
    }),
  ).rejects.toThrow('no')
  await pool.lend(nothing, nothing)
  expect(made).toHaveLength(2)
})

test('closing waits for who is at work, refuses who waits, and closes every link', async () => {
  const { state, pool: make } = exchange()
  const pool = make()
  const [one, two] = [slow(pool), slow(pool)]
  const late = pool.lend(nothing, nothing)
  const closing = pool.close()
  await expect(late).rejects.toThrow('closed')
  await expect(pool.lend(nothing, nothing)).rejects.toThrow('closed')
  one.end()
  await one.done
  expect(state.closed).toBe(1)
  two.end()
  await Promise.all([two.done, closing])
  expect(state.closed).toBe(2)
})
