import fc from 'fast-check'
import { RoomfulError } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { createMachineClock, createWorld } from '../../../../tests/support/fake-clock.js'
import { createDice } from '../../../../tests/support/seeded-random.js'
import type { LogFields } from '../platform/log.js'
import { memoryStore } from '../store/memory.js'
import type { Parcel } from '../store/notice-store.js'
import type { Store } from '../store/store.js'
import { createCourier, FIRST_RETRY_MS, MAX_TRIES, retryDelayMs, type Carrier, type Courier } from './courier.js'
import { sendFailure } from './failure.js'

const HOUR_MS = 3_600_000

interface Bench {
  readonly store: Store
  readonly log: { readonly event: string; readonly fields: LogFields | undefined }[]
  /** Ids as they were tried, in order. */
  readonly tried: string[]
  readonly run: (ms: number) => Promise<void>
  /** Another courier over the same store, as after a restart or on another node. */
  courier(carry?: Carrier['carry'], most?: number): Courier & { /** As `kill -9` does. */ kill(): void }
  waiting(): Promise<readonly Parcel[]>
}

function bench(store = memoryStore()): Bench {
  const dice = createDice(1)
  const world = createWorld(dice)
  const log: Bench['log'] = []
  const tried: string[] = []
  return {
    store,
    log,
    tried,
    run: (ms) => world.run(ms),
    courier(carry = () => Promise.resolve(), most = 4) {
      const clock = createMachineClock(world)
      const courier = createCourier({
        store,
        clock,
        random: dice,
        log: (_, event, fields) => void log.push({ event, fields }),
      })
      courier.hire('webhook', {
        most,
        carry: (parcel, signal) => {
          tried.push(parcel.id)
          return carry(parcel, signal)
        },
      })
      courier.start()
      return { ...courier, kill: () => clock.stop() }
    },
    waiting: () => store.read('parcels.due', { nowMs: Number.MAX_SAFE_INTEGER, limit: 1_000 }),
  }
}

const parcel = (id: string): Pick<Parcel, 'id' | 'kind' | 'body'> => ({ id, kind: 'webhook', body: { about: id } })

async function post(courier: Courier, ...ids: readonly string[]): Promise<void> {
  await courier.keep(ids.map(parcel))
  for (const id of ids) courier.hand(parcel(id))
}

test('[S20] a parcel is in the database before it is tried, and off the list when it has arrived', async () => {
  const { courier, waiting, tried, run } = bench()
  const seen: number[] = []
  const one = courier(async () => void seen.push((await waiting()).length))
  await post(one, 'a')
  await run(0)
  expect([tried, seen]).toEqual([['a'], [1]])
  await run(10 * HOUR_MS)
  expect(tried).toEqual(['a'])
  expect(await waiting()).toEqual([])
})

test('[S20] a receiver that was down gets everything once more, with the same id, and nothing after that', async () => {
  const { courier, tried, run, log, waiting } = bench()
  let isDown = true
  const one = courier(() => (isDown ? Promise.reject(sendFailure('status 500')) : Promise.resolve()))
  await post(one, 'a', 'b')
  await run(10 * 60_000)
  expect(tried.length).toBeGreaterThanOrEqual(6)
  expect(log[0]).toEqual({ event: 'parcel-failed', fields: { kind: 'webhook', why: 'status 500' } })
  isDown = false
  tried.length = 0
  await run(HOUR_MS)
  expect(tried.toSorted()).toEqual(['a', 'b'])
  expect(await waiting()).toEqual([])
})

test('[S20] what a killed process had begun, or not even begun, is delivered by the next one', async () => {
  const { courier, tried, run, waiting } = bench()
  const killed = courier(() => new Promise(() => {}), 1)
  await post(killed, 'begun', 'waiting')
  await killed.keep([parcel('kept')])
  await run(0)
  expect(tried).toEqual(['begun'])
  killed.kill()
  const next = courier()
  await run(2 * FIRST_RETRY_MS)
  expect(tried.slice(1).toSorted()).toEqual(['begun', 'kept', 'waiting'])
  expect(await waiting()).toEqual([])
  await next.stop()
})

test('[S20] two nodes with one database do not send the same thing at the same time', async () => {
  const { courier, tried, run } = bench()
  const [here] = [courier(), courier()]
  await post(here, ...Array.from({ length: 20 }, (_, n) => `p${n}`))
  await run(HOUR_MS)
  expect(tried).toHaveLength(20)
})

test('[S20] the hopeless is given up after a day or two, with a word to the operator', async () => {
  const { courier, tried, run, log, waiting } = bench()
  const one = courier(() => Promise.reject(new Error('canary')))
  await post(one, 'a')
  await run(72 * HOUR_MS)
  expect(tried).toHaveLength(MAX_TRIES + 1)
  expect(log.at(-1)).toEqual({ event: 'parcel-dead', fields: { kind: 'webhook', attempts: MAX_TRIES } })
  expect(JSON.stringify(log)).not.toContain('canary')
  expect(await waiting()).toEqual([])
})

test('[S20] the same parcel kept twice is one parcel, also after it has arrived', async () => {
  const { courier, tried, run } = bench()
  const one = courier()
  await one.keep([parcel('a')], 'now')
  await one.keep([parcel('a')], 'now')
  await run(HOUR_MS)
  await one.keep([parcel('a')], 'now')
  await run(HOUR_MS)
  expect(tried).toEqual(['a'])
})

test('no more are under way at once than the carrier can carry, and a stuck one does not stop the others', async () => {
  const { courier, tried, run } = bench()
  let under = 0
  let most = 0
  const ends: (() => void)[] = []
  const one = courier(async () => {
    most = Math.max(most, ++under)
    await new Promise<void>((resolve) => ends.push(resolve))
    under--
  }, 3)
  await post(one, ...Array.from({ length: 9 }, (_, n) => `p${n}`))
  await run(0)
  expect([tried.length, most]).toEqual([3, 3])
  while (ends.length > 1) {
    ends.pop()?.()
    await run(0)
  }
  expect([tried.length, most]).toEqual([9, 3])
})

test('stopping lets what is under way end, calls off what does not, and takes nothing more', async () => {
  const { courier, tried, run, waiting } = bench()
  const heard: string[] = []
  const one = courier(
    ({ id }, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          heard.push(id)
          reject(sendFailure('stopped'))
        })
      }),
    1,
  )
  await post(one, 'a', 'b')
  await run(0)
  const stopped = one.stop()
  await run(2_000)
  expect(heard).toEqual([])
  await run(2_000)
  await stopped
  expect(heard).toEqual(['a'])
  one.hand(parcel('c'))
  await run(HOUR_MS)
  expect(tried).toEqual(['a'])
  expect((await waiting()).map(({ id }) => id).toSorted()).toEqual(['a', 'b'])
})

test('while the database is away nothing is lost, and the looking goes on', async () => {
  const real = memoryStore()
  let isAway = false
  const store: Store = {
    ...real,
    read: (kind, ask) => (isAway ? Promise.reject(new RoomfulError('STORE_UNAVAILABLE')) : real.read(kind, ask)),
    write: (write) => (isAway ? Promise.reject(new RoomfulError('STORE_UNAVAILABLE')) : real.write(write)),
  }
  const { courier, tried, run, log } = bench(store)
  const one = courier()
  await one.keep([parcel('a')])
  isAway = true
  await expect(one.keep([parcel('b')])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await run(HOUR_MS)
  expect(log.at(-1)).toEqual({ event: 'parcels-unavailable', fields: { why: 'STORE_UNAVAILABLE' } })
  isAway = false
  await run(HOUR_MS)
  expect(tried).toEqual(['a'])
})

test('a thousand that are due at once all arrive, and kinds nobody carries stand in nobody’s way', async () => {
  const { courier, tried, run } = bench()
  const idle = courier(() => Promise.reject(sendFailure('down')))
  const ids = Array.from({ length: 1_000 }, (_, n) => `p${n}`)
  await idle.keep(ids.flatMap((id) => [parcel(id), { ...parcel(`mail-${id}`), kind: 'mail' as const }]))
  await idle.stop()
  courier()
  await run(3 * FIRST_RETRY_MS)
  expect(new Set(tried)).toEqual(new Set(ids))
})

test('delays double, differ, and have an end', () => {
  fc.assert(
    fc.property(fc.nat(2_000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempts, unit) => {
      const delay = retryDelayMs(attempts, unit)
      expect(delay).toBeGreaterThanOrEqual(FIRST_RETRY_MS * 0.75)
      expect(delay).toBeLessThanOrEqual(6 * HOUR_MS * 1.25)
      expect(retryDelayMs(attempts + 1, unit)).toBeGreaterThanOrEqual(delay)
    }),
  )
})
