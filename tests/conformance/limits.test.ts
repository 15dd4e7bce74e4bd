/** Rates, queues and beats (sections L, Q, B) against a hub under a fake clock. */
import { expect, test } from 'vitest'
import { createTestHub, type TestHub, type TestPage } from '../support/test-hub.js'

const room = { rooms: [{ room: '/a' }] }

test('[L1] 60 frames a second pass for ever, a burst of 120 passes, more closes with 4300', async () => {
  const kit = createTestHub()
  const steady = await kit.enter(room)
  for (let i = 0; i < 600; i++) {
    steady.send({ t: 'ping' })
    await kit.run(17)
  }
  expect(steady.closeCode).toBeUndefined()
  const burst = await kit.enter(room)
  for (let i = 0; i < 119; i++) burst.send({ t: 'ping' })
  await kit.run(0)
  expect(burst.closeCode).toBeUndefined()
  for (let i = 0; i < 3; i++) burst.send({ t: 'ping' })
  await kit.run(10)
  expect(burst.closeCode).toBe(4300)
  expect(steady.closeCode).toBeUndefined()
})

test('[L1] 20 events a second pass, a burst of 40 passes, more is RATE_LIMITED with a time that is true', async () => {
  const kit = createTestHub()
  const page = await kit.enter(room)
  for (let i = 1; i <= 41; i++) page.send({ t: 'event', n: 1, id: i, name: 'x' })
  await kit.run(0)
  expect(page.all('ack')).toHaveLength(40)
  const refusal = page.last('error')
  expect(refusal).toMatchObject({ code: 'RATE_LIMITED', id: 41 })
  expect(refusal.retryMs).toBeGreaterThan(0)
  await kit.run(refusal.retryMs ?? 0)
  page.send({ t: 'event', n: 1, id: 42, name: 'x' })
  await kit.run(5)
  expect(page.last('ack').id).toBe(42)
})

test('[L1] a refused message costs ten frames: a stream of them floods', async () => {
  const kit = createTestHub()
  const page = await kit.enter(room)
  for (let i = 0; i < 8; i++) page.send({ t: 'nope' })
  await kit.run(10)
  expect(page.closeCode).toBeUndefined()
  for (let i = 0; i < 8; i++) page.send({ t: 'nope' })
  await kit.run(10)
  expect(page.closeCode).toBe(4300)
})

test('[L3] one room too many for the server is ROOMS_FULL, and a place again when one closes', async () => {
  const kit = createTestHub({ limits: { rooms: 3 } })
  const page = await kit.enter({ rooms: [{ room: '/1' }, { room: '/2' }, { room: '/3' }, { room: '/4' }] })
  expect(page.errors.map(({ code, room: at }) => [code, at])).toEqual([['ROOMS_FULL', '/4']])
  page.send({ t: 'leave', n: page.last('joined').n })
  page.send({ t: 'join', room: '/4' })
  await kit.run(10)
  expect(page.last('joined').room).toBe('/4')
})

/** Counts what the hub writes to a page. */
function countWrites(page: TestPage): { writes: number } {
  const counter = { writes: 0 }
  const { transport } = page.wire
  const { write } = transport
  transport.write = (batch) => {
    counter.writes++
    write(batch)
  }
  return counter
}

test('[Q1] what a room says in one turn reaches each reader in one write', async () => {
  const kit = createTestHub({ limits: { eventsPerSecond: 1_000, framesPerSecond: 1_000 } })
  const senders = [await kit.enter(room), await kit.enter(room), await kit.enter(room)]
  const reader = await kit.enter(room)
  await kit.run(1_000)
  reader.clear()
  const counter = countWrites(reader)
  for (let i = 0; i < 30; i++) senders[i % 3]?.send({ t: 'event', n: 1, name: 'x', data: i })
  await kit.run(0)
  expect(reader.all('event')).toHaveLength(30)
  expect(counter.writes).toBe(1)
})

/** A reader who has stopped, and a sender who goes on until the reader is closed. */
async function stop(kit: TestHub, dataBytes: number): Promise<{ reader: TestPage; maxPending: number; sent: number }> {
  const sender = await kit.enter(room)
  const healthy = await kit.enter(room)
  const reader = await kit.enter(room)
  reader.wire.stall('down')
  let maxPending = 0
  let sent = 0
  while (reader.wire.isServerOpen && sent < 5_000) {
    sender.send({ t: 'event', n: 1, name: 'x', data: 'x'.repeat(dataBytes) })
    sent++
    await kit.run(2)
    maxPending = Math.max(maxPending, reader.wire.transport.pending())
  }
  expect(healthy.all('event')).toHaveLength(sent)
  expect(healthy.closeCode).toBeUndefined()
  return { reader, maxPending, sent }
}

test('[Q2,D5,S7] a stopped reader is closed with 4001 before 1 MiB is exceeded; nobody else waits or misses anything', async () => {
  for (const dataBytes of [10, 1_000, 16_000]) {
    const kit = createTestHub({ limits: { eventsPerSecond: 1e6, framesPerSecond: 1e6 } })
    const { reader, maxPending } = await stop(kit, dataBytes)
    expect(maxPending).toBeLessThanOrEqual(1_048_576)
    reader.wire.resume()
    await kit.run(100)
    // Small events take longer than the 9 s of B2 to fill the queue; then silence ends it.
    expect(reader.closeCode).toBe(dataBytes === 10 ? 4002 : 4001)
    await kit.run(5_000)
    expect(kit.hub.counts('/a').connections).toBe(2)
  }
})

test('[Q2,D5] answers to a client that never reads are capped as well', async () => {
  const kit = createTestHub({ limits: { framesPerSecond: 1e9 } })
  const page = await kit.enter({ rooms: Array.from({ length: 16 }, (_, i) => ({ room: `/${'x'.repeat(200)}${i}` })) })
  page.wire.stall('down')
  let maxPending = 0
  for (let i = 0; i < 4_000 && page.wire.isServerOpen; i++) {
    for (let k = 0; k < 10; k++) page.send({ t: 'join', room: `/${'x'.repeat(200)}${k}` })
    await kit.run(1)
    maxPending = Math.max(maxPending, page.wire.transport.pending())
  }
  expect(page.wire.isServerOpen).toBe(false)
  expect(maxPending).toBeLessThanOrEqual(1_048_576)
})

const beats = (page: TestPage): number[] =>
  page.arrivals.flatMap(({ message, atMs }) => (message.t === 'beat' ? [atMs] : []))

test('[B1] every 5 s each connection gets a ping and a beat in one write, in the form it asked for', async () => {
  const kit = createTestHub()
  const page = await kit.enter(room)
  const json = await kit.enter({ ...room, format: 'json' })
  const counter = countWrites(page)
  await kit.run(1_000)
  counter.writes = 0
  page.clear()
  await kit.run(60_000)
  expect(beats(page)).toHaveLength(12)
  expect(beats(json).length).toBeGreaterThanOrEqual(12)
  expect(counter.writes).toBe(12)
  expect(page.arrivals.every(({ message, isBinary }) => message.t !== 'beat' || isBinary)).toBe(true)
  expect(json.arrivals.every(({ isBinary }) => !isBinary)).toBe(true)
  expect([page.closeCode, json.closeCode]).toEqual([undefined, undefined])
})

test('[B1,B2] beats keep their pace while others come and go; nobody who answers is taken for dead', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const kit = createTestHub({ seed })
    const passers: TestPage[] = []
    for (let i = 0; i < 40; i++) passers.push(await kit.enter(room))
    const page = await kit.enter(room)
    for (let i = 0; i < 100; i++) {
      for (let leaving = kit.dice.below(30); leaving > 0; leaving--) passers.shift()?.close()
      while (passers.length < 40) passers.push(await kit.enter(room))
      await kit.run(250)
    }
    expect(page.closeCode, `seed ${seed}`).toBeUndefined()
    const times = beats(page)
    const gaps = times.slice(1).map((atMs, i) => atMs - (times[i] ?? 0))
    expect(Math.max(...gaps), `seed ${seed}`).toBeLessThanOrEqual(5_250)
    expect(Math.min(...gaps), `seed ${seed}`).toBeGreaterThanOrEqual(4_750)
  }
})

test('[B1,B2] a slow reader that always has bytes waiting is pinged too, and is not taken for dead', async () => {
  const kit = createTestHub({ limits: { eventsPerSecond: 1e6, framesPerSecond: 1e6 } })
  const sender = await kit.enter(room)
  const slow = kit.connect({ bytesPerMs: 4 })
  slow.send({ t: 'hello', v: 1, ...room })
  await kit.run(500)
  for (let i = 0; i < 1_500; i++) {
    sender.send({ t: 'event', n: 1, name: 'x', data: 'x'.repeat(slow.wire.waitingBytes < 8_000 ? 400 : 20) })
    await kit.run(20)
  }
  expect(slow.wire.transport.pending()).toBeGreaterThan(0)
  expect(slow.closeCode).toBeUndefined()
})

test('[B2] nothing heard for 9 s, pongs included, closes with 4002; a pong alone keeps it', async () => {
  const kit = createTestHub()
  const alive = await kit.enter(room)
  const dead = await kit.enter(room)
  await kit.run(20_000)
  expect([alive.closeCode, dead.closeCode]).toEqual([undefined, undefined])
  dead.wire.stall('up')
  const fromMs = kit.world.nowMs
  await kit.world.runUntil(() => !dead.wire.isServerOpen, 20_000)
  expect(kit.world.nowMs - fromMs).toBeLessThanOrEqual(10_000)
  await kit.run(100)
  expect(dead.closeCode).toBe(4002)
  expect(alive.closeCode).toBeUndefined()
})

test('[B3] a ping is answered by a pong', async () => {
  const kit = createTestHub()
  const page = await kit.enter()
  page.send({ t: 'ping' })
  await kit.run(10)
  expect(page.all('pong')).toHaveLength(1)
})

test('[K3] draining closes everyone with 4000 and takes no more', async () => {
  const kit = createTestHub()
  const pages = [await kit.enter(room), await kit.enter(), kit.connect()]
  await kit.hub.drain()
  await kit.run(10)
  expect(pages.map((page) => page.closeCode)).toEqual([4000, 4000, 4000])
  const late = kit.connect()
  await kit.run(10)
  expect(late.closeCode).toBe(4000)
  expect(kit.hub.figures()).toMatchObject({ connections: 0, rooms: 0, sessions: 0 })
})

test('[A1] an error names its code, what it is about, and which field', async () => {
  const kit = createTestHub()
  const page = await kit.enter(room)
  page.send({ t: 'leave', n: 99 })
  page.send({ t: 'me', n: 1, color: 99 })
  page.send({ t: 'join', room: '' })
  await kit.run(10)
  expect(page.errors).toMatchObject([
    { t: 'error', code: 'ROOM_NOT_JOINED', n: 99, message: expect.any(String) as string },
    { t: 'error', code: 'MESSAGE_INVALID', at: 'color' },
    { t: 'error', code: 'ROOM_INVALID', at: 'room' },
  ])
})
