import { expect, test } from 'vitest'
import { createScripted } from '../../test/scripted.js'
import { startClient } from '../../test/start-client.js'
import { connect } from './connect.js'

test('[H5] a reconnect presents the session of the last welcome, and keeps what is shown', () => {
  const { world, client } = startClient()
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
  const { world, client } = startClient()
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
  const { world, client } = startClient()
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
  const { world, client } = startClient({ token: async () => tokens.shift() })
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

test('[S10] a token goes into the first frame and nowhere else: into no address, no storage and no warning', () => {
  const { world, client } = startClient({ token: 'signed.by.the-site' })
  const room = client.room('a')
  world.welcome()
  room.me.set({ name: 'Ada' })
  room.me.show()
  world.signal('leaving')
  world.link().drop(1006)
  world.clock.pass(60_000)
  expect(world.links.length).toBeGreaterThan(1)
  for (const link of world.links) expect(new URL(link.url).search + new URL(link.url).hash).toBe('')
  const left = [
    ...world.local,
    ...world.session,
    ...world.warnings,
    ...world.reports,
    ...world.links.map(({ url }) => url),
  ]
  expect(left.length).toBeGreaterThan(2)
  expect(JSON.stringify(left)).not.toContain('signed.by')
})

test('a token that cannot be had is tried for again, and the app is told why', async () => {
  let isBroken = true
  const { world, client } = startClient({
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
  const { world, client } = startClient()
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
  const { world, client } = startClient()
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
  const { world, client } = startClient()
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
  const { world, client } = startClient()
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
  const { world, client } = startClient({ isOffline: true })
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
  const { world, client } = startClient()
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
  const { world, client } = startClient()
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
  const { world, client } = startClient()
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
