/** The log of a room on the wire: catching up, live, gaps and starting over. The database is scripted, the hub is real. */
import { RoomfulError, type LogMessage } from '@roomful/protocol'
import { expect, test } from 'vitest'
import type { FeatureTable } from '../../packages/server/src/hub/feature.js'
import { createLogStore, type LogStore } from '../support/log-store.js'
import { createTestHub, type TestHub, type TestPage } from '../support/test-hub.js'

async function setUp(): Promise<{ store: LogStore; kit: TestHub; enter: (log: unknown) => Promise<TestPage> }> {
  const store = createLogStore()
  const kit = createTestHub({ store })
  return { store, kit, enter: (log) => kit.enter({ rooms: [{ room: '/a', ...(log === undefined ? {} : { log }) }] }) }
}

const logs = (page: TestPage): LogMessage[] => page.all('log')
const entries = (page: TestPage): string[] => logs(page).flatMap(({ list }) => list.map(({ o, i }) => `${o} ${i}`))

test('[G2] whoever asks from now on is told where the log stands, and then what is new', async () => {
  const { store, kit, enter } = await setUp()
  store.append('old')
  const page = await enter(true)
  expect(logs(page)).toEqual([{ t: 'log', n: 1, epoch: 'epoch-1', after: 1, offset: 1, list: [] }])
  kit.hub.publish('/a', 'epoch-1', [store.append('new')])
  await kit.run(10)
  expect(logs(page)[1]).toEqual({
    t: 'log',
    n: 1,
    after: 1,
    offset: 2,
    list: [{ o: 2, k: 'comment', i: 'new', v: { text: 'new' }, w: true }],
  })
})

test('[G2,R1] joining does not wait for the database, and who did not ask hears nothing of the log', async () => {
  const { store, kit, enter } = await setUp()
  let open = (): void => {}
  store.gate = new Promise((resolve) => (open = resolve))
  const page = await enter(true)
  const other = await enter(undefined)
  expect(page.all('joined')).toHaveLength(1)
  expect(logs(page)).toEqual([])
  open()
  await kit.run(10)
  expect(logs(page)).toHaveLength(1)
  kit.hub.publish('/a', 'epoch-1', [store.append('new')])
  await kit.run(10)
  expect(entries(page)).toEqual(['1 new'])
  expect(logs(other)).toEqual([])
})

test('[G2,G6] what is written while the database is being asked comes once and in order', async () => {
  const { store, kit, enter } = await setUp()
  for (const i of ['a', 'b', 'c']) store.append(i)
  let open = (): void => {}
  store.gate = new Promise((resolve) => (open = resolve))
  const page = await enter({ epoch: 'epoch-1', offset: 1, last: 'comment:a' })
  kit.hub.publish('/a', 'epoch-1', [store.append('d')])
  kit.hub.publish('/a', 'epoch-1', [store.append('e')])
  await kit.run(10)
  open()
  await kit.run(10)
  expect(entries(page)).toEqual(['2 b', '3 c', '4 d', '5 e'])
  expect(logs(page)[0]).toMatchObject({ epoch: 'epoch-1', after: 1 })
  // Every message begins where the one before ended.
  logs(page).reduce((offset, message) => {
    expect(message.after).toBe(offset)
    return message.offset
  }, 1)
})

test('[G6] entries that come in another order, or twice, are told once and in order', async () => {
  const { store, kit, enter } = await setUp()
  const page = await enter(true)
  const [a, b, c] = [store.append('a'), store.append('b'), store.append('c')]
  kit.hub.publish('/a', 'epoch-1', [b])
  kit.hub.publish('/a', 'epoch-1', [a, b])
  kit.hub.publish('/a', 'epoch-1', [c])
  await kit.run(10)
  expect(entries(page)).toEqual(['1 a', '2 b', '3 c'])
})

test('[G3] what another process wrote is noticed at the next entry, and told before it', async () => {
  const { store, kit, enter } = await setUp()
  const page = await enter(true)
  store.append('elsewhere 1')
  store.append('elsewhere 2')
  kit.hub.publish('/a', 'epoch-1', [store.append('here')])
  await kit.run(10)
  expect(entries(page)).toEqual(['1 elsewhere 1', '2 elsewhere 2', '3 here'])
})

test('[G6,Q1] the first entry after a pause is told at once; of many, those of ten milliseconds come as one message', async () => {
  const { store, kit, enter } = await setUp()
  const page = await enter(true)
  await kit.run(100)
  const startMs = kit.clock.monotonic()
  for (let i = 0; i < 40; i++) {
    kit.hub.publish('/a', 'epoch-1', [store.append(`c${i}`)])
    await kit.run(1)
  }
  await kit.run(10)
  expect(entries(page)).toHaveLength(40)
  const told = page.arrivals.filter(({ message }) => message.t === 'log').slice(1)
  expect(told[0]?.atMs).toBeLessThanOrEqual(startMs + 1)
  expect(told.length).toBeGreaterThanOrEqual(4)
  expect(told.length).toBeLessThanOrEqual(5)
})

test('[G4] five hundred who come back after a restart cost the database two questions', async () => {
  const { store, kit, enter } = await setUp()
  for (let i = 1; i <= 150; i++) store.append(`c${i}`)
  const pages = await Promise.all(
    Array.from({ length: 500 }, () => enter({ epoch: 'epoch-1', offset: 50, last: 'comment:c50' })),
  )
  await kit.run(10)
  expect(store.asked).toHaveLength(2)
  for (const page of pages) expect(entries(page)).toHaveLength(100)
})

test('[G4] an unknown epoch, a position beyond the end and one too far behind start over', async () => {
  const { store, kit, enter } = await setUp()
  for (let i = 1; i <= 2_200; i++) store.append(`c${i}`)
  for (const position of [
    { epoch: 'another', offset: 2_200, last: '' },
    { epoch: 'epoch-1', offset: 2_201, last: '' },
    { epoch: 'epoch-1', offset: 100, last: '' },
  ]) {
    const page = await enter(position)
    await kit.run(10)
    expect(logs(page)).toEqual([
      { t: 'log', n: 1, epoch: 'epoch-1', reset: true, after: 2_200, offset: 2_200, list: [] },
    ])
  }
})

test('[G4] more than half a megabyte behind starts over, less comes in frames of at most 48 KiB', async () => {
  const { store, kit, enter } = await setUp()
  for (let i = 1; i <= 60; i++) store.append(`c${i}`, { text: 'x'.repeat(10_000) })
  const far = await enter({ epoch: 'epoch-1', offset: 0, last: '' })
  const near = await enter({ epoch: 'epoch-1', offset: 30, last: '' })
  await kit.run(10)
  expect(logs(far)[0]?.reset).toBe(true)
  expect(entries(near)).toHaveLength(30)
  expect(logs(near).length).toBeGreaterThan(5)
  for (const message of logs(near)) expect(JSON.stringify(message).length).toBeLessThan(50_500)
})

test('[G4] a log that is numbered anew makes everybody start over', async () => {
  const { store, kit, enter } = await setUp()
  store.append('a')
  const page = await enter(true)
  store.head = { epoch: 'epoch-2', offset: 0, floor: 0 }
  store.list.length = 0
  kit.hub.publish('/a', 'epoch-2', [store.append('b')])
  await kit.run(10)
  expect(logs(page).at(-1)).toMatchObject({ epoch: 'epoch-2', reset: true, offset: 1 })
  kit.hub.publish('/a', 'epoch-2', [store.append('c')])
  await kit.run(10)
  expect(entries(page)).toEqual(['2 c'])
})

test('[W4,G2] while the database is away people come and go, and the log follows when it is back', async () => {
  const { store, kit, enter } = await setUp()
  store.append('a')
  store.failure = new Error('away')
  const page = await enter({ epoch: 'epoch-1', offset: 0, last: '' })
  const other = await enter(true)
  await kit.run(3_000)
  expect(page.last('counts').people).toBe(2)
  expect([...logs(page), ...logs(other)]).toEqual([])
  // Asked again once a second, not by everybody all the time.
  expect(store.asked.length).toBeLessThan(6)
  store.failure = undefined
  await kit.run(1_100)
  expect(entries(page)).toEqual(['1 a'])
  expect(logs(other)).toMatchObject([{ after: 1, offset: 1 }])
})

test('[G6,W3,W4] a write whose answer was lost, or that is made again, is told all the same', async () => {
  const store = createLogStore()
  let lost: RoomfulError | undefined = new RoomfulError('STORE_UNAVAILABLE')
  const features: FeatureTable = {
    reads: new Map(),
    writes: new Map([
      [
        'comment.add',
        {
          can: 'see',
          // What it does is done; only the first time nobody hears how it went.
          async run(_speaker, id) {
            const isRepeat = store.list.some(({ i }) => i === id)
            if (!isRepeat && id !== 'elsewhere') store.append(id)
            if (lost) throw lost
            return { status: 'stored', epoch: 'epoch-1', entries: [], isRepeat: true }
          },
        },
      ],
    ]),
  }
  const kit = createTestHub({ store, features })
  const enter = (): Promise<TestPage> => kit.enter({ rooms: [{ room: '/a', log: true }] })
  const [writer, reader] = [await enter(), await enter()]
  writer.send({ t: 'write', n: 1, id: 'a', kind: 'comment.add' })
  await kit.run(10)
  expect(writer.errors).toMatchObject([{ code: 'STORE_UNAVAILABLE', write: 'a' }])
  expect(entries(reader)).toEqual(['1 a'])
  // The database is away for the question, too: it is asked again.
  store.failure = new Error('away')
  writer.send({ t: 'write', n: 1, id: 'b', kind: 'comment.add' })
  await kit.run(10)
  expect(entries(reader)).toEqual(['1 a'])
  store.failure = undefined
  await kit.run(1_100)
  expect(entries(reader)).toEqual(['1 a', '2 b'])
  // Made on another node, whose answer was lost; the same write comes here.
  lost = undefined
  store.append('elsewhere')
  writer.send({ t: 'write', n: 1, id: 'elsewhere', kind: 'comment.add' })
  await kit.run(10)
  expect(entries(reader)).toEqual(['1 a', '2 b', '3 elsewhere'])
  const { length } = store.asked
  await kit.run(10_000)
  expect(store.asked).toHaveLength(length)
})

test('[H5,G2] a session that is resumed goes on from its own position', async () => {
  const { store, kit, enter } = await setUp()
  const page = await enter(true)
  const { session, guest } = page.last('welcome')
  kit.hub.publish('/a', 'epoch-1', [store.append('a')])
  await kit.run(10)
  page.close(1006)
  kit.hub.publish('/a', 'epoch-1', [store.append('b')])
  await kit.run(10)
  const again = await kit.enter({
    session,
    guest,
    rooms: [{ room: '/a', log: { epoch: 'epoch-1', offset: 1, last: 'comment:a' } }],
  })
  await kit.run(10)
  expect(entries(again)).toEqual(['2 b'])
})

test('[G6,Q2] the log is never left out for a slow reader', async () => {
  const { store, kit } = await setUp()
  const page = kit.connect({ bytesPerMs: 20 })
  page.send({ t: 'hello', v: 1, rooms: [{ room: '/a', log: true }] })
  await kit.run(200)
  for (let i = 0; i < 40; i++) kit.hub.publish('/a', 'epoch-1', [store.append(`c${i}`, { text: 'y'.repeat(5_000) })])
  await kit.run(60_000)
  expect(entries(page)).toHaveLength(40)
})
