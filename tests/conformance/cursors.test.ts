/** Section C of the SPEC, the server's half, against a hub under a fake clock. */
import { encodeCursor, type CursorPlace } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { createTestHub, type TestPage } from '../support/test-hub.js'

const place = (value: number): CursorPlace => ({ mode: 0, anchor: value, place: value })
const move = (page: TestPage, value: number): void => page.send(encodeCursor(page.last('joined').n, place(value)))
const seen = (page: TestPage): number[] =>
  page.all('cursors').flatMap(({ list }) => list.flatMap(([, mode, anchor]) => (mode === 3 ? [] : [anchor])))
const shown = { rooms: [{ room: '/a', me: { show: true } }] }

test('[C3] the first move after quiet goes out at once, later ones by tick with the last value only, own included', async () => {
  const kit = createTestHub()
  const page = await kit.enter(shown)
  const reader = await kit.enter({ rooms: [{ room: '/a' }] })
  await kit.run(1_000)
  const clear = (each: TestPage): void =>
    void each.arrivals.splice(0, each.arrivals.length, ...each.arrivals.filter(({ message }) => message.t === 'joined'))
  for (const each of [page, reader]) clear(each)
  const startedAtMs = kit.world.nowMs
  move(page, 1)
  await kit.run(5)
  expect(seen(reader)).toEqual([1])
  for (let value = 2; value <= 8; value++) {
    move(page, value)
    await kit.run(2)
  }
  await kit.run(60)
  expect(seen(reader)).toEqual([1, 8])
  expect(seen(page)).toEqual([1, 8])
  const times = reader.arrivals.filter(({ message }) => message.t === 'cursors').map(({ atMs }) => atMs - startedAtMs)
  expect(times[0]).toBeLessThanOrEqual(1)
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(25)
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeLessThanOrEqual(40)
  expect(reader.arrivals.filter(({ message, isBinary }) => message.t === 'cursors' && !isBinary)).toEqual([])
})

test('[C3] all who moved in a tick share one frame', async () => {
  const kit = createTestHub()
  const pages = []
  for (let i = 0; i < 5; i++) pages.push(await kit.enter(shown))
  const reader = await kit.enter({ rooms: [{ room: '/a' }] })
  await kit.run(1_000)
  reader.clear()
  for (const [i, page] of pages.entries()) move(page, i + 1)
  await kit.run(5)
  expect(reader.all('cursors').map(({ list }) => list.length)).toEqual([5])
})

test('[C3,P2] nobody receives the cursor of a connection that is not shown; hiding takes it away', async () => {
  const kit = createTestHub()
  const page = await kit.enter({ rooms: [{ room: '/a' }] })
  const reader = await kit.enter({ rooms: [{ room: '/a' }] })
  const { n, ref } = page.last('joined')
  await kit.run(500)
  move(page, 1)
  await kit.run(200)
  expect(reader.all('cursors')).toEqual([])
  page.send({ t: 'me', n, show: true })
  move(page, 2)
  await kit.run(200)
  expect(seen(reader)).toEqual([2])
  page.send({ t: 'me', n, show: false })
  move(page, 3)
  await kit.run(300)
  expect(reader.all('cursors').at(-1)?.list).toEqual([[ref, 3, 0, 0]])
  const late = await kit.enter({ rooms: [{ room: '/a' }] })
  await kit.run(300)
  expect(seen(late)).toEqual([])
})

test('[C4] a reader with bytes waiting is left out of ticks, and gets every cursor once when it has caught up', async () => {
  const kit = createTestHub()
  const pages = [await kit.enter(shown), await kit.enter(shown)]
  const reader = await kit.enter({ rooms: [{ room: '/a' }] })
  const healthy = await kit.enter({ rooms: [{ room: '/a' }] })
  await kit.run(1_000)
  reader.clear()
  reader.wire.stall('down')
  healthy.send({ t: 'event', n: 1, name: 'x' })
  await kit.run(100)
  const waiting = reader.wire.transport.pending()
  expect(waiting).toBeGreaterThan(0)
  for (let value = 1; value <= 40; value++) {
    move(pages[value % 2]!, value)
    await kit.run(40)
  }
  expect(reader.wire.transport.pending()).toBe(waiting)
  expect(seen(healthy).length).toBeGreaterThanOrEqual(39)
  reader.wire.resume()
  await kit.run(200)
  expect(reader.all('cursors')).toHaveLength(1)
  expect(seen(reader).sort()).toEqual([39, 40])
})

test('[C4,C5] a cursor that went while a reader was left out is gone for that reader too', async () => {
  const kit = createTestHub()
  const page = await kit.enter(shown)
  const other = await kit.enter(shown)
  const reader = await kit.enter({ rooms: [{ room: '/a' }] })
  const { n, ref } = page.last('joined')
  await kit.run(1_000)
  move(page, 1)
  move(other, 2)
  await kit.run(200)
  reader.send({ t: 'state', state: 'away' })
  await kit.run(200)
  page.send({ t: 'cursor', n, mode: 3, anchor: 0, place: 0 })
  await kit.run(200)
  reader.clear()
  reader.send({ t: 'state', state: 'here' })
  await kit.run(200)
  expect(reader.last('cursors').list).toContainEqual([ref, 3, 0, 0])
  expect(seen(reader)).toEqual([2])
})

test('[C5] away, and want:false, receive no cursors; when that ends every cursor comes once', async () => {
  const kit = createTestHub()
  const page = await kit.enter(shown)
  const reader = await kit.enter({ rooms: [{ room: '/a', cursors: false }] })
  const { n } = reader.last('joined')
  await kit.run(1_000)
  const quiet = async (value: number): Promise<void> => {
    reader.clear()
    move(page, value)
    await kit.run(200)
    expect(seen(reader)).toEqual([])
  }
  const returns = async (frame: object, value: number): Promise<void> => {
    reader.send(frame)
    await kit.run(200)
    expect(seen(reader)).toEqual([value])
  }
  await quiet(1)
  await returns({ t: 'want', n, cursors: true }, 1)
  reader.send({ t: 'state', state: 'away' })
  await kit.run(10)
  await quiet(2)
  await returns({ t: 'state', state: 'here' }, 2)
  reader.send({ t: 'want', n, cursors: false })
  await kit.run(10)
  await quiet(3)
  await returns({ t: 'want', n, cursors: true }, 3)
})

test('[C5,R1] who joins gets every cursor once, and never before joined', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const kit = createTestHub({ seed })
    const page = await kit.enter(shown)
    await kit.run(1_000)
    move(page, 7)
    await kit.run(1_000)
    // A leave shortly before the join: the room has just told a change and has nothing more to say.
    const other = await kit.enter({ rooms: [{ room: '/a' }] })
    await kit.run(kit.dice.below(130))
    const late = await kit.enter()
    late.send({ t: 'join', room: '/a' })
    await kit.run(300)
    const order = late.arrivals.map(({ message }) => message.t).filter((t) => t === 'joined' || t === 'cursors')
    expect(order, `seed ${seed}`).toEqual(['joined', 'cursors'])
    expect(seen(late)).toEqual([7])
    other.close()
  }
})

test('[C6] more than 30 cursor frames a second (burst 60) are dropped without an answer, and the next ones count again', async () => {
  const kit = createTestHub({ limits: { framesPerSecond: 1_000 } })
  const page = await kit.enter(shown)
  const reader = await kit.enter({ rooms: [{ room: '/a' }] })
  await kit.run(1_000)
  for (let value = 1; value <= 100; value++) move(page, value)
  await kit.run(100)
  expect(seen(reader).at(-1)).toBe(60)
  expect(page.errors).toEqual([])
  expect(page.closeCode).toBeUndefined()
  await kit.run(1_000)
  move(page, 500)
  await kit.run(100)
  expect(seen(reader).at(-1)).toBe(500)
})

test('[C3] cursors in JSON for who asked for JSON', async () => {
  const kit = createTestHub()
  const page = await kit.enter(shown)
  const reader = await kit.enter({ format: 'json', rooms: [{ room: '/a' }] })
  await kit.run(1_000)
  move(page, 9)
  await kit.run(100)
  expect(reader.last('cursors')).toMatchObject({ list: [[page.last('joined').ref, 0, 9, 9]] })
  expect(reader.arrivals.filter(({ isBinary }) => isBinary)).toEqual([])
})
