/** Section H of the SPEC against a hub under a fake clock: what a first frame may be, and what a session keeps. */
import { DEFAULT_LIMITS, encodeCursor } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { createTestGate, tokenOf } from '../support/test-gate.js'
import { createTestHub, type TestPage } from '../support/test-hub.js'

const shown = { show: true, name: 'Ada' }
const events = (page: TestPage): unknown[] => page.all('event').map((event) => event.data)

test('[H1,H2] a hello is answered by a welcome and each room of it, all in one write', async () => {
  const kit = createTestHub()
  const page = kit.connect()
  const writes: number[] = []
  const { write } = page.wire.transport
  page.wire.transport.write = (batch) => {
    writes.push(batch.frames.length)
    write(batch)
  }
  page.send({ t: 'hello', v: 1, rooms: [{ room: '/a' }, { room: '/b', watch: true }, { room: '/c', me: shown }] })
  await kit.world.runUntil(() => page.all('joined').length === 3, 1_000)
  expect(writes[0]).toBe(4)
  const welcome = page.last('welcome')
  expect(welcome).toMatchObject({ v: 1, beatMs: 5_000, limits: { ...DEFAULT_LIMITS } })
  expect(welcome.id).toMatch(/^g_/)
  expect(welcome.guest).toBeTypeOf('string')
  expect(welcome.session.length).toBeGreaterThanOrEqual(22)
  expect(page.arrivals.slice(0, 4).map(({ message }) => message.t)).toEqual(['welcome', 'joined', 'joined', 'joined'])
  expect(page.all('joined').map((joined) => joined.room)).toEqual(['/a', '/b', '/c'])
})

test('[H2] a room of the hello that cannot be joined gives an error in its place, and the others stand', async () => {
  const kit = createTestHub({ gate: createTestGate({ mayEnter: (_, room) => room !== '/private' }) })
  const page = await kit.enter({ rooms: [{ room: '/a' }, { room: '/private' }, { room: '' }, { room: '/b' }] })
  expect(page.closeCode).toBeUndefined()
  expect(page.all('joined').map((joined) => joined.room)).toEqual(['/a', '/b'])
  expect(page.errors.map((error) => error.code)).toEqual(['ROOM_REFUSED', 'ROOM_INVALID'])
})

const firstFrames: [what: string, frame: object | Uint8Array | string, code: number][] = [
  ['a ping', { t: 'ping' }, 4205],
  ['a join', { t: 'join', room: '/a' }, 4205],
  ['an event', { t: 'event', n: 1, name: 'a' }, 4205],
  ['a cursor in bytes', encodeCursor(1, { mode: 0, anchor: 1, place: 1 }), 4205],
  ['a type nobody knows', { t: 'nope' }, 4205],
  ['a hello without a version', { t: 'hello' }, 4205],
  ['a hello with a bad field', { t: 'hello', v: 1, format: 'xml' }, 4205],
  ['text that is not JSON', 'GET / HTTP/1.1', 4201],
  ['JSON that is no object', '[]', 4201],
  ['bytes of no known kind', Uint8Array.of(9, 9), 4201],
]
for (const [what, frame, code] of firstFrames) {
  test(`[H1,F2] ${what} as the first frame closes with ${code}`, async () => {
    const kit = createTestHub()
    const page = kit.connect()
    page.send(frame)
    await kit.run(50)
    expect([page.closeCode, page.arrivals]).toEqual([code, []])
    expect(kit.hub.figures()).toMatchObject({ connections: 0, rooms: 0, sessions: 0 })
  })
}

test('[H1] a second hello is refused and changes nothing', async () => {
  const kit = createTestHub()
  const page = await kit.enter()
  page.send({ t: 'hello', v: 1, token: tokenOf({ id: 'boss' }) })
  await kit.run(10)
  expect(page.last('error').code).toBe('MESSAGE_INVALID')
  expect(page.closeCode).toBeUndefined()
  expect(page.all('welcome')).toHaveLength(1)
})

test('[H3] a version that the server does not speak closes with 4200', async () => {
  for (const v of [0, 2, 99]) {
    const kit = createTestHub()
    expect((await kit.enter({ v, rooms: { from: 'the future' } })).closeCode).toBe(4200)
  }
})

test('[H4,S4] nothing said for 5 s closes with 4002: it may come back', async () => {
  const kit = createTestHub()
  const page = kit.connect()
  await kit.run(4_900)
  expect(page.closeCode).toBeUndefined()
  await kit.run(600)
  expect(page.closeCode).toBe(4002)
  expect(kit.hub.figures()).toMatchObject({ connections: 0, rooms: 0 })
})

test('[H4,S4] a gate that never answers does not keep a connection beyond the 5 s', async () => {
  const kit = createTestHub({ gate: { identify: () => new Promise(() => {}), admit: () => new Set() } })
  const page = kit.connect()
  page.send({ t: 'hello', v: 1, rooms: [{ room: '/a' }] })
  await kit.run(5_600)
  expect(page.closeCode).toBe(4002)
  expect(kit.hub.figures()).toMatchObject({ connections: 0, rooms: 0 })
})

test('[H4,S4] three frames may come before the hello is accepted, a fourth closes; no room is made', async () => {
  const gate = { identify: () => new Promise<never>(() => {}), admit: () => new Set<never>() }
  for (const extra of [2, 3]) {
    const kit = createTestHub({ gate })
    const page = kit.connect()
    page.send({ t: 'hello', v: 1, rooms: [{ room: '/a' }] })
    for (let i = 0; i < extra; i++) page.send({ t: 'join', room: `/early/${i}` })
    await kit.run(10)
    expect(page.closeCode).toBe(extra === 2 ? undefined : 4205)
    expect(kit.hub.figures().rooms).toBe(0)
  }
})

test('[H4,S4] 8,192 bytes may come before the hello is accepted, one more closes', async () => {
  const hello = (bytes: number): string => {
    const empty = JSON.stringify({ t: 'hello', v: 1, note: '' })
    return JSON.stringify({ t: 'hello', v: 1, note: 'x'.repeat(bytes - empty.length) })
  }
  for (const [bytes, code] of [
    [8_192, undefined],
    [8_193, 4205],
  ] as const) {
    const kit = createTestHub()
    const page = kit.connect()
    page.send(hello(bytes))
    await kit.run(10)
    expect(page.closeCode).toBe(code)
  }
})

test('[H4] frames that came while the identity was looked up are carried out after the welcome, in order', async () => {
  const kit = createTestHub()
  const page = kit.connect()
  page.send({ t: 'hello', v: 1, rooms: [{ room: '/a' }] })
  page.send({ t: 'event', n: 1, id: 1, name: 'first' })
  page.send({ t: 'event', n: 1, id: 2, name: 'second' })
  await kit.run(50)
  expect(page.all('ack').map((ack) => [ack.id, ack.seq])).toEqual([
    [1, 1],
    [2, 2],
  ])
})

test('[H5] within the grace a session takes its place back: same ref, no leave, no join', async () => {
  const kit = createTestHub()
  const observer = await kit.enter({ rooms: [{ room: '/a' }] })
  const before = await kit.enter({ rooms: [{ room: '/a', me: shown }] })
  const { session, guest } = before.last('welcome')
  await kit.run(500)
  observer.clear()
  before.wire.cut()
  await kit.run(3_500)
  const after = await kit.enter({ session, guest, rooms: [{ room: '/a' }] })
  await kit.run(6_000)
  expect(after.last('joined').ref).toBe(before.last('joined').ref)
  expect(after.last('welcome').session).not.toBe(session)
  expect(observer.all('members')).toEqual([])
  expect(observer.all('counts')).toEqual([])
  expect(kit.hub.counts('/a')).toEqual({ connections: 2, people: 2, active: 2 })
})

test('[H5] a session of a connection that is still open is taken over: the old transport is closed with 4204', async () => {
  const kit = createTestHub()
  const observer = await kit.enter({ rooms: [{ room: '/a' }] })
  const before = await kit.enter({ rooms: [{ room: '/a', me: shown }] })
  await kit.run(500)
  observer.clear()
  const { session, guest } = before.last('welcome')
  const after = await kit.enter({ session, guest, rooms: [{ room: '/a' }] })
  await kit.run(1_500)
  expect(before.closeCode).toBe(4204)
  expect(observer.all('members')).toEqual([])
  observer.send({ t: 'event', n: 1, name: 'hi', data: 7 })
  await kit.run(50)
  expect(events(after)).toEqual([7])
  expect(events(before)).toEqual([])
})

test('[H5] a used, an unknown, a late and a foreign session are ignored: the connection is simply new', async () => {
  const kit = createTestHub()
  const owner = await kit.enter({ rooms: [{ room: '/a', me: shown }] })
  const { session, guest } = owner.last('welcome')
  const thief = await kit.enter({ session, guest: 'g_thief', rooms: [{ room: '/a' }] })
  expect(thief.last('joined').ref).not.toBe(owner.last('joined').ref)
  await kit.run(1_500)
  expect(owner.closeCode).toBeUndefined()

  const second = await kit.enter({ session, guest, rooms: [{ room: '/a' }] })
  expect(second.last('joined').ref).toBe(owner.last('joined').ref)
  const used = await kit.enter({ session, guest, rooms: [{ room: '/a' }] })
  expect(used.last('joined').ref).not.toBe(second.last('joined').ref)
  expect(second.closeCode).toBeUndefined()

  const unknown = await kit.enter({ session: 'made-up', guest, rooms: [{ room: '/a' }] })
  expect(unknown.closeCode).toBeUndefined()

  second.wire.cut()
  await kit.run(6_000)
  const late = await kit.enter({ session: second.last('welcome').session, guest, rooms: [{ room: '/a' }] })
  expect(late.all('joined')).toHaveLength(1)
})

test('[H5] a resumed connection is in the rooms of its new hello only', async () => {
  const kit = createTestHub()
  const before = await kit.enter({
    rooms: [
      { room: '/a', me: shown },
      { room: '/b', me: shown },
    ],
  })
  const { session, guest } = before.last('welcome')
  before.wire.cut()
  await kit.run(100)
  await kit.enter({ session, guest, rooms: [{ room: '/b' }, { room: '/c' }] })
  await kit.run(100)
  expect(['/a', '/b', '/c'].map((room) => kit.hub.counts(room).connections)).toEqual([0, 1, 1])
})

test('[H5,S11] a resumed connection does not stay in a room that it may no longer see', async () => {
  let isOpen = true
  const gate = createTestGate({ mayEnter: () => isOpen })
  for (const isSlow of [false, true]) {
    isOpen = true
    const kit = createTestHub({ gate: isSlow ? { ...gate, admit: async (...ask) => gate.admit(...ask) } : gate })
    const observer = await kit.enter({ rooms: [{ room: '/a' }] })
    const before = await kit.enter({ rooms: [{ room: '/a', me: shown }] })
    const { session, guest } = before.last('welcome')
    before.wire.cut()
    await kit.run(100)
    isOpen = false
    const after = await kit.enter({ session, guest, rooms: [{ room: '/a' }] })
    await kit.run(1_000)
    expect(after.last('error').code).toBe('ROOM_REFUSED')
    observer.send({ t: 'event', n: 1, name: 'secret' })
    await kit.run(100)
    expect(events(after)).toEqual([])
    expect(kit.hub.counts('/a').connections).toBe(1)
  }
})
