import { encodeCursors, encodeRoomEvent, type Counts } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { createScripted, HERE, joinedReply, type Scripted, type ScriptedOptions } from '../../test/scripted.js'
import type { Client, ConnectOptions } from './client.js'
import { connect } from './connect.js'

function start(options: ScriptedOptions & ConnectOptions = {}): { world: Scripted; client: Client } {
  const { token, format, ...scripted } = options
  const world = createScripted(scripted)
  const client = connect(undefined, { env: world.env, ...(token ? { token } : {}), ...(format ? { format } : {}) })
  return { world, client }
}

const event = (seq: number, name: string, data: string, from = 2): Uint8Array =>
  encodeRoomEvent(1, from, seq, name, new TextEncoder().encode(data))

test('[H1] the first frame is a hello with every room asked for so far; nothing is dialled before one is', () => {
  const { world, client } = start()
  expect(world.links).toEqual([])
  expect(client.status.get()).toBe('idle')
  client.room()
  client.room('lobby')
  expect(client.status.get()).toBe('connecting')
  expect(world.link().url).toBe('wss://blog.example/roomful/v1/socket')
  world.welcome()
  expect(world.link().said).toEqual([
    {
      t: 'hello',
      v: 1,
      state: 'here',
      rooms: [
        { room: '/blog/7', cursors: false },
        { room: 'lobby', cursors: false },
      ],
    },
  ])
  expect(client.status.get()).toBe('online')
  expect(client.id.get()).toBe('p1')
})

test('rooms asked for between hello and welcome, and while online, are joined', () => {
  const { world, client } = start()
  client.room('a')
  world.link().open()
  client.room('b')
  world.link().say({ t: 'welcome', v: 1, id: 'p', session: 's', beatMs: 5000, settleMs: 0, limits: {} })
  client.room('c')
  expect(
    world
      .link()
      .of('join')
      .map(({ room }) => room),
  ).toEqual(['b', 'c'])
})

test('one id is one handle; it is left when everybody has given it back, and not within a turn', () => {
  const { world, client } = start()
  const room = client.room('a')
  expect(client.room('a')).toBe(room)
  world.welcome()
  room.leave()
  world.clock.pass(0)
  expect(world.link().of('leave')).toEqual([])
  room.leave()
  expect(client.room('a')).toBe(room)
  world.clock.pass(0)
  expect(world.link().of('leave')).toEqual([])
  room.leave()
  world.clock.pass(0)
  expect(world.link().of('leave')).toEqual([{ t: 'leave', n: 1 }])
  expect(room.status.get()).toBe('left')
  expect(client.room('a')).not.toBe(room)
})

test('without any room for a while it hangs up, and comes back for the next one', () => {
  const { world, client } = start()
  client.room('a').leave()
  world.welcome()
  world.clock.pass(0)
  world.clock.pass(5_000)
  expect(world.link().closedWith).toBe(1000)
  expect(client.status.get()).toBe('idle')
  client.room('b')
  expect(world.links).toHaveLength(2)
})

test('counts, members and events arrive at their room; all values change before anybody hears', () => {
  const { world, client } = start()
  const room = client.room('a')
  const seen: unknown[] = []
  room.count.subscribe(() => seen.push([room.status.get(), room.members.get().length]))
  world.link().open()
  world.link().say({ t: 'welcome', v: 1, id: 'p', session: 's', beatMs: 5000, settleMs: 0, limits: {} })
  const ada = { id: 'x', name: 'Ada', color: 1, state: 'here', refs: [2] } as const
  world.link().say(joinedReply('a', { members: [ada] }))
  expect(seen).toEqual([['joined', 1]])
  world.link().say({ t: 'counts', n: 1, connections: 3, people: 2, active: 1 })
  expect(room.count.get()).toEqual({ connections: 3, people: 2, active: 1 } satisfies Counts)
  const heard: unknown[] = []
  const stop = room.on('clap', (data, from) => heard.push([data, from.member?.name, from.isMe]))
  world.link().raw(event(1, 'clap', '{"n":2}'))
  world.link().raw(event(2, 'clap', '', 1))
  stop()
  world.link().raw(event(3, 'clap', '1'))
  expect(heard).toEqual([
    [{ n: 2 }, 'Ada', false],
    [null, undefined, true],
  ])
})

test('[F6] unknown messages, opcodes and fields are ignored', () => {
  const { world, client } = start()
  const room = client.room('a')
  world.welcome()
  world.link().say({ t: 'dance' })
  world.link().raw(new Uint8Array([200, 1, 2]))
  world.link().raw('not json')
  world.link().raw(new Uint8Array([]))
  world.link().raw('{"t":"counts","n":1,"connections":9,"people":8,"active":7,"robots":6}')
  expect(room.count.get()).toEqual({ connections: 9, people: 8, active: 7 })
  world.link().raw('{"t":"joined","room":"a"}')
  expect(client.status.get()).toBe('online')
})

test('[H5] a reconnect presents the session of the last welcome, and keeps what is shown', () => {
  const { world, client } = start()
  const room = client.room('a')
  world.welcome()
  const before = room.members.get()
  world.link().drop()
  expect(room.status.get()).toBe('stale')
  expect(room.count.get()?.people).toBe(1)
  expect(room.members.get()).toBe(before)
  world.clock.pass(500)
  world.welcome()
  expect(world.links).toHaveLength(2)
  expect(world.link().of('hello')[0]?.session).toBe('s1')
  expect(room.status.get()).toBe('joined')
})

test('[P10] counts do not fall while a restarted server gathers everybody again', () => {
  const { world, client } = start()
  const room = client.room('a')
  world.welcome()
  world.link().say({ t: 'counts', n: 1, connections: 50, people: 50, active: 50 })
  const seen: (number | undefined)[] = []
  room.count.subscribe((count) => seen.push(count?.people))
  world.link().drop(4000)
  world.clock.pass(500)
  world.welcome({ epoch: 'e2' })
  world.link().say({ t: 'counts', n: 1, connections: 49, people: 49, active: 49 })
  expect(seen).toEqual([])
  world.clock.pass(4_000)
  world.link().say({ t: 'beat' })
  world.clock.pass(4_000)
  expect(seen).toEqual([49])
})

test('[K1] a refusal is told to the app and to whoever waits, and not tried again', async () => {
  const { world, client } = start()
  const room = client.room('a')
  const sending = room.send('clap')
  world.link().open()
  world.link().drop(4202)
  expect(client.status.get()).toBe('refused')
  expect(client.problem.get()).toMatchObject({ code: 'ORIGIN_REFUSED' })
  await expect(sending).rejects.toMatchObject({ code: 'ORIGIN_REFUSED' })
  world.clock.pass(600_000)
  world.signal('woke')
  expect(world.links).toHaveLength(1)
  expect(world.warnings).toEqual([expect.stringContaining('ORIGIN_REFUSED')])
  expect(client.room('b').status.get()).toBe('refused')
})

test('[K1] an expired token is replaced by a fresh one', async () => {
  const tokens = ['one', 'two']
  const { world, client } = start({ token: async () => tokens.shift() })
  client.room('a')
  await Promise.resolve()
  await new Promise(setImmediate)
  world.welcome()
  expect(world.link().of('hello')[0]?.token).toBe('one')
  world.link().drop(4100)
  world.clock.pass(500)
  await new Promise(setImmediate)
  world.welcome()
  expect(world.link().of('hello')[0]?.token).toBe('two')
})

test('a token that cannot be had is tried for again, and the app is told why', async () => {
  let isBroken = true
  const { world, client } = start({
    token: () => {
      if (isBroken) throw new Error('down')
      return 'one'
    },
  })
  client.room('a')
  await new Promise(setImmediate)
  expect(client.status.get()).toBe('waiting')
  expect(client.problem.get()).toMatchObject({ code: 'TOKEN_INVALID' })
  isBroken = false
  world.clock.pass(500)
  await new Promise(setImmediate)
  world.welcome()
  expect(client.status.get()).toBe('online')
  expect(client.problem.get()).toBeUndefined()
})

test('[B3,D9] a server that fell silent is noticed within 12 s', () => {
  const { world, client } = start()
  client.room('a')
  world.welcome()
  for (let beats = 0; beats < 5; beats++) {
    world.clock.pass(5_000)
    world.link().say({ t: 'beat' })
  }
  expect(world.link().of('ping')).toEqual([])
  world.clock.pass(10_000)
  expect(world.link().of('ping')).toHaveLength(1)
  expect(client.status.get()).toBe('online')
  world.clock.pass(2_000)
  expect(client.status.get()).toBe('waiting')
  expect(world.links[0]?.closedWith).toBe(4002)
  world.clock.pass(500)
  expect(world.links).toHaveLength(2)
  world.welcome()
  world.links[0]?.say({ t: 'counts', n: 1, connections: 99, people: 99, active: 99 })
  expect(client.room('a').count.get()?.people).toBe(1)
})

test('[B3,D9] after sleep the server is asked first; a live one keeps its connection', () => {
  const { world, client } = start()
  client.room('a')
  world.welcome()
  world.clock.sleep(8 * 3_600_000)
  expect(world.link().of('ping')).toHaveLength(1)
  world.link().say({ t: 'pong' })
  world.clock.pass(2_000)
  expect(client.status.get()).toBe('online')
  expect(world.links).toHaveLength(1)
})

test('[D9] timers throttled to one a minute, as in a background tab, do not declare a live server dead', () => {
  const { world, client } = start()
  client.room('a')
  world.welcome()
  world.signal('hidden')
  for (let minutes = 0; minutes < 10; minutes++) {
    world.clock.sleep(60_000)
    // The network is not throttled: what has come in is delivered before the next timer.
    world.link().say({ t: 'pong' })
  }
  expect(client.status.get()).toBe('online')
  expect(world.links).toHaveLength(1)
})

test('[K4] hidden and disconnected waits, and tries at once when shown', () => {
  const { world, client } = start()
  client.room('a')
  world.welcome()
  world.signal('hidden')
  world.link().drop()
  world.clock.pass(600_000)
  expect(world.links).toHaveLength(1)
  expect(client.lost.get()).toBe(false)
  world.signal('visible')
  expect(world.links).toHaveLength(2)
  world.welcome()
  expect(client.status.get()).toBe('online')
})

test('[K4] offline waits, unless the server is on this device; online tries at once', () => {
  const { world, client } = start({ isOffline: true })
  client.room('a')
  expect(client.status.get()).toBe('offline')
  expect(world.links).toHaveLength(0)
  world.signal('online')
  expect(world.links).toHaveLength(1)
  const local = createScripted({ isOffline: true, place: { href: 'http://localhost:3000/' } })
  connect(undefined, { env: local.env }).room()
  expect(local.links).toHaveLength(1)
})

test('[K4] a page back from the page cache dials anew', () => {
  const { world, client } = start()
  client.room('a')
  world.welcome()
  world.signal('leaving')
  world.signal('frozen')
  world.link().drop(1001)
  world.clock.sleep(60_000)
  expect(world.links).toHaveLength(1)
  world.signal('woke')
  expect(world.links).toHaveLength(2)
  expect(client.status.get()).toBe('connecting')
})

test('[D9] a loss is told after 5 s, a blip is not', () => {
  const { world, client } = start()
  client.room('a')
  world.welcome()
  world.link().drop()
  world.clock.pass(500)
  world.welcome()
  expect(client.lost.get()).toBe(false)
  world.link().drop()
  world.clock.pass(4_900)
  expect(client.lost.get()).toBe(false)
  world.clock.pass(200)
  expect(client.lost.get()).toBe(true)
  world.welcome()
  expect(client.lost.get()).toBe(false)
})

test('a server that is down costs the page one console line and no error', () => {
  const { world, client } = start()
  client.room('a')
  for (let tries = 0; tries < 40; tries++) {
    world.link().drop()
    const retryAtMs = client.retryAtMs()
    expect(retryAtMs).toBeGreaterThan(world.clock.now())
    world.clock.pass((retryAtMs ?? 0) - world.clock.now())
  }
  expect(world.links).toHaveLength(41)
  expect(world.warnings).toHaveLength(1)
  expect(world.reports).toEqual([])
})

test('[R5] a watcher receives counts; a room on top takes the place of the watch, and gives it back', () => {
  const { world, client } = start()
  const watch = client.watch('a')
  world.welcome()
  expect(world.link().of('hello')[0]?.rooms).toEqual([{ room: 'a', watch: true }])
  expect(watch.count.get()?.people).toBe(1)
  const room = client.room('a')
  expect(world.link().said.slice(1)).toEqual([
    { t: 'leave', n: 1 },
    { t: 'join', room: 'a', cursors: false },
  ])
  world.link().say({ t: 'left', n: 1 })
  world.link().say(joinedReply('a', { n: 2, counts: { connections: 5, people: 5, active: 5 } }))
  expect(watch.count.get()?.people).toBe(5)
  room.leave()
  world.clock.pass(0)
  expect(world.link().said.slice(3)).toEqual([
    { t: 'leave', n: 2 },
    { t: 'join', room: 'a', watch: true },
  ])
  watch.stop()
  watch.stop()
  world.link().say(joinedReply('a', { n: 3 }))
  world.clock.pass(0)
  expect(world.link().of('leave').at(-1)).toEqual({ t: 'leave', n: 3 })
})

test('[R6] taken out of a room by the server, the room is refused and says why', async () => {
  const { world, client } = start()
  const room = client.room('a')
  world.welcome()
  world.link().say({ t: 'left', n: 1, code: 'GRANT_MISSING' })
  expect(room.status.get()).toBe('refused')
  expect(room.problem.get()).toMatchObject({ code: 'GRANT_MISSING' })
  await expect(room.send('clap')).rejects.toMatchObject({ code: 'GRANT_MISSING' })
})

test('[R2] an id no server takes is refused without asking', () => {
  const { world, client } = start()
  expect(client.room('').problem.get()).toMatchObject({ code: 'ROOM_INVALID' })
  expect(client.room('x'.repeat(257)).status.get()).toBe('refused')
  expect(world.links).toEqual([])
})

test('[P6] the state follows visibility and input, one message per change', () => {
  const { world, client } = start()
  client.room('a')
  world.welcome()
  const states = (): string[] =>
    world
      .link()
      .of('state')
      .map(({ state }) => state)
  for (let seconds = 0; seconds < 60; seconds++) {
    world.clock.pass(1_000)
    world.link().say({ t: 'beat' })
  }
  expect(states()).toEqual(['idle'])
  world.signal('active')
  world.signal('active')
  world.signal('hidden')
  world.signal('active')
  world.signal('visible')
  expect(states()).toEqual(['idle', 'here', 'away', 'here'])
})

test('closing refuses what waits and leaves no timer behind', async () => {
  const { world, client } = start()
  const room = client.room('a')
  world.welcome()
  const sent = room.send('clap')
  client.close()
  client.close()
  await expect(sent).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
  await expect(room.send('clap')).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
  expect(world.link().closedWith).toBe(1000)
  expect(client.room('b').problem.get()).toMatchObject({ code: 'CLIENT_CLOSED' })
  world.signal('woke')
  expect(world.clock.pending).toBe(0)
})

test('page() follows a single-page app, with a handle that stays valid', () => {
  const { world, client } = start({ place: { href: 'https://a.example/one' } })
  const page = client.page()
  const rooms: string[] = []
  page.subscribe((room) => rooms.push(room.id))
  expect(page.get().id).toBe('/one')
  world.welcome()
  world.navigate({ href: 'https://a.example/one?tab=2' })
  world.navigate({ href: 'https://a.example/two' })
  world.navigate({ href: 'https://a.example/two', canonical: 'https://a.example/posts/two' })
  world.clock.pass(100)
  expect(rooms).toEqual(['/posts/two'])
  expect(client.page().get().id).toBe('/posts/two')
  expect(world.link().said.slice(1)).toEqual([
    { t: 'join', room: '/posts/two', cursors: false },
    { t: 'leave', n: 1 },
  ])
})

test('[C3,C5] cursors arrive while somebody listens, without the own one, and go with their member', () => {
  const { world, client } = start()
  const room = client.room('a')
  world.welcome()
  const changes: unknown[] = []
  const stop = room.cursors.subscribe((list) => changes.push(list))
  expect(world.link().of('want')).toEqual([{ t: 'want', n: 1, cursors: true }])
  const two = { ref: 2, mode: 0, anchor: 7, place: 8 } as const
  world.link().raw(encodeCursors(1, [two, { ...two, ref: 1 }], 2))
  expect(changes).toEqual([[two]])
  expect(room.cursors.get().get(2)).toEqual({ mode: 0, anchor: 7, place: 8 })
  world.link().say({ t: 'members', n: 1, set: [{ id: 'b', name: 'B', color: 0, state: 'here', refs: [2] }] })
  expect(room.cursors.get().size).toBe(1)
  world.link().say({ t: 'members', n: 1, gone: ['b'] })
  expect(room.cursors.get().size).toBe(0)
  expect(changes.at(-1)).toEqual([{ ref: 2, mode: 3, anchor: 0, place: 0 }])
  stop()
  expect(world.link().of('want')).toHaveLength(2)
  expect(world.link().of('want')[1]?.cursors).toBe(false)
})

test('the json format asks for it and says cursors and events as text', () => {
  const { world, client } = start({ format: 'json' })
  const room = client.room('a')
  room.me.show()
  world.welcome()
  expect(world.link().of('hello')[0]?.format).toBe('json')
  room.cursors.move({ mode: 1, anchor: 1, place: 2 })
  void room.send('clap', { n: 1 })
  expect(world.link().of('cursor')).toEqual([{ t: 'cursor', n: 1, mode: 1, anchor: 1, place: 2 }])
  expect(world.link().of('event')[0]).toMatchObject({ n: 1, id: 1, name: 'clap', data: { n: 1 } })
})

test('a listener that throws reaches nobody else', () => {
  const { world, client } = start()
  const room = client.room('a')
  room.status.subscribe(() => {
    throw new Error('mine')
  })
  client.status.subscribe(() => {
    throw new Error('mine too')
  })
  world.welcome()
  expect(room.status.get()).toBe('joined')
  expect(world.reports.length).toBeGreaterThan(1)
  expect(HERE.href).toContain('/blog/7')
})
