/** Two whole servers with one database and a bus, and real sockets: what is durable, and who is refused, is so on both. */
import { memoryBus, memoryExchange, memoryStore, type RoomfulOptions } from 'roomful'
import { expect, test } from 'vitest'
import { withServer, type LiveServer, type LiveSocket } from '../support/live-server.js'

const ROOM = '/blog/7'
const secret = 'the same secret on every node, please'

async function withTwo(
  check: (one: LiveServer, two: LiveServer) => Promise<void>,
  extra: RoomfulOptions = {},
): Promise<void> {
  const exchange = memoryExchange()
  const store = memoryStore()
  const options = (): RoomfulOptions => ({
    ...{ secret, store, drainMs: 0, moderation: { hold: 'none' } },
    ...{ guests: ['see', 'appear', 'send', 'react', 'comment', 'state'], bus: memoryBus(exchange), ...extra },
  })
  await withServer(options(), (one) => withServer(options(), (two) => check(one, two)))
  await store.close()
}

const enter = (server: LiveServer, extra: object = {}, hello: object = {}): Promise<LiveSocket> =>
  server.join(ROOM, { rooms: [{ room: ROOM, log: true, ...extra }], ...hello })
const idOf = async (socket: LiveSocket): Promise<string> =>
  String((await socket.until(({ t }) => t === 'welcome'))['id'])

test('[Y8,G1] a comment and shared state written on one server are told and can be read on the other', async () => {
  await withTwo(async (one, two) => {
    const [ada, bob] = [await enter(one), await enter(two)]
    await bob.until(({ t }) => t === 'log')
    ada.send({ t: 'write', n: 1, id: 'w1', kind: 'comment.add', text: 'Well put.' })
    await ada.until(({ t }) => t === 'wrote')
    ada.send({ t: 'write', n: 1, id: 'w2', kind: 'state.set', key: 'poll', value: 3 })
    const told = await bob.until((message) => JSON.stringify(message).includes('Well put.'))
    expect(told).toMatchObject({ t: 'log', list: [{ o: 1, k: 'comment' }] })
    await bob.until((message) => message.t === 'log' && JSON.stringify(message).includes('"poll"'))
    bob.send({ t: 'write', n: 1, id: 'w3', kind: 'state.add', key: 'poll', by: 1 })
    await ada.until((message) => message.t === 'log' && JSON.stringify(message).includes('"value":4'))
    bob.send({ t: 'read', n: 1, id: 1, what: 'comments' })
    expect(await bob.until(({ t }) => t === 'page')).toMatchObject({ v: { total: 1, list: [{ text: 'Well put.' }] } })
  })
})

test('[Y8] a comment written over HTTP on a server where nobody is in the room is told on the other', async () => {
  await withTwo(async (one, two) => {
    const bob = await enter(two)
    await bob.until(({ t }) => t === 'log')
    const welcome = await bob.until(({ t }) => t === 'welcome')
    const answer = await one.get(`/v1/rooms/${encodeURIComponent(ROOM)}/writes`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${String(welcome['guest'])}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ id: 'w1', kind: 'comment.add', text: 'By letter.' }),
    })
    expect(answer.status).toBe(200)
    await bob.until((message) => message.t === 'log' && JSON.stringify(message).includes('By letter.'))
  })
})

test('[V5] state for the time of a visit is one state on both servers, and ends when nobody is there', async () => {
  await withTwo(async (one, two) => {
    const [ada, bob] = [await enter(one), await enter(two)]
    const write = (id: string, extra: object): object => ({
      t: 'write',
      n: 1,
      id,
      key: 'poll',
      scope: 'session',
      ...extra,
    })
    ada.send(write('s1', { kind: 'state.set', value: 3 }))
    await bob.until(({ t, name }) => t === 'event' && name === 'state')
    for (const [at, socket] of [ada, bob].entries())
      for (let i = 0; i < 5; i++) socket.send(write(`add-${at}-${i}`, { kind: 'state.add', by: 1 }))
    const last = { name: 'state', from: 0, data: { key: 'poll', value: 13, version: 11 } }
    for (const socket of [ada, bob])
      expect(await socket.until((m) => m.t === 'event' && JSON.stringify(m).includes('"version":11'))).toMatchObject(
        last,
      )
    ada.send(write('s2', { kind: 'state.set', value: 0, version: 3 }))
    expect(await ada.until(({ write: id }) => id === 's2')).toMatchObject({ code: 'STATE_CHANGED' })
    await ada.close()
    bob.send({ t: 'read', n: 1, id: 1, what: 'state' })
    expect(await bob.until(({ t, id }) => t === 'page' && id === 1)).toMatchObject({
      v: { here: [['poll', 13, 11]], list: [] },
    })
    await expect.poll(() => one.live.room(ROOM).counts().connections).toBe(0)
    await bob.until((message) => holds(message, { connections: 1, people: 1, active: 1 }) && message.t === 'counts')
    await bob.close()
    await expect
      .poll(async () => {
        const eve = await enter(one)
        eve.send({ t: 'read', n: 1, id: 1, what: 'state' })
        const page = await eve.until(({ t, id }) => t === 'page' && id === 1)
        await eve.close()
        return (page['v'] as { here: unknown }).here
      })
      .toEqual([])
  })
})

test('[Y5,N3] members and counts are those of both servers, also over HTTP', async () => {
  await withTwo(async (one, two) => {
    const ada = await enter(one, { me: { show: true, name: 'Ada' } })
    const bob = await enter(two)
    const seen = await bob.until((message) => JSON.stringify(message).includes('"name":"Ada"'))
    expect(seen.t === 'members' || seen.t === 'joined').toBe(true)
    const both = { connections: 2, people: 2, active: 2 }
    for (const socket of [ada, bob]) await socket.until((message) => holds(message, both))
    for (const server of [one, two])
      expect(await (await server.get(`/v1/rooms/${encodeURIComponent(ROOM)}/count`)).json()).toEqual(both)
    await bob.close()
    await expect
      .poll(async () => (await two.get(`/v1/rooms/${encodeURIComponent(ROOM)}/count`)).json(), { timeout: 3_000 })
      .toEqual({ connections: 1, people: 1, active: 1 })
  })
})

test('[Y10,M5,D7,S13] who is banned on one server is out of both within a second, stays out, and may come back when it is lifted', async () => {
  await withTwo(async (one, two) => {
    const guest = await enter(two)
    const id = await idOf(guest)
    const token = (await guest.until(({ t }) => t === 'welcome'))['guest']
    const moderator = await enter(one, {}, { token: one.live.moderatorKey('Mo') })
    const startedMs = performance.now()
    moderator.send({ t: 'write', n: 1, id: 'b1', kind: 'person.sanction', person: id, what: 'ban' })
    await moderator.until(({ t }) => t === 'wrote')
    expect(await guest.closed).toEqual({ code: 4203, reason: 'REVOKED' })
    expect(performance.now() - startedMs).toBeLessThan(1_000)
    for (const server of [one, two]) {
      const again = await server.open()
      again.send({ t: 'hello', v: 1, guest: token })
      expect((await again.closed).code).toBe(4203)
    }
    moderator.send({ t: 'write', n: 1, id: 'b2', kind: 'person.sanction', person: id, what: 'none' })
    await expect
      .poll(async () => {
        const again = await two.open()
        again.send({ t: 'hello', v: 1, format: 'json', guest: token })
        return Promise.race([
          again.until(({ t }) => t === 'welcome').then(() => 'welcome'),
          again.closed.then(() => 'closed'),
        ]).catch(() => 'closed')
      })
      .toBe('welcome')
  })
})

test('[Y10,M5] who is muted on one server is muted on the other', async () => {
  await withTwo(async (one, two) => {
    const guest = await enter(two)
    const moderator = await enter(one, {}, { token: one.live.moderatorKey('Mo') })
    moderator.send({
      t: 'write',
      n: 1,
      id: 'm1',
      kind: 'person.sanction',
      person: await idOf(guest),
      what: 'mute',
      minutes: 5,
    })
    let id = 0
    await expect
      .poll(async () => {
        const own = ++id
        guest.send({ t: 'event', n: 1, id: own, name: 'clap', data: null })
        const answer = await guest.until((message) => message['id'] === own)
        return answer['code'] ?? answer.t
      })
      .toBe('PERSON_MUTED')
  })
})

test('[S12] a server with another secret, or none of ours, says nothing that is heard', async () => {
  const exchange = memoryExchange()
  const lines: string[] = []
  const log = (_: string, event: string): void => void lines.push(event)
  await withServer({ secret, bus: memoryBus(exchange), drainMs: 0, log }, (one) =>
    withServer(
      { secret: 'another secret of another site entirely', bus: memoryBus(exchange), drainMs: 0 },
      async (two) => {
        const ada = await one.join(ROOM)
        await two.join(ROOM)
        await one.live.revoke('nobody')
        expect([one.live.figures().peers, two.live.figures().peers]).toEqual([0, 0])
        expect((await ada.until(({ t }) => t === 'joined'))['counts']).toEqual({ connections: 1, people: 1, active: 1 })
      },
    ),
  )
})

function holds(message: object, counts: object): boolean {
  const text = JSON.stringify(message)
  return text.includes(JSON.stringify(counts).slice(1, -1))
}
