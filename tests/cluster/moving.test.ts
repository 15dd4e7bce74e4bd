/** People who change nodes: a session that is known elsewhere, nodes that end, nodes that come back. Nobody shall flicker. */
import { expect, test } from 'vitest'
import { createTestCluster, viewOf, type TestCluster, type TestNode } from '../support/test-cluster.js'
import { tokenOf } from '../support/test-gate.js'
import type { TestPage } from '../support/test-hub.js'

const ROOM = '/blog/7'
const rooms = (me?: object) => [{ room: ROOM, ...(me ? { me: { show: true, ...me } } : {}) }]
/** Every set of members and every count that this page was ever told. */
const told = (page: TestPage): { gone: string[]; people: number[]; connections: number[] } => ({
  gone: page.all('members').flatMap(({ gone }) => gone ?? []),
  people: page.all('counts').map(({ people }) => people),
  connections: page.all('counts').map(({ connections }) => connections),
})

test('[Y9,H5] a session that moves to another node is one leave and one join nobody sees', async () => {
  const { nodes, run } = await createTestCluster({ nodes: 3 })
  const [one, two, three] = nodes as [TestNode, TestNode, TestNode]
  const token = tokenOf({ id: 'ada', name: 'Ada' })
  const ada = await one.enter({ token, rooms: rooms({}) })
  const guest = await one.enter({ rooms: rooms() })
  const readers = [
    await two.enter({ rooms: rooms() }),
    await three.enter({ rooms: rooms() }),
    await one.enter({ rooms: rooms() }),
  ]
  await run(2_000)
  for (const reader of readers) reader.clear()
  // Their lines break, and they come back to another node.
  ada.wire.cut()
  guest.wire.cut()
  await run(500)
  const { session, guest: guestToken } = guest.last('welcome')
  await two.enter({ token, session: ada.last('welcome').session, rooms: rooms({}) })
  await two.enter({ guest: guestToken, session, rooms: rooms() })
  await run(10_000)
  for (const reader of readers) {
    expect(told(reader).gone).toEqual([])
    // The same may be said again, to those who joined; never anything else.
    expect(new Set([5, ...told(reader).people, ...told(reader).connections])).toEqual(new Set([5]))
  }
})

test('[Y9] a session of somebody else, or one that nobody knows, moves nobody', async () => {
  const { nodes, run } = await createTestCluster()
  const [one, two] = nodes as [TestNode, TestNode]
  const ada = await one.enter({ token: tokenOf({ id: 'ada' }), rooms: rooms({}) })
  await run(1_000)
  await two.enter({ token: tokenOf({ id: 'eve' }), session: ada.last('welcome').session, rooms: rooms({}) })
  await two.enter({ token: tokenOf({ id: 'ada' }), session: 'no such session', rooms: rooms({}) })
  await run(6_000)
  expect(ada.closeCode).toBeUndefined()
  expect(viewOf(ada).counts).toEqual({ connections: 3, people: 2, active: 3 - 1 })
})

test('[Y9,P9] who moves to a node where the room is not open is told everybody at once, also when the others answer late', async () => {
  const { nodes, run, world } = await createTestCluster({ nodes: 3 })
  const [one, two, three] = nodes as [TestNode, TestNode, TestNode]
  const token = tokenOf({ id: 'ada', name: 'Ada' })
  const ada = await one.enter({ token, rooms: rooms({}) })
  for (const node of [one, one, two]) await node.enter({ rooms: rooms({ color: 1 }) })
  await run(2_000)
  ada.wire.cut()
  await run(300)
  const back = three.connect()
  back.send({ t: 'hello', v: 1, token, session: ada.last('welcome').session, rooms: rooms({}) })
  await world.runUntil(() => back.all('joined').length > 0, 2_000)
  expect(back.last('joined').members.map(({ id }) => id)).toHaveLength(4)
  // Two sockets: the old one is let go of as soon as the new one is known.
  expect(back.last('joined').counts.people).toBe(4)
  await run(1_000)
  expect(viewOf(back).counts).toEqual({ connections: 4, people: 4, active: 4 })
  expect(told(back).gone).toEqual([])
})

test('[Y9] who moves to a room that nobody else has comes in within a second', async () => {
  const { nodes, run, world } = await createTestCluster()
  const [one, two] = nodes as [TestNode, TestNode]
  const ada = await one.enter({ rooms: rooms() })
  await run(2_000)
  const { session, guest } = ada.last('welcome')
  ada.close(1000)
  await run(500)
  const back = two.connect()
  const startedMs = world.nowMs
  back.send({ t: 'hello', v: 1, guest, session, rooms: rooms() })
  await world.runUntil(() => back.all('joined').length > 0, 3_000)
  expect(world.nowMs - startedMs).toBeLessThanOrEqual(1_100)
  await run(1_000)
  expect(viewOf(back).counts).toEqual({ connections: 1, people: 1, active: 1 })
})

test('[Y2,K3] a node that ends hands its people over: nobody sees a leave, and nobody is counted twice for long', async () => {
  const cluster = await createTestCluster({ nodes: 3 })
  const [one, two, three] = cluster.nodes as [TestNode, TestNode, TestNode]
  const people = await enterAll(one, 10)
  const readers = [await two.enter({ rooms: rooms() }), await three.enter({ rooms: rooms() })]
  await cluster.run(3_000)
  for (const reader of readers) reader.clear()
  const back = comeBack(cluster, people, two)
  await one.end(3_000)
  await cluster.run(10_000)
  await back()
  for (const reader of readers) {
    expect(told(reader).gone).toEqual([])
    expect(Math.min(12, ...told(reader).people)).toBe(12)
    expect(Math.max(12, ...told(reader).people)).toBe(12)
  }
  const late = await three.enter({ rooms: rooms() })
  await cluster.run(1_000)
  expect(viewOf(late).counts).toEqual({ connections: 13, people: 13, active: 13 })
  expect(Object.keys(viewOf(late).members)).toHaveLength(5)
})

test('[Y2] who does not come back from a node that ended is gone within six seconds', async () => {
  const cluster = await createTestCluster()
  const [one, two] = cluster.nodes as [TestNode, TestNode]
  await enterAll(one, 4)
  const reader = await two.enter({ rooms: rooms() })
  await cluster.run(3_000)
  await one.end()
  await cluster.run(6_000)
  expect(viewOf(reader)).toEqual({ members: {}, counts: { connections: 1, people: 1, active: 1 } })
})

test('[D4,Y6] nobody flickers when another node dies or is started', async () => {
  const cluster = await createTestCluster({ nodes: 3 })
  const [one, two, three] = cluster.nodes as [TestNode, TestNode, TestNode]
  const people = await enterAll(one, 6)
  const reader = await two.enter({ rooms: rooms() })
  await three.enter({ rooms: rooms() })
  await cluster.run(3_000)
  for (const page of [...people, reader]) page.clear()
  three.kill()
  await cluster.run(10_000)
  const four = cluster.start()
  const late = await four.enter({ rooms: rooms() })
  await cluster.run(10_000)
  for (const page of [...people, reader]) {
    expect(told(page).gone).toEqual([])
    expect(Math.min(...told(page).people)).toBe(7)
  }
  expect(viewOf(late).counts).toEqual({ connections: 8, people: 8, active: 8 })
})

/** Every second one is shown, every third has a token. */
async function enterAll(node: TestNode, count: number): Promise<TestPage[]> {
  const pages: TestPage[] = []
  for (let i = 0; i < count; i++) {
    const token = i % 3 === 0 ? { token: tokenOf({ id: `p${i}`, name: `P${i}` }) } : {}
    pages.push(await node.enter({ ...token, rooms: rooms(i % 2 === 0 ? { color: i } : undefined) }))
  }
  return pages
}

/** Pages that were sent away come back to another node half a second later, as clients do. */
function comeBack({ world }: TestCluster, pages: readonly TestPage[], to: TestNode): () => Promise<void> {
  const back: Promise<TestPage>[] = []
  pages.forEach((page, i) => {
    const { guest, session } = page.last('welcome')
    const token = i % 3 === 0 ? { token: tokenOf({ id: `p${i}`, name: `P${i}` }) } : { guest }
    const look = (): void => {
      if (page.closeCode === undefined) return void world.schedule(20, look)
      world.schedule(400, () => {
        const next = to.connect()
        next.send({ t: 'hello', v: 1, ...token, session, rooms: rooms(i % 2 === 0 ? { color: i } : undefined) })
        back.push(Promise.resolve(next))
      })
    }
    look()
  })
  return async () => {
    for (const page of await Promise.all(back)) expect(page.all('joined')).toHaveLength(1)
    expect(back).toHaveLength(pages.length)
  }
}
