/** Section R of the SPEC against a hub under a fake clock. */
import { expect, test } from 'vitest'
import { createTestGate, tokenOf } from '../support/test-gate.js'
import { createTestHub } from '../support/test-hub.js'

test('[R1] joined tells the room, its number, this connection’s number, the latest event, the rights and who is there', async () => {
  const kit = createTestHub()
  const first = await kit.enter({ rooms: [{ room: '/a', me: { show: true, name: 'Ada', color: 3 } }] })
  first.send({ t: 'event', n: first.last('joined').n, name: 'x' })
  await kit.run(500)
  const second = await kit.enter()
  second.send({ t: 'join', room: '/a' })
  await kit.run(10)
  const joined = second.last('joined')
  expect(joined).toMatchObject({ room: '/a', seq: 1, counts: { connections: 2, people: 2, active: 2 } })
  expect([...joined.can].sort()).toEqual(['appear', 'comment', 'react', 'see', 'send', 'state'])
  expect(joined.members).toMatchObject([{ name: 'Ada', color: 3, state: 'here', refs: [first.last('joined').ref] }])
  expect(joined.ref).not.toBe(first.last('joined').ref)
  expect(joined.epoch).toBe(first.last('joined').epoch)
})

test('[R1] events are numbered anew only under another epoch', async () => {
  const kit = createTestHub()
  const page = await kit.enter({ rooms: [{ room: '/a' }] })
  page.send({ t: 'event', n: page.last('joined').n, name: 'x' })
  page.send({ t: 'leave', n: page.last('joined').n })
  page.send({ t: 'join', room: '/a' })
  await kit.run(100)
  const [before, after] = page.all('joined')
  expect(after?.seq).toBe(0)
  expect(after?.epoch).not.toBe(before?.epoch)
})

test('[R2] a bad room id is ROOM_INVALID; a forbidden room and one that is not configured look the same', async () => {
  const kit = createTestHub()
  const page = await kit.enter({ token: tokenOf({ id: 'ada', rooms: ['/mine'] }) })
  for (const room of ['', 'x'.repeat(257), 'a\u0007b', 7, null]) page.send({ t: 'join', room })
  await kit.run(10)
  expect(page.errors.map((error) => error.code)).toEqual(Array(5).fill('ROOM_INVALID'))
  expect(page.closeCode).toBeUndefined()
})

test('[R2,S27] the refusal of a room says nothing but its name', async () => {
  const kit = createTestHub({ gate: createTestGate({ mayEnter: (_, room) => room === '/open' }) })
  const owner = await kit.enter({ rooms: [{ room: '/open' }] })
  expect(owner.all('joined')).toHaveLength(1)
  const page = await kit.enter()
  page.send({ t: 'join', room: '/exists' })
  page.send({ t: 'join', room: '/nowhere' })
  await kit.run(10)
  const [exists, nowhere] = page.errors
  expect({ ...exists, room: '' }).toEqual({ ...nowhere, room: '' })
  expect(exists).toMatchObject({ code: 'ROOM_REFUSED', room: '/exists' })
})

test('[R3] leaving answers left; leaving twice ROOM_NOT_JOINED; joining twice joined again, with the same numbers', async () => {
  const kit = createTestHub()
  const page = await kit.enter({ rooms: [{ room: '/a' }] })
  const { n, ref } = page.last('joined')
  page.send({ t: 'join', room: '/a' })
  await kit.run(10)
  expect(page.all('joined')).toHaveLength(2)
  expect(page.last('joined')).toMatchObject({ n, ref })
  expect(kit.hub.counts('/a').connections).toBe(1)
  page.send({ t: 'leave', n })
  page.send({ t: 'leave', n })
  await kit.run(10)
  expect(page.all('left')).toEqual([{ t: 'left', n }])
  expect(page.last('error')).toMatchObject({ code: 'ROOM_NOT_JOINED', n })
})

test('[R3] the seventeenth room is ROOMS_TOO_MANY, also when the gate takes its time and all are asked for at once', async () => {
  for (const isSlow of [false, true]) {
    const kit = createTestHub({ gate: createTestGate({ isSlow }) })
    const page = await kit.enter({ rooms: Array.from({ length: 18 }, (_, i) => ({ room: `/hello/${i}` })) })
    for (let i = 0; i < 4; i++) page.send({ t: 'join', room: `/later/${i}` })
    await kit.run(100)
    expect(page.all('joined')).toHaveLength(16)
    expect(page.errors.map((error) => error.code)).toEqual(Array(6).fill('ROOMS_TOO_MANY'))
    expect(kit.hub.figures().rooms).toBe(16)
  }
})

test('[R3,R5] watching has a number of its own: a page can be in 16 rooms and watch 100 more', async () => {
  const kit = createTestHub()
  const page = await kit.enter({ rooms: Array.from({ length: 16 }, (_, i) => ({ room: `/in/${i}` })) })
  for (let i = 0; i < 101; i++) page.send({ t: 'join', room: `/seen/${i}`, watch: true })
  await kit.run(100)
  expect(page.all('joined')).toHaveLength(116)
  expect(page.errors.map((error) => error.code)).toEqual(['ROOMS_TOO_MANY'])
})

test('[R3] a message for a room one is not in is ROOM_NOT_JOINED', async () => {
  const kit = createTestHub()
  const other = await kit.enter({ rooms: [{ room: '/theirs' }] })
  const { n } = other.last('joined')
  const page = await kit.enter({ rooms: [] })
  const frames = [
    { t: 'leave', n },
    { t: 'me', n, show: true },
    { t: 'want', n, cursors: true },
    { t: 'cursor', n, mode: 0, anchor: 1, place: 1 },
    { t: 'event', n, id: 5, name: 'x' },
  ]
  for (const frame of frames) page.send(frame)
  await kit.run(500)
  expect(page.errors.map((error) => error.code)).toEqual(Array(5).fill('ROOM_NOT_JOINED'))
  expect(page.errors.at(-1)?.id).toBe(5)
  expect(other.all('event')).toEqual([])
})

test('[R4,S28] nothing of a room remains when the last connection has left, and its number is free again', async () => {
  const kit = createTestHub()
  const page = await kit.enter({ rooms: [{ room: '/a', me: { show: true } }] })
  const watcher = await kit.enter({ rooms: [{ room: '/a', watch: true }] })
  page.close()
  await kit.run(100)
  expect(kit.hub.figures().rooms).toBe(1)
  watcher.close()
  await kit.run(100)
  expect(kit.hub.figures()).toMatchObject({ connections: 0, rooms: 0, sessions: 0 })
  const next = await kit.enter({ rooms: [{ room: '/b' }] })
  expect(next.last('joined').n).toBe(1)
})

test('[R4,S28] a hundred thousand rooms come and go; the server keeps none of them', async () => {
  const kit = createTestHub({ limits: { framesPerSecond: 1e9, rooms: 64 } })
  const page = await kit.enter()
  let joinedBefore = 0
  for (let turn = 0; turn < 12_500; turn++) {
    for (let i = 0; i < 8; i++) page.send({ t: 'join', room: `/flood/${turn}/${i}` })
    await kit.run(1)
    for (const { n } of page.all('joined').slice(joinedBefore)) page.send({ t: 'leave', n })
    await kit.run(1)
    expect(page.all('joined').length).toBe(8)
    page.clear()
    joinedBefore = 0
  }
  expect(kit.hub.figures()).toMatchObject({ rooms: 0, connections: 1 })
}, 60_000)

test('[R5] a watcher gets the counts and nothing else, is not counted, and cannot send', async () => {
  const kit = createTestHub()
  const watcher = await kit.enter({ rooms: [{ room: '/a', watch: true }] })
  expect(watcher.last('joined')).toMatchObject({ members: [], counts: { connections: 0, people: 0, active: 0 } })
  const { n } = watcher.last('joined')
  const page = await kit.enter({ rooms: [{ room: '/a', me: { show: true } }] })
  page.send({ t: 'event', n, name: 'x' })
  page.send({ t: 'cursor', n, mode: 0, anchor: 1, place: 1 })
  watcher.send({ t: 'event', n, id: 1, name: 'x' })
  watcher.send({ t: 'me', n, show: true })
  await kit.run(1_000)
  expect(watcher.last('counts')).toMatchObject({ n, connections: 1, people: 1, active: 1 })
  expect(new Set(watcher.arrivals.map(({ message }) => message.t))).toEqual(
    new Set(['welcome', 'joined', 'counts', 'error']),
  )
  expect(watcher.errors.map((error) => error.code)).toEqual(['ROOM_NOT_JOINED', 'ROOM_NOT_JOINED'])
  expect(page.all('event')).toHaveLength(1)
})

test('[R5] who watches can come in, and who is in can watch instead', async () => {
  const kit = createTestHub()
  const page = await kit.enter({ rooms: [{ room: '/a', watch: true }] })
  page.send({ t: 'join', room: '/a' })
  await kit.run(200)
  expect(kit.hub.counts('/a').connections).toBe(1)
  page.send({ t: 'join', room: '/a', watch: true })
  await kit.run(200)
  expect(kit.hub.counts('/a').connections).toBe(0)
  expect(page.errors).toEqual([])
})

test('[R7] whatever one connection does reaches another only as a leave', async () => {
  const kit = createTestHub()
  const observer = await kit.enter({ rooms: [{ room: '/a' }] })
  await kit.run(500)
  const trouble: ((page: Awaited<ReturnType<typeof kit.enter>>) => void)[] = [
    (page) => page.send('not json'),
    (page) => page.send({ t: 'nope' }),
    (page) => page.wire.cut(),
    (page) => page.close(),
    (page) => {
      for (let i = 0; i < 200; i++) page.send({ t: 'ping' })
    },
    (page) => page.wire.stall('both'),
  ]
  for (const make of trouble) {
    const page = await kit.enter({ rooms: [{ room: '/a', me: { show: true } }] })
    await kit.run(300)
    make(page)
    await kit.run(12_000)
    page.close()
    await kit.run(1_000)
  }
  expect(observer.closeCode).toBeUndefined()
  expect(new Set(observer.arrivals.map(({ message }) => message.t))).toEqual(
    new Set(['welcome', 'joined', 'counts', 'members', 'beat']),
  )
  expect(observer.last('counts')).toMatchObject({ connections: 1 })
  expect(kit.log.filter(({ level }) => level === 'error')).toEqual([])
})
