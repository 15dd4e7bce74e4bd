import { expect, test } from 'vitest'
import { createTestCluster, viewOf } from '../support/test-cluster.js'
import { tokenOf } from '../support/test-gate.js'

const ROOM = '/blog/7'
const rooms = (me?: object) => [{ room: ROOM, ...(me ? { me: { show: true, ...me } } : {}) }]

test('[Y4] members, states and counts of one node are seen on the others', async () => {
  const { nodes, run } = await createTestCluster({ nodes: 3 })
  const [one, two, three] = nodes
  const ada = await one!.enter({ rooms: rooms({ name: 'Ada', color: 3, data: { mood: 'calm' } }) })
  const reader = await two!.enter({ rooms: rooms() })
  const late = await three!.enter({ rooms: rooms() })
  await run(1_000)
  const view = {
    members: {
      [ada.last('welcome').id]: { name: 'Ada', color: 3, state: 'here', data: { mood: 'calm' }, connections: 1 },
    },
    counts: { connections: 3, people: 3, active: 3 },
  }
  for (const page of [ada, reader, late]) expect(viewOf(page)).toMatchObject(view)
  ada.send({ t: 'state', state: 'idle' })
  ada.send({ t: 'me', n: ada.last('joined').n, name: 'Countess' })
  await run(1_000)
  for (const page of [ada, reader, late]) {
    expect(viewOf(page).counts).toEqual({ connections: 3, people: 3, active: 2 })
    expect(Object.values(viewOf(page).members)).toMatchObject([
      { name: 'Countess', state: 'idle', data: { mood: 'calm' } },
    ])
  }
})

test('[Y5] a person with tabs on two nodes is one member and counts once', async () => {
  const { nodes, run } = await createTestCluster()
  const [one, two] = nodes
  const token = tokenOf({ id: 'ada', name: 'Ada' })
  const here = await one!.enter({ token, rooms: rooms({}) })
  const there = await two!.enter({ token, rooms: rooms({}) })
  await run(1_000)
  for (const page of [here, there]) {
    expect(viewOf(page)).toMatchObject({
      members: { ada: { name: 'Ada', connections: 2, verified: true } },
      counts: { connections: 2, people: 1, active: 1 },
    })
  }
  here.close()
  await run(1_000)
  expect(viewOf(there)).toMatchObject({
    members: { ada: { connections: 1 } },
    counts: { connections: 1, people: 1, active: 1 },
  })
})

test('[Y6] a clean leave is seen on the other node within a second, a killed node’s people within six', async () => {
  const { nodes, run, world } = await createTestCluster()
  const [one, two] = nodes
  const reader = await two!.enter({ rooms: rooms() })
  const ada = await one!.enter({ rooms: rooms({ name: 'Ada' }) })
  const bob = await one!.enter({ rooms: rooms({ name: 'Bob' }) })
  await run(500)
  expect(Object.keys(viewOf(reader).members)).toHaveLength(2)
  ada.close(1000)
  await run(1_000)
  expect(Object.values(viewOf(reader).members)).toMatchObject([{ name: 'Bob' }])
  one!.kill()
  await world.run(0)
  expect(bob.closeCode).toBeDefined()
  await run(3_000)
  expect(Object.keys(viewOf(reader).members)).toHaveLength(1)
  await run(3_000)
  expect(viewOf(reader)).toEqual({ members: {}, counts: { connections: 1, people: 1, active: 1 } })
})
