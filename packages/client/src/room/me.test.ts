import { expect, test } from 'vitest'
import { createScripted, type Scripted, type ScriptedOptions } from '../../test/scripted.js'
import { connect } from './connect.js'
import type { Client } from './client.js'
import type { Room } from './room.js'

const KEY = 'roomful:https://blog.example/roomful'
const SESSION_KEY = 'roomful-session:https://blog.example/roomful'

function start(options: ScriptedOptions = {}): { world: Scripted; client: Client; room: Room } {
  const world = createScripted(options)
  const client = connect(undefined, { env: world.env })
  return { world, client, room: client.room() }
}
const choice = (world: Scripted): unknown => JSON.parse(world.local.get(KEY) ?? 'null')

test('[P2,D8] before show nothing about the visitor leaves and nothing is stored, whatever the app calls', () => {
  const { world, room } = start()
  room.me.set({ name: 'Ada', color: 3, pointer: 'mouse', data: { mood: 'curious' } })
  room.cursors.move({ mode: 0, anchor: 1, place: 1 })
  world.welcome({ guest: 'g1' })
  room.me.set({ name: 'Ada L.' })
  room.cursors.move({ mode: 0, anchor: 2, place: 2 })
  world.signal('active')
  world.clock.pass(1_000)
  world.signal('leaving')
  expect(world.link().said).toEqual([{ t: 'hello', v: 1, state: 'here', rooms: [{ room: '/blog/7', cursors: false }] }])
  expect([...world.local, ...world.session]).toEqual([])
  world.link().drop()
  world.clock.pass(500)
  world.welcome({ guest: 'g1' })
  // The same page view may say that it is back; that is not kept anywhere either.
  expect(world.link().of('hello')[0]).toMatchObject({ guest: 'g1', session: 's1' })
  expect([...world.local, ...world.session]).toEqual([])
  expect(start().world.links[0]?.said).toEqual([])
})

test('[R5] in a room that is only watched a visitor who shows themselves says nothing', () => {
  const { world, client, room } = start()
  client.watch('/blog/8')
  world.welcome()
  room.me.show()
  room.cursors.move({ mode: 0, anchor: 1, place: 1 })
  world.clock.pass(100)
  const watched = world
    .link()
    .of('hello')[0]
    ?.rooms?.findIndex((join) => join.room === '/blog/8')
  expect(watched).toBe(1)
  expect(world.link().said.filter((message) => 'n' in message && message.n === 2)).toEqual([])
})

test('[P1,D8] show says everything in one message and remembers it; hide takes it all back', () => {
  const { world, room } = start()
  world.welcome({ guest: 'g1' })
  room.me.show()
  room.me.set({ name: 'Ada', color: 3, data: [1] })
  world.clock.pass(0)
  expect(world.link().of('me')).toEqual([{ t: 'me', n: 1, show: true, name: 'Ada', color: 3, data: [1] }])
  expect(room.me.get()).toEqual({ isShown: true, name: 'Ada', color: 3, data: [1] })
  expect(choice(world)).toEqual({ name: 'Ada', color: 3, guest: 'g1', id: 'p1' })
  room.me.set({ color: 4 })
  world.clock.pass(0)
  expect(world.link().of('me').at(-1)).toEqual({ t: 'me', n: 1, color: 4 })
  room.me.set({ color: 4 })
  world.clock.pass(0)
  expect(world.link().of('me')).toHaveLength(2)
  world.signal('leaving')
  expect([...world.session.keys()]).toEqual([SESSION_KEY])
  room.me.hide()
  world.clock.pass(0)
  expect(world.link().of('me').at(-1)).toEqual({ t: 'me', n: 1, show: false })
  expect([...world.local, ...world.session]).toEqual([])
  world.link().drop()
  world.clock.pass(500)
  world.welcome()
  expect(world.link().of('hello')[0]?.guest).toBeUndefined()
})

test('a remembered choice is in the next page’s hello, as the same guest', () => {
  const first = start()
  first.world.welcome({ guest: 'g1' })
  first.room.me.show()
  first.room.me.set({ name: 'Ada' })
  const { world, room } = start({ local: first.world.local })
  world.welcome()
  expect(room.me.get()).toEqual({ isShown: true, name: 'Ada' })
  expect(world.link().of('hello')[0]).toMatchObject({ guest: 'g1', rooms: [{ me: { show: true, name: 'Ada' } }] })
})

test('data of a room follows the join, and comes again after a reconnect', () => {
  const { world, room } = start()
  room.me.show()
  room.me.set({ data: { mood: 'curious' } })
  world.welcome()
  expect(world.link().of('hello')[0]?.rooms?.[0]?.me).toEqual({ show: true })
  expect(world.link().of('me')).toEqual([{ t: 'me', n: 1, data: { mood: 'curious' } }])
  world.link().drop()
  world.clock.pass(500)
  world.welcome()
  expect(world.link().of('me')).toEqual([{ t: 'me', n: 1, data: { mood: 'curious' } }])
})

test('[P1] what the server would refuse is kept back and is the room’s problem', () => {
  const { world, room } = start()
  world.welcome()
  room.me.show()
  for (const [change, at] of [
    [{ color: 12 }, 'color'],
    [{ color: 1.5 }, 'color'],
    [{ data: 'x'.repeat(1_100) }, 'data'],
    [{ name: 5 as unknown as string }, 'name'],
    [{ pointer: 'eye' as 'mouse' }, 'pointer'],
  ] as const) {
    room.me.set(change)
    expect(room.problem.get()).toMatchObject({ code: 'MESSAGE_INVALID', at })
  }
  room.me.set({ name: 'x'.repeat(1_000) })
  world.clock.pass(0)
  expect(world.link().of('me')[0]?.name).toHaveLength(256)
})

test('[H5] a reload presents the session once; another page of the site, or a page back from the cache, does not', () => {
  const first = start()
  first.world.welcome({ guest: 'g1' })
  first.room.me.show()
  first.world.signal('leaving')
  const kept = new Map(first.world.session)
  const reloaded = start({ local: first.world.local, session: new Map(kept) })
  expect(reloaded.world.session.size).toBe(0)
  reloaded.world.welcome()
  expect(reloaded.world.link().of('hello')[0]?.session).toBe('s1')
  const elsewhere = start({
    local: first.world.local,
    session: new Map(kept),
    place: { href: 'https://blog.example/blog/8' },
  })
  expect(elsewhere.world.session.size).toBe(0)
  elsewhere.world.welcome()
  expect(elsewhere.world.link().of('hello')[0]?.session).toBeUndefined()
  first.world.signal('woke')
  expect(first.world.session.size).toBe(0)
})

test('[D8] with GPC or DNT nothing is read or written; a click on show holds for the page', () => {
  const local = new Map([[KEY, '{"name":"Ada","guest":"g1","id":"p1"}']])
  const { world, room } = start({ optOut: true, local })
  expect(room.me.get()).toEqual({ isShown: false })
  world.welcome({ guest: 'g2' })
  room.me.show()
  room.me.set({ name: 'Eve' })
  world.clock.pass(0)
  world.signal('leaving')
  expect(world.link().of('me')).toHaveLength(1)
  expect([...local.values(), ...world.session.keys()]).toEqual(['{"name":"Ada","guest":"g1","id":"p1"}'])
})

test('other tabs follow the choice: the same guest, the same looks, and away again', () => {
  const local = new Map<string, string>()
  const a = start({ local })
  const b = start({ local })
  a.world.welcome({ id: 'pa', guest: 'ga' })
  b.world.welcome({ id: 'pb', guest: 'gb' })
  a.room.me.show()
  a.room.me.set({ name: 'Ada' })
  a.world.clock.pass(0)
  b.world.signal('stored')
  expect(b.room.me.get()).toEqual({ isShown: true, name: 'Ada' })
  expect(b.world.links).toHaveLength(2)
  expect(b.world.links[0]?.closedWith).toBe(1000)
  b.world.welcome({ id: 'pa', guest: 'ga2' })
  expect(b.world.link().of('hello')[0]).toMatchObject({ guest: 'ga' })
  expect(b.world.link().of('hello')[0]?.session).toBeUndefined()
  a.world.signal('stored')
  expect(a.world.links).toHaveLength(1)
  b.world.signal('stored')
  expect(b.world.links).toHaveLength(2)
  b.room.me.hide()
  a.world.signal('stored')
  a.world.clock.pass(0)
  expect(a.room.me.get().isShown).toBe(false)
  expect(a.world.link().of('me').at(-1)).toEqual({ t: 'me', n: 1, show: false })
  expect([...local]).toEqual([])
})

test('where storage cannot be written, another site’s or tab’s storage event changes nothing', () => {
  const { world, room } = start()
  Object.assign(world.env.storage.local ?? {}, { set: () => undefined })
  world.welcome({ guest: 'g' })
  room.me.show()
  world.signal('stored')
  expect(room.me.get().isShown).toBe(true)
})

test('[C3] moves are sent at most every 55 ms, the last one always, and nothing at rest', () => {
  const { world, room } = start()
  world.welcome()
  room.me.show()
  world.clock.pass(0)
  const places = (): number[] =>
    world
      .link()
      .of('cursor')
      .map(({ place }) => place)
  for (let place = 1; place <= 100; place++) {
    room.cursors.move({ mode: 0, anchor: 1, place })
    world.clock.pass(5)
  }
  world.clock.pass(500)
  expect(places()[0]).toBe(1)
  expect(places().at(-1)).toBe(100)
  expect(places().length).toBeLessThanOrEqual(11)
  const before = places().length
  room.cursors.move({ mode: 0, anchor: 1, place: 100 })
  world.clock.pass(5_000)
  expect(places()).toHaveLength(before)
})

test('[C1] pausing takes the cursor away, resuming and reconnecting bring the last place back', () => {
  const { world, room } = start()
  world.welcome()
  room.me.show()
  world.clock.pass(0)
  const modes = (): number[] =>
    world
      .link()
      .of('cursor')
      .map(({ mode }) => mode)
  room.cursors.move({ mode: 1, anchor: 1, place: 1 })
  world.clock.pass(60)
  room.cursors.pause()
  room.cursors.move({ mode: 1, anchor: 1, place: 2 })
  world.clock.pass(60)
  expect(modes()).toEqual([1, 3])
  room.cursors.resume()
  world.clock.pass(60)
  expect(world.link().of('cursor').at(-1)).toMatchObject({ mode: 1, place: 2 })
  world.link().drop()
  world.clock.pass(500)
  world.welcome()
  world.clock.pass(60)
  expect(world.link().of('cursor')).toMatchObject([{ mode: 1, place: 2 }])
})

test('[P2,H5,D8] who hides while away, or whose hiding was lost with the connection, says so on coming back', () => {
  const { world, room } = start()
  world.welcome({ guest: 'g1' })
  room.me.show()
  world.clock.pass(0)
  world.link().drop()
  room.me.hide()
  for (let round = 1; round <= 2; round++) {
    // The first hello may get lost as well.
    world.clock.pass(1_500)
    world.welcome({ guest: 'g1' })
    expect(world.link().of('hello')[0]?.rooms).toMatchObject([{ me: { show: false } }])
    world.link().drop()
  }
})
