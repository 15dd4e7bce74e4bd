import { expect, test } from 'vitest'
import {
  createMachineClock,
  createWorld,
  type MachineClock,
  type World,
} from '../../../../../tests/support/fake-clock.js'
import { createDice } from '../../../../../tests/support/seeded-random.js'
import { createCourier } from '../../outgoing/courier.js'
import type { Concern } from '../../outgoing/parcels.js'
import { add, ROOM } from '../../store/contract/place.js'
import { memoryStore } from '../../store/memory.js'
import { createSqlStore } from '../../store/sql/engine.js'
import { openMemoryDatabase } from '../../store/sqlite-database.js'
import type { ChangeKind, Store } from '../../store/store.js'
import { createAnnouncer } from './announcer.js'

const BOB = { id: 'bob', name: 'Bob', isVerified: true }

interface Node {
  readonly store: Pick<Store, 'read' | 'write'>
  /** People who were told live. */
  readonly news: string[]
  /** Whom calls and mails were asked for, with whether some may have been before. */
  readonly told: { readonly concerns: readonly Concern[]; readonly isAgain: boolean }[]
  readonly clock: MachineClock
}

/** One process over a store. */
function node(world: World, store: Store): Node {
  const random = createDice(1)
  const clock = createMachineClock(world)
  const courier = createCourier({ store, clock, random, log: () => {} })
  const news: string[] = []
  const told: Node['told'] = []
  const announced = createAnnouncer({
    ...{ store, clock, random, log: () => {} },
    hub: { news: (to) => void news.push('person' in to ? to.person : '') },
    outgoing: {
      courier,
      tell(_, concerns, isAgain) {
        told.push({ concerns, isAgain })
        return Promise.resolve()
      },
    },
  })
  courier.start()
  return { store: announced, news, told, clock }
}

/** The store with one kind of change that never comes back, as if the process had ended just before. */
function without(store: Store, kind: ChangeKind): Store {
  return { ...store, write: (write) => (write.kind === kind ? new Promise(() => {}) : store.write(write)) }
}

const inbox = async (store: Store, person: string): Promise<readonly string[]> =>
  (await store.read('notices.page', { person, limit: 50 })).list.map(({ comment }) => comment)

const asStore = (store: Node['store']): Store => store as Store

test('[X2] an errand is committed with its comment, and gone when everybody has been told', async () => {
  const world = createWorld(createDice(1))
  let commits = 0
  const gate = {
    applied: () => Promise.resolve(),
    committed() {
      commits++
      return Promise.resolve()
    },
  }
  const store = await createSqlStore({ driver: await openMemoryDatabase(), gate })
  const { store: announced, news, told } = node(world, store)
  await world.run(0)
  await add(asStore(announced), { comment: 'c1' })
  const before = commits
  const answer = add(asStore(announced), { comment: 'c2', parent: 'c1', by: BOB })
  await answer
  expect(commits - before).toBe(1)
  expect(
    (await store.read('parcels.due', { nowMs: Number.MAX_SAFE_INTEGER, limit: 9 })).map(({ body }) => body),
  ).toEqual([{ room: ROOM, comment: 'c2' }])
  await world.run(0)
  expect([news, told]).toEqual([['ada'], [{ concerns: [{ person: 'ada', kind: 'reply' }], isAgain: false }]])
  expect(await store.read('parcels.due', { nowMs: Number.MAX_SAFE_INTEGER, limit: 9 })).toEqual([])
})

test('[X2] comments that concern nobody cost nothing more', async () => {
  const world = createWorld(createDice(1))
  const kinds: string[] = []
  const real = memoryStore()
  const store: Store = {
    ...real,
    write(write) {
      kinds.push(write.kind)
      return real.write(write)
    },
  }
  const { store: announced } = node(world, store)
  await add(asStore(announced), { comment: 'c1' })
  await add(asStore(announced), { comment: 'c2', parent: 'c1', status: 'held' })
  await add(asStore(announced), { comment: 'c3', parent: 'c1', status: 'hidden' })
  await world.run(60_000)
  expect(kinds).toEqual(['comment.add', 'comment.add', 'comment.add'])
})

test.each(['notices.add', 'parcel.tried'] as const)(
  '[X2] whoever is killed before %s is made good for by the next process, once',
  async (kind) => {
    const world = createWorld(createDice(1))
    const store = memoryStore()
    const killed = node(world, without(store, kind))
    await add(asStore(killed.store), { comment: 'c1' })
    await add(asStore(killed.store), { comment: 'c2', parent: 'c1', by: BOB })
    await world.run(0)
    killed.clock.stop()
    expect(await inbox(store, 'ada')).toEqual(kind === 'notices.add' ? [] : ['c2'])
    const next = node(world, store)
    await world.run(60_000)
    expect(await inbox(store, 'ada')).toEqual(['c2'])
    // What was kept for the outside may have been lost with the process, so it is asked for again, as such.
    expect(next.told).toEqual([{ concerns: [{ person: 'ada', kind: 'reply' }], isAgain: true }])
    expect(killed.news.length + next.news.length).toBe(1)
    expect(await store.read('parcels.due', { nowMs: Number.MAX_SAFE_INTEGER, limit: 9 })).toEqual([])
  },
)

test('[X2,M1] an errand about what is held, deleted or was never written comes to nothing', async () => {
  const world = createWorld(createDice(1))
  const store = memoryStore()
  const killed = node(world, without(store, 'notices.add'))
  await add(asStore(killed.store), { comment: 'c1' })
  await add(asStore(killed.store), { comment: 'c2', parent: 'c1', by: BOB })
  await expect(add(asStore(killed.store), { comment: 'c3', parent: 'nowhere', by: BOB })).rejects.toMatchObject({
    code: 'COMMENT_UNKNOWN',
  })
  killed.clock.stop()
  await store.write({
    ...{ room: ROOM, author: 'bob', id: 'd', atMs: 0, kind: 'comment.delete', fingerprint: '' },
    change: { comment: 'c2', isModerator: false },
  })
  const next = node(world, store)
  await world.run(60_000)
  expect([next.news, next.told, await inbox(store, 'ada')]).toEqual([[], [], []])
  expect(await store.read('parcels.due', { nowMs: Number.MAX_SAFE_INTEGER, limit: 9 })).toEqual([])
})
