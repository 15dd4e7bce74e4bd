/** What is said in a room on one node is heard in it on the others: cursors, events, the log, messages, news. */
import type { Grant } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { createLogStore } from '../support/log-store.js'
import { createTestCluster, type TestNode } from '../support/test-cluster.js'
import { tokenOf } from '../support/test-gate.js'
import type { TestPage } from '../support/test-hub.js'

const ROOM = '/blog/7'
const GRANTS: readonly Grant[] = ['see', 'appear', 'send', 'react', 'comment', 'message']
const rooms = (extra: object = {}) => [{ room: ROOM, ...extra }]
const enter = (node: TestNode, id: string, extra: object = {}): Promise<TestPage> =>
  node.enter({ token: tokenOf({ id, name: id, can: GRANTS }), rooms: rooms({ me: { show: true }, ...extra }) })
const n = (page: TestPage): number => page.last('joined').n
/** Who a ref is, from what this page was told. */
const whoIs = (page: TestPage, ref: number): string | undefined =>
  [
    ...page.all('joined').flatMap(({ members }) => members),
    ...page.all('members').flatMap(({ set }) => set ?? []),
  ].find(({ refs }) => refs.includes(ref))?.id

test('[C3] a cursor is seen on the other node as that of its member, within a tick or two', async () => {
  const { nodes, run } = await createTestCluster()
  const [one, two] = nodes as [TestNode, TestNode]
  const ada = await enter(one, 'ada')
  const bob = await enter(two, 'bob')
  await run(1_000)
  ada.send({ t: 'cursor', n: n(ada), mode: 0, anchor: 11, place: 12 })
  await run(100)
  const [ref, ...rest] = bob.last('cursors').list[0]!
  expect([whoIs(bob, ref), ...rest]).toEqual(['ada', 0, 11, 12])
  bob.clear()
  ada.send({ t: 'cursor', n: n(ada), mode: 3, anchor: 0, place: 0 })
  await run(100)
  expect(bob.last('cursors').list).toEqual([[ref, 3, 0, 0]])
})

test('[C4] who comes later, also to another node, sees where everybody points', async () => {
  const { nodes, start, run } = await createTestCluster({ nodes: 1 })
  const ada = await enter(nodes[0]!, 'ada')
  ada.send({ t: 'cursor', n: n(ada), mode: 1, anchor: 5, place: 6 })
  await run(500)
  const bob = await enter(start(), 'bob')
  await run(1_000)
  const [ref, ...rest] = bob.last('cursors').list[0]!
  expect([whoIs(bob, ref), ...rest]).toEqual(['ada', 1, 5, 6])
})

test('[E3] events reach the other node in their order, from their member, and are numbered for its readers', async () => {
  const { nodes, run } = await createTestCluster()
  const [one, two] = nodes as [TestNode, TestNode]
  const ada = await enter(one, 'ada')
  const bob = await enter(two, 'bob')
  await run(1_000)
  for (let i = 1; i <= 3; i++) ada.send({ t: 'event', n: n(ada), id: i, name: 'clap', data: { i } })
  bob.send({ t: 'event', n: n(bob), id: 1, name: 'wave', data: null })
  one.hub.room(ROOM).send('news', 'from the server')
  await run(200)
  for (const page of [ada, bob]) {
    const events = page.all('event')
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
    const claps = events.filter(({ name }) => name === 'clap')
    expect(claps.map(({ data }) => data)).toEqual([{ i: 1 }, { i: 2 }, { i: 3 }])
    expect(claps.map(({ from }) => whoIs(page, from))).toEqual(['ada', 'ada', 'ada'])
    expect(events.find(({ name }) => name === 'news')).toMatchObject({ from: 0, data: 'from the server' })
  }
})

test('[E3] an event sent in the same turn as the first me is from that member everywhere', async () => {
  const { nodes, run } = await createTestCluster()
  const [one, two] = nodes as [TestNode, TestNode]
  const ada = await one.enter({ token: tokenOf({ id: 'ada', can: GRANTS }), rooms: rooms() })
  const bob = await enter(two, 'bob')
  await run(1_000)
  ada.send({ t: 'me', n: n(ada), show: true })
  ada.send({ t: 'event', n: n(ada), id: 1, name: 'clap', data: null })
  await run(1_000)
  expect(whoIs(bob, bob.last('event').from)).toBe('ada')
})

test('[P2] an event of somebody who is not shown names nobody, also not the server', async () => {
  const { nodes, run } = await createTestCluster()
  const [one, two] = nodes as [TestNode, TestNode]
  const ada = await one.enter({ token: tokenOf({ id: 'ada', can: GRANTS }), rooms: rooms() })
  const bob = await enter(two, 'bob')
  await run(1_000)
  ada.send({ t: 'event', n: n(ada), id: 1, name: 'clap', data: null })
  await run(100)
  const { from } = bob.last('event')
  expect(from).toBeGreaterThan(0)
  expect(whoIs(bob, from)).toBeUndefined()
})

test('[E3] an event that was lost between nodes is a gap in the numbers, and nothing else', async () => {
  const { nodes, exchange, run } = await createTestCluster()
  const [one, two] = nodes as [TestNode, TestNode]
  const ada = await enter(one, 'ada')
  const bob = await enter(two, 'bob')
  await run(1_000)
  exchange.lose(({ topic }) => topic.startsWith('room:'))
  ada.send({ t: 'event', n: n(ada), id: 1, name: 'clap', data: 1 })
  await run(100)
  exchange.lose(undefined)
  ada.send({ t: 'event', n: n(ada), id: 2, name: 'clap', data: 2 })
  await run(100)
  expect(bob.all('event').map(({ seq, data }) => [seq, data])).toEqual([[2, 2]])
})

test('[Y8] an entry of the log is told on every node, also one written where the room is not open', async () => {
  const store = createLogStore()
  const { nodes, run } = await createTestCluster({ nodes: 3, store })
  const [one, two, three] = nodes as [TestNode, TestNode, TestNode]
  const pages = [await enter(one, 'ada', { log: true }), await enter(two, 'bob', { log: true })]
  await run(500)
  one.hub.publish(ROOM, 'epoch-1', [store.append('a')])
  three.hub.publish(ROOM, 'epoch-1', [store.append('b')])
  await run(100)
  for (const page of pages) expect(page.all('log').flatMap(({ list }) => list.map(({ i }) => i))).toEqual(['a', 'b'])
})

test.each([
  ['where the room is open', 0],
  ['where it is not', 2],
])('[Y8] an entry whose frame was lost is found by the position, written %s', async (_, at) => {
  const store = createLogStore()
  const { nodes, exchange, run } = await createTestCluster({ nodes: 3, store })
  await enter(nodes[0]!, 'ada', { log: true })
  const bob = await enter(nodes[1]!, 'bob', { log: true })
  await run(5_000)
  exchange.lose(({ topic }) => topic.startsWith('room:'))
  nodes[at]!.hub.publish(ROOM, 'epoch-1', [store.append('a')])
  await run(400)
  expect(bob.all('log').flatMap(({ list }) => list)).toEqual([])
  exchange.lose(undefined)
  await run(3_000)
  expect(bob.all('log').flatMap(({ list }) => list.map(({ i }) => i))).toEqual(['a'])
})

test('[X1,Y11] a message finds its member on another node, and says whether it did', async () => {
  const { nodes, run } = await createTestCluster()
  const [one, two] = nodes as [TestNode, TestNode]
  const ada = await enter(one, 'ada')
  const bob = await enter(two, 'bob')
  const eve = await two.enter({ token: tokenOf({ id: 'eve', can: GRANTS }), rooms: rooms() })
  await run(1_000)
  ada.send({ t: 'tell', n: n(ada), id: 1, to: 'bob', text: 'hello' })
  ada.send({ t: 'tell', n: n(ada), id: 2, to: 'eve', text: 'hello' })
  await run(500)
  expect(ada.all('told')).toEqual(
    expect.arrayContaining([
      { t: 'told', id: 1, delivered: true },
      { t: 'told', id: 2, delivered: false },
    ]),
  )
  expect(bob.all('message')).toMatchObject([{ n: n(bob), from: { id: 'ada', name: 'ada' }, text: 'hello' }])
  expect(eve.all('message')).toEqual([])
  two.kill()
  ada.send({ t: 'tell', n: n(ada), id: 3, to: 'bob', text: 'still there?' })
  await run(1_500)
  expect(ada.last('told')).toEqual({ t: 'told', id: 3, delivered: false })
})

test('[X3,M6,Y11] news for a person, for moderators of a room and for keys come on every node', async () => {
  const { nodes, run } = await createTestCluster({ nodes: 3 })
  const [one, two, three] = nodes as [TestNode, TestNode, TestNode]
  const ada = await one.enter({ token: tokenOf({ id: 'ada', can: ['see', 'moderate'] }), rooms: rooms() })
  const bob = await two.enter({ token: tokenOf({ id: 'bob', isKey: true, can: ['see'] }), rooms: rooms() })
  await run(1_000)
  three.hub.news({ person: 'ada' }, 'notice', { unread: 1 })
  three.hub.news({ can: 'moderate', room: ROOM }, 'queue', { held: 2 })
  two.hub.news({ can: 'moderate', room: ROOM }, 'queue', { held: 3 })
  one.hub.news({ keys: true }, 'queue', { held: 4 })
  await run(100)
  expect(ada.all('news').map(({ v }) => v)).toEqual([{ unread: 1 }, { held: 2 }, { held: 3 }])
  expect(bob.all('news').map(({ v }) => v)).toEqual([{ held: 4 }])
})

test('[N3] counts are asked of the nodes that have the room, and are zeros where none has', async () => {
  const { nodes, run, world } = await createTestCluster({ nodes: 3 })
  const [one, two, three] = nodes as [TestNode, TestNode, TestNode]
  await enter(one, 'ada')
  await enter(two, 'ada')
  await run(1_000)
  let answer: unknown
  const startedMs = world.nowMs
  void three.hub.countsOf([ROOM, '/empty', '__proto__']).then((counts) => (answer = counts))
  await world.runUntil(() => answer !== undefined, 1_000)
  const none = { connections: 0, people: 0, active: 0 }
  expect(answer).toEqual([{ connections: 2, people: 1, active: 1 }, none, none])
  expect(world.nowMs - startedMs).toBeLessThan(100)
  // A node that does not answer is not waited for longer than a moment.
  one.kill()
  two.kill()
  await run(1_000)
  answer = undefined
  void three.hub.countsOf(['/other']).then((counts) => (answer = counts))
  await world.runUntil(() => answer !== undefined, 400)
  expect(answer).toEqual([none])
})

test('[Y3] a room that no other node has costs the bus nothing but the question for it', async () => {
  const { nodes, run } = await createTestCluster()
  const ada = await enter(nodes[0]!, 'ada')
  await run(70_000)
  const before = nodes[0]!.hub.figures().busMessages
  for (let i = 0; i < 20; i++) {
    ada.send({ t: 'cursor', n: n(ada), mode: 0, anchor: i, place: 1 })
    ada.send({ t: 'event', n: n(ada), id: 0, name: 'clap', data: i })
    ada.send({ t: 'me', n: n(ada), color: i % 12 })
    await run(100)
  }
  await run(70_000)
  expect(nodes[0]!.hub.figures().busMessages).toBe(before)
})

test('[Y3] what many say in one turn is one message, and a quiet room says nothing', async () => {
  const { nodes, run } = await createTestCluster()
  const [one, two] = nodes as [TestNode, TestNode]
  const pages: TestPage[] = []
  for (let i = 0; i < 20; i++) pages.push(await enter(one, `p${i}`))
  const reader = await enter(two, 'reader')
  await run(70_000)
  const before = one.hub.figures().busMessages
  for (const page of pages) page.send({ t: 'event', n: n(page), id: 0, name: 'clap', data: null })
  await run(10)
  expect(reader.all('event')).toHaveLength(20)
  expect(one.hub.figures().busMessages - before).toBe(1)
  await run(70_000)
  const quiet = one.hub.figures().busMessages
  await run(600_000)
  expect(one.hub.figures().busMessages).toBe(quiet)
})
