import { encodeCursors, encodeRoomEvent, type Counts } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { joinedReply } from '../../test/scripted.js'
import { startClient } from '../../test/start-client.js'

const event = (seq: number, name: string, data: string, from = 2): Uint8Array =>
  encodeRoomEvent(1, from, seq, name, new TextEncoder().encode(data))

test('[H1] the first frame is a hello with every room asked for so far; nothing is dialled before one is', () => {
  const { world, client } = startClient()
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
  const { world, client } = startClient()
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
  const { world, client } = startClient()
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
  const { world, client } = startClient()
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
  const { world, client } = startClient()
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
  const { world, client } = startClient()
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

test('[R5] a watcher receives counts; a room on top takes the place of the watch, and gives it back', () => {
  const { world, client } = startClient()
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
  const { world, client } = startClient()
  const room = client.room('a')
  world.welcome()
  world.link().say({ t: 'left', n: 1, code: 'GRANT_MISSING' })
  expect(room.status.get()).toBe('refused')
  expect(room.problem.get()).toMatchObject({ code: 'GRANT_MISSING' })
  await expect(room.send('clap')).rejects.toMatchObject({ code: 'GRANT_MISSING' })
})

test('[R2] an id no server takes is refused without asking', () => {
  const { world, client } = startClient()
  expect(client.room('').problem.get()).toMatchObject({ code: 'ROOM_INVALID' })
  expect(client.room('x'.repeat(257)).status.get()).toBe('refused')
  expect(world.links).toEqual([])
})

test('[P6] the state follows visibility and input, one message per change', () => {
  const { world, client } = startClient()
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
  const { world, client } = startClient()
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
  const { world, client } = startClient({ place: { href: 'https://a.example/one' } })
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
  const { world, client } = startClient()
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
  const { world, client } = startClient({ format: 'json' })
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
  const { world, client } = startClient()
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
})
