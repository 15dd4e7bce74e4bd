import { expect, test } from 'vitest'
import { createScripted, joinedReply } from '../../test/scripted.js'
import { startClient } from '../../test/start-client.js'
import { connect } from './connect.js'
import { defineRoomFeature, type RoomHost } from './feature.js'
import { log } from './log.js'
import { connect as connectCore } from '../elements/start.js'

const bare = defineRoomFeature<RoomHost>({ name: 'bare', open: (host) => host })

test('a feature is opened once for each room, and so are the parts of a room', () => {
  const { client } = startClient()
  let opened = 0
  const counting = defineRoomFeature({ name: 'counting', open: () => ({ number: ++opened }) })
  const room = client.room('a')
  expect(room.use(counting)).toBe(client.room('a').use(counting))
  expect(client.room('b').use(counting).number).toBe(2)
  expect(room.comments).toBe(room.comments)
  expect(room.state).toBe(room.state)
  expect(room.messages).toBe(room.messages)
  expect(room.moderation).toBe(room.moderation)
  expect(client.notices).toBe(client.notices)
  expect(client.page()).toBe(client.page())
  expect(client.page().get().comments).toBe(client.room().comments)
})

test('the core alone knows no part of a room but how to use one', () => {
  const world = createScripted()
  const room = connectCore('https://blog.example', { env: world.env }).room('a')
  expect(Object.keys(room)).not.toContain('comments')
  expect(room.use(bare).room).toBe(room)
})

test('[F6] messages the core does not know reach the features of their room, and those without a room all of them', () => {
  const { world, client } = startClient()
  const heard: string[] = []
  for (const id of ['a', 'b']) {
    client
      .room(id)
      .use(bare)
      .onMessage('whatever', (message) => heard.push(`${id} ${JSON.stringify(message['id'] ?? 'all')}`))
  }
  world.welcome()
  world.link().say({ t: 'whatever', n: 2, id: 7 } as never)
  world.link().say({ t: 'whatever' })
  world.link().say({ t: 'whatever', n: 9 } as never)
  expect(heard).toEqual(['b 7', 'a "all"', 'b "all"'])
  expect(world.reports).toEqual([])
})

test('[W6] a question is answered by its number; what is asked while the room is not joined is refused', async () => {
  const { world, client } = startClient()
  const room = client.room('a')
  const host = room.use(bare)
  await expect(host.ask('comments')).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
  world.welcome()
  const events = room.send('clap')
  const page = host.ask('comments', { sort: 'new' })
  const refused = host.ask('nonsense')
  expect(world.link().of('read')).toMatchObject([
    { n: 1, id: 3, what: 'comments', body: { sort: 'new' } },
    { id: 4, what: 'nonsense' },
  ])
  world.link().say({ t: 'page', id: 3, v: { list: [] } })
  world.link().say({ t: 'error', id: 4, code: 'WRITE_UNKNOWN', message: 'No.' })
  world.link().say({ t: 'ack', id: 2, seq: 5 })
  expect(await page).toEqual({ list: [] })
  await expect(refused).rejects.toMatchObject({ code: 'WRITE_UNKNOWN' })
  expect(await events).toEqual({ seq: 5 })
})

test('[R3,G2] a feature opened late joins the room again with what it adds; one opened early is in the hello', () => {
  const { world, client } = startClient()
  const early = client.room('early')
  early.use(log)
  const late = client.room('late')
  world.welcome()
  expect(world.link().of('hello')[0]?.rooms).toMatchObject([{ room: 'early', log: true }, { room: 'late' }])
  late.use(log)
  expect(world.link().of('join')).toMatchObject([{ room: 'late', log: true }])
  world.link().say(joinedReply('late', { n: 2 }))
  expect(late.status.get()).toBe('joined')
  expect(world.link().of('join')).toHaveLength(1)
})

test('[R3] a feature opened while the join is on its way adds itself once that is answered', () => {
  const { world, client } = startClient()
  const room = client.room('a')
  world.link().open()
  expect(world.link().of('hello')).toHaveLength(1)
  room.use(log)
  const head = { t: 'welcome', v: 1, id: 'p', session: 's', beatMs: 5_000, settleMs: 0, limits: {} } as const
  world.link().say(head)
  world.link().say(joinedReply('a'))
  expect(world.link().of('join')).toMatchObject([{ room: 'a', log: true }])
})

test('[G3] the log hands entries to those who follow their kind, in order, and asks again where something was missed', () => {
  const { world, client } = startClient()
  const room = client.room('a')
  const roomLog = room.use(log)
  const heard: string[] = []
  roomLog.entries(['comment', 'thread'], (list) => heard.push(list.map(({ o, k }) => `${o} ${k}`).join()))
  roomLog.entries(['state'], (list) => heard.push(list.map(({ o, k }) => `${o} ${k}`).join()))
  roomLog.reset(({ epoch, offset }) => heard.push(`reset ${epoch} ${offset}`))
  world.welcome()
  expect(roomLog.isLive.get()).toBe(false)
  const entry = (o: number, k: string): object => ({ o, k, i: 'x', v: {} })
  const say = (more: object): void => world.link().say({ t: 'log', n: 1, list: [], ...more } as never)
  say({ epoch: 'g', after: 5, offset: 5 })
  say({ after: 5, offset: 8, list: [entry(6, 'comment'), entry(7, 'state'), entry(8, 'thread')] })
  say({ after: 9, offset: 10, list: [entry(10, 'comment')] })
  expect(world.link().of('join')).toMatchObject([{ log: { epoch: 'g', offset: 8, last: 'thread:x' } }])
  say({ epoch: 'g', after: 8, offset: 10, list: [entry(10, 'comment')] })
  expect(roomLog.isLive.get()).toBe(true)
  expect(heard).toEqual(['reset g 5', '6 comment,8 thread', '7 state', '10 comment'])
})

test('a feature whose listener fails disturbs nobody', () => {
  const { world, client } = startClient()
  const room = client.room('a')
  const broken = new Error('broken')
  room.use(bare).onJoined(() => {
    throw broken
  })
  let isHeard = false
  room.use(bare).onJoined(() => {
    isHeard = true
  })
  world.welcome()
  expect(isHeard).toBe(true)
  expect(room.status.get()).toBe('joined')
  expect(world.reports).toEqual([broken])
})

test('[D8] what a feature keeps is gone when the visitor hides, in every tab and for every feature', () => {
  const local = new Map<string, string>()
  const world = createScripted({ local })
  const room = connect(undefined, { env: world.env }).room('a')
  const { shelf } = room.use(bare)
  const other = room.use(defineRoomFeature<RoomHost>({ name: 'other', open: (host) => host })).shelf
  expect(shelf.set('secret')).toBe(false)
  expect(local.size).toBe(0)
  room.me.show()
  expect(shelf.set('one') && other.set('two')).toBe(true)
  expect([shelf.get(), other.get()]).toEqual(['one', 'two'])
  other.remove()
  expect([shelf.get(), other.get()]).toEqual(['one', undefined])
  room.me.hide()
  expect(local.size).toBe(0)
  expect(shelf.get()).toBe(undefined)
  // Something else stands there.
  local.set('roomful-kept:https://blog.example/roomful', '[1, "x"')
  expect(shelf.get()).toBe(undefined)
})
