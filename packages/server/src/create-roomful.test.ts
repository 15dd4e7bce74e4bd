import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Bus } from './bus/bus.js'
import { memoryBus, memoryExchange } from './bus/memory.js'
import { createRoomful } from './create-roomful.js'
import { memoryStore } from './store/memory.js'
import { withServer } from '../../../tests/support/live-server.js'

test('[I4,D7] a withdrawal reaches every node', async () => {
  const exchange = memoryExchange()
  const secret = 'the same secret on every node, please'
  await withServer({ bus: memoryBus(exchange), secret }, (one) =>
    withServer({ bus: memoryBus(exchange), secret }, async (two) => {
      const socket = await two.join('a')
      const welcome = await socket.until(({ t }) => t === 'welcome')
      await one.live.revoke(String(welcome['id']))
      expect((await socket.closed).code).toBe(4203)
      const elsewhere = await one.open()
      elsewhere.send({ t: 'hello', v: 1, guest: welcome['guest'] })
      expect((await elsewhere.closed).code).toBe(4203)
      await one.live.restore(String(welcome['id']))
      const back = await two.join('a', { guest: welcome['guest'] })
      expect(await back.until(({ t }) => t === 'welcome')).toMatchObject({ id: welcome['id'] })
    }),
  )
})

test('[I2,D1] guests are known again after a restart with the same database, and not with another', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'roomful-'))
  const database = `sqlite:${join(folder, 'a.db')}`
  let guest: unknown
  let id: unknown
  await withServer({ database }, async ({ join }) => {
    const welcome = await (await join('a')).until(({ t }) => t === 'welcome')
    guest = welcome['guest']
    id = welcome['id']
  })
  await withServer({ database }, async ({ join }) => {
    expect((await (await join('a', { guest })).until(({ t }) => t === 'welcome'))['id']).toBe(id)
  })
  await withServer({}, async ({ join }) => {
    expect((await (await join('a', { guest })).until(({ t }) => t === 'welcome'))['id']).not.toBe(id)
  })
  await rm(folder, { recursive: true })
})

test('a store of the caller stays open, and one that cannot be opened is told', async () => {
  const store = memoryStore()
  await (await createRoomful({ store })).close()
  expect(await store.setting('secret', () => 'new')).not.toBe('new')
  await expect(createRoomful({ database: 'sqlite:/no/such/folder/a.db' })).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  })
})

test('when the start fails half-way, what was opened is closed again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'roomful-'))
  const file = join(folder, 'a.db')
  const bus: Bus = {
    publish: () => Promise.resolve(),
    subscribe: () => Promise.reject(new Error('no broker')),
    onGap: () => () => undefined,
    isUp: () => false,
    close: () => Promise.resolve(),
  }
  await expect(createRoomful({ database: `sqlite:${file}`, bus })).rejects.toThrow('no broker')
  // Closing folds the write-ahead log into the database.
  expect(
    await stat(`${file}-wal`).then(
      ({ size }) => size,
      () => 0,
    ),
  ).toBe(0)
  await rm(folder, { recursive: true })
})

test('[D6] the library listens to nothing of the process it lives in', async () => {
  const listeners = (): unknown => process.eventNames().map((name) => [name, process.listenerCount(name)])
  const before = listeners()
  await withServer({}, async ({ join }) => {
    await join('a')
    expect(listeners()).toEqual(before)
  })
})

test('[S28] a thousand rooms asked about over HTTP make no room', async () => {
  await withServer({}, async ({ get, live }) => {
    for (let index = 0; index < 10; index++) {
      await get(`/v1/counts?${Array.from({ length: 100 }, (_, each) => `room=${index}-${each}`).join('&')}`)
    }
    expect(live.figures().rooms).toBe(0)
  })
})

test('the server side of a room: counts, members, a robot, and a word to everyone', async () => {
  await withServer({}, async ({ join, live }) => {
    const socket = await join('/a', { rooms: [{ room: '/a', me: { show: true, name: 'Ada' } }] })
    const room = live.room('/a')
    expect(room.counts()).toEqual({ connections: 1, people: 1, active: 1 })
    const robot = room.robot({ name: 'Clock' })
    expect(
      room
        .members()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['Ada', 'Clock'])
    room.send('news', { a: 1 })
    robot.send('tick', 2)
    expect(await socket.until(({ name }) => name === 'news')).toMatchObject({ from: 0, data: { a: 1 } })
    expect(await socket.until(({ name }) => name === 'tick')).toMatchObject({ data: 2 })
    expect(() => live.room('')).toThrow(expect.objectContaining({ code: 'ROOM_INVALID' }))
  })
})
