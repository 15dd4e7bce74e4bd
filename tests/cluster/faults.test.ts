/** What goes wrong between nodes, and how long it shows. [F7,F8,F12,F14,F17] */
import { jsonBytes } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { createLogStore } from '../support/log-store.js'
import { createTestCluster, viewOf, type TestCluster, type TestNode } from '../support/test-cluster.js'
import { tokenOf } from '../support/test-gate.js'
import type { TestPage } from '../support/test-hub.js'

const ROOM = '/blog/7'
const rooms = (me?: object, extra: object = {}) => [
  { room: ROOM, ...extra, ...(me ? { me: { show: true, ...me } } : {}) },
]
const n = (page: TestPage): number => page.last('joined').n

/** Where this page sees members point, by member; with several tabs in no order. */
function pointsOf(page: TestPage): Record<string, string[]> {
  const refs = new Map<string, readonly number[]>()
  const points = new Map<number, string>()
  const know = (members: readonly { readonly id: string; readonly refs: readonly number[] }[]): void => {
    for (const member of members) refs.set(member.id, member.refs)
  }
  for (const { message } of page.arrivals) {
    if (message.t === 'joined') know(message.members)
    if (message.t === 'members') {
      know(message.set ?? [])
      for (const id of message.gone ?? []) refs.delete(id)
      const known = new Set([...refs.values()].flat())
      for (const ref of points.keys()) if (!known.has(ref)) points.delete(ref)
    }
    if (message.t !== 'cursors') continue
    for (const [ref, mode, anchor, place] of message.list) {
      if (mode === 3) points.delete(ref)
      else points.set(ref, `${mode} ${anchor} ${place}`)
    }
  }
  const owned = [...refs].map(([id, all]) => [id, all.flatMap((ref) => points.get(ref) ?? []).toSorted()] as const)
  return Object.fromEntries(owned.filter(([, list]) => list.length > 0).toSorted())
}

const lastEntries = (page: TestPage): string[] => page.all('log').flatMap(({ list }) => list.map(({ i }) => i))

function expectEqual(pages: readonly TestPage[]): void {
  const [first, ...others] = pages.map((page) => ({ ...viewOf(page), points: pointsOf(page) }))
  for (const other of others) expect(other).toEqual(first)
}

/** People come, go, hide, point and talk on all nodes for a while. */
async function churn({ nodes, dice, run }: TestCluster, ms: number, write: () => void): Promise<TestPage[]> {
  const pages: TestPage[] = []
  for (const node of nodes) pages.push(await node.enter({ rooms: rooms(undefined, { log: true }) }))
  const readers = [...pages]
  const open = (): TestPage[] => pages.filter((page) => page.closeCode === undefined && !readers.includes(page))
  for (let passed = 0; passed < ms; passed += 50) {
    const node = nodes[Math.floor(dice.unit() * nodes.length)]!
    const some = open()[Math.floor(dice.unit() * open().length)]
    const what = dice.unit()
    if (what < 0.2 || !some) {
      const id = `p${Math.floor(dice.unit() * 6)}`
      pages.push(
        await node.enter({
          ...(dice.unit() < 0.5 ? { token: tokenOf({ id }) } : {}),
          rooms: rooms(dice.unit() < 0.7 ? { name: id } : undefined),
        }),
      )
    } else if (what < 0.35) some.close(1000)
    else if (what < 0.5)
      some.send({ t: 'me', n: n(some), show: dice.unit() < 0.7, color: Math.floor(dice.unit() * 12) })
    else if (what < 0.6) some.send({ t: 'state', state: dice.unit() < 0.5 ? 'idle' : 'here' })
    else if (what < 0.7) some.send({ t: 'event', n: n(some), id: 0, name: 'clap', data: null })
    else if (what < 0.75) write()
    else some.send({ t: 'cursor', n: n(some), mode: 0, anchor: Math.floor(dice.unit() * 99), place: 7 })
    await run(50)
  }
  return readers
}

// Seeds are added, never removed.
for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
  test(`[Y7] with one frame in twenty lost, everything is equal within three seconds of quiet (seed ${seed})`, async () => {
    const store = createLogStore()
    const cluster = await createTestCluster({ nodes: 3, seed, store })
    cluster.exchange.lose(() => cluster.dice.unit() < 0.05)
    let writes = 0
    const readers = await churn(cluster, 15_000, () => {
      const node = cluster.nodes[writes % 3]!
      node.hub.publish(ROOM, 'epoch-1', [store.append(`c${++writes}`)])
    })
    await cluster.run(3_000)
    expectEqual(readers)
    for (const reader of readers) expect(lastEntries(reader)).toEqual(store.list.map(({ i }) => i))
    // [E3] Events that were lost are gaps; none came twice.
    for (const reader of readers) {
      const seqs = reader.all('event').map(({ seq }) => seq)
      expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b))
    }
  })
}

for (const seed of [1, 2, 3]) {
  test(`[Y7] a broker that is away for half a minute loses nothing that lasts, and nobody flickers (seed ${seed})`, async () => {
    const store = createLogStore()
    const cluster = await createTestCluster({ nodes: 3, seed, store })
    const { nodes, exchange } = cluster
    const stay = await nodes[0]!.enter({ rooms: rooms({ name: 'Stays' }) })
    const away = await nodes[0]!.enter({ rooms: rooms({ name: 'Goes' }) })
    const reader = await nodes[1]!.enter({ rooms: rooms(undefined, { log: true }) })
    const local = await nodes[0]!.enter({ rooms: rooms() })
    await cluster.run(2_000)
    reader.clear()
    for (const { bus } of nodes) exchange.cut(bus)
    await cluster.run(10_000)
    nodes[2]!.hub.publish(ROOM, 'epoch-1', [store.append('while away')])
    away.close(1000)
    stay.send({ t: 'cursor', n: n(stay), mode: 0, anchor: 1, place: 2 })
    const late = await nodes[2]!.enter({ rooms: rooms({ name: 'Late' }) })
    await cluster.run(18_000)
    expect(reader.all('members')).toEqual([])
    for (const { bus } of nodes) exchange.heal(bus)
    await cluster.run(3_000)
    expectEqual([local, late])
    expect(reader.all('members').flatMap(({ gone }) => gone ?? [])).toEqual([away.last('welcome').id])
    expect(Object.values(viewOf(reader).members)).toMatchObject([{ name: 'Stays' }, { name: 'Late' }].slice(1))
    expect(viewOf(reader).counts ?? viewOf(local).counts).toEqual({ connections: 4, people: 4, active: 4 })
    expect(lastEntries(reader)).toEqual(['while away'])
  })
}

test('[Y2] a broker that stays away longer leaves each node with its own people, and all are whole when it is back', async () => {
  const cluster = await createTestCluster()
  const [one, two] = cluster.nodes as [TestNode, TestNode]
  const ada = await one.enter({ rooms: rooms({ name: 'Ada' }) })
  const bob = await two.enter({ rooms: rooms({ name: 'Bob' }) })
  await cluster.run(2_000)
  for (const { bus } of cluster.nodes) cluster.exchange.cut(bus)
  await cluster.run(50_000)
  expect(Object.values(viewOf(ada).members)).toMatchObject([{ name: 'Ada' }])
  for (const { bus } of cluster.nodes) cluster.exchange.heal(bus)
  await cluster.run(3_000)
  expectEqual([ada, bob])
  expect(Object.values(viewOf(ada).members)).toHaveLength(2)
})

test('[Y6] a node that is heard by nobody but hears the others is out within six seconds, and back when it is heard', async () => {
  const cluster = await createTestCluster()
  const [one, two] = cluster.nodes as [TestNode, TestNode]
  const ada = await one.enter({ rooms: rooms({ name: 'Ada' }) })
  const bob = await two.enter({ rooms: rooms({ name: 'Bob' }) })
  await cluster.run(2_000)
  cluster.exchange.lose(({ from }) => from === one.bus)
  await cluster.run(6_000)
  expect(Object.values(viewOf(bob).members)).toMatchObject([{ name: 'Bob' }])
  expect(Object.values(viewOf(ada).members)).toHaveLength(2)
  ada.send({ t: 'me', n: n(ada), name: 'Countess' })
  await cluster.run(20_000)
  cluster.exchange.lose(undefined)
  await cluster.run(3_000)
  expectEqual([ada, bob])
  expect(Object.values(viewOf(bob).members)).toHaveLength(2)
})

test('[Y6] a node that stood still for twenty seconds is out meanwhile, takes nobody else for dead, and is whole again soon', async () => {
  const cluster = await createTestCluster()
  const [one, two] = cluster.nodes as [TestNode, TestNode]
  const ada = await one.enter({ rooms: rooms({ name: 'Ada' }) })
  const bob = await two.enter({ rooms: rooms({ name: 'Bob' }) })
  const keepTalking = cluster.world
  await cluster.run(2_000)
  one.clock.freeze()
  await cluster.run(6_000)
  expect(Object.values(viewOf(bob).members)).toMatchObject([{ name: 'Bob' }])
  await cluster.run(14_000)
  bob.clear()
  one.clock.thaw()
  await keepTalking.run(3_000)
  // Its own readers were silent for it, and have to come back; the other node's people were never in doubt.
  expect(
    bob
      .all('members')
      .flatMap(({ gone }) => gone ?? [])
      .filter((id) => id === bob.last('welcome')?.id),
  ).toEqual([])
  const back = await one.enter({ rooms: rooms({ name: 'Ada' }) })
  await cluster.run(2_000)
  const late = await two.enter({ rooms: rooms() })
  await cluster.run(1_000)
  expectEqual([back, late])
  expect(ada.arrivals.length).toBeGreaterThan(0)
})

test('[Y1] a wall clock that jumps an hour moves nobody', async () => {
  const cluster = await createTestCluster()
  const [one, two] = cluster.nodes as [TestNode, TestNode]
  await one.enter({ rooms: rooms({ name: 'Ada' }) })
  const bob = await two.enter({ rooms: rooms({ name: 'Bob' }) })
  await cluster.run(2_000)
  bob.clear()
  one.clock.jump(3_600_000)
  two.clock.jump(-3_600_000)
  await cluster.run(10_000)
  expect([bob.all('members'), bob.all('counts')]).toEqual([[], []])
})

test('[Y6] a room that was closed on a node is closed for the others, also when the word of it was lost', async () => {
  const cluster = await createTestCluster()
  const [one, two] = cluster.nodes as [TestNode, TestNode]
  const ada = await one.enter({ rooms: rooms({ name: 'Ada' }) })
  const bob = await two.enter({ rooms: rooms() })
  await cluster.run(2_000)
  cluster.exchange.lose(({ topic }) => topic.startsWith('room:'))
  ada.close(1000)
  await cluster.run(400)
  cluster.exchange.lose(undefined)
  await cluster.run(2_000)
  expect(viewOf(bob)).toEqual({ members: {}, counts: { connections: 1, people: 1, active: 1 } })
})

test('[Y3,S12] what is no frame of a node is refused with one line, and changes nothing', async () => {
  const cluster = await createTestCluster()
  const [one, two] = cluster.nodes as [TestNode, TestNode]
  await one.enter({ rooms: rooms({ name: 'Ada' }) })
  const bob = await two.enter({ rooms: rooms() })
  await cluster.run(2_000)
  const before = viewOf(bob)
  const foreign = cluster.exchange.join()
  const junk = [
    new Uint8Array(0),
    jsonBytes({ t: 'beat' }),
    Uint8Array.of(0xb1, 200),
    jsonBytes({ v: 9, t: 'bye', node: one.cluster!.node }),
  ]
  for (const frame of junk) for (const topic of ['nodes', 'site', `room:${ROOM}`]) await foreign.publish(topic, frame)
  await cluster.run(6_000)
  expect(viewOf(bob)).toEqual(before)
  const refused = two.log.filter(({ event }) => event === 'bus-frame-refused')
  expect(new Set(refused.map(({ fields }) => fields?.['topic']))).toEqual(new Set(['nodes', 'site', 'room']))
  expect(two.log.filter(({ level }) => level === 'error')).toEqual([])
})
