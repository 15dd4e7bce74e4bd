import { expect, test } from 'vitest'
import { createScripted, joinedReply, type Scripted } from '../../test/scripted.js'
import { connect } from './connect.js'
import type { Room } from './room.js'

function start(): { world: Scripted; room: Room } {
  const world = createScripted()
  return { world, room: connect(undefined, { env: world.env }).room('a') }
}
const names = (world: Scripted): string[] =>
  world
    .link()
    .of('event')
    .map(({ name }) => name)

test('[E2] events sent before the room is ready go out in order once it is, and acks answer them', async () => {
  const { world, room } = start()
  const data = { n: 1 }
  const first = room.send('one', data)
  data.n = 2
  const second = room.send('two')
  world.welcome()
  const third = room.send('three')
  expect(world.link().of('event')).toMatchObject([
    { n: 1, id: 1, name: 'one', data: { n: 1 } },
    { n: 1, id: 2, name: 'two', data: null },
    { n: 1, id: 3, name: 'three' },
  ])
  world.link().say({ t: 'ack', id: 1, seq: 11 })
  world.link().say({ t: 'ack', id: 3, seq: 13 })
  world.link().say({ t: 'error', id: 2, code: 'RATE_LIMITED', message: 'Slower.', retryMs: 400 })
  expect(await first).toEqual({ seq: 11 })
  expect(await third).toEqual({ seq: 13 })
  await expect(second).rejects.toMatchObject({ code: 'RATE_LIMITED', message: 'Slower.', retryMs: 400 })
})

test('[E2] an event whose answer was lost is not sent again; one still waiting is sent once', async () => {
  const { world, room } = start()
  world.welcome()
  const unanswered = room.send('one')
  world.link().drop()
  const waiting = room.send('two')
  await expect(unanswered).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
  world.clock.pass(500)
  world.welcome()
  expect(names(world)).toEqual(['two'])
  world.link().say({ t: 'ack', id: 2, seq: 1 })
  expect(await waiting).toEqual({ seq: 1 })
  world.link().drop()
  world.clock.pass(500)
  world.welcome()
  expect(names(world)).toEqual([])
})

test('[L1] what has waited leaves no faster than the server takes it, and stays in order with what follows', () => {
  const { world, room } = start()
  for (let i = 0; i < 50; i++) void room.send(`e${i}`, i, { ack: false })
  world.welcome()
  expect(names(world)).toHaveLength(20)
  void room.send('late', null, { ack: false })
  world.clock.pass(1_100)
  expect(names(world)).toHaveLength(40)
  world.clock.pass(1_100)
  expect(names(world)).toEqual([...Array.from({ length: 50 }, (_, i) => `e${i}`), 'late'])
})

test('the outbox is bounded: what is too much is refused, and the rest still goes', async () => {
  const { world, room } = start()
  for (let i = 0; i < 100; i++) void room.send('e', null, { ack: false })
  await expect(room.send('e')).rejects.toMatchObject({ code: 'RATE_LIMITED', at: 'outbox' })
  world.welcome()
  expect(names(world)).toHaveLength(20)
})

test('[E1] what the server would refuse is refused here', async () => {
  const { world, room } = start()
  world.welcome()
  const cycle: Record<string, unknown> = {}
  cycle['self'] = cycle
  await expect(room.send('no spaces')).rejects.toMatchObject({ code: 'MESSAGE_INVALID', at: 'name' })
  await expect(room.send('big', 'x'.repeat(16_384))).rejects.toMatchObject({ code: 'MESSAGE_INVALID', at: 'data' })
  await expect(room.send('cycle', cycle as never)).rejects.toMatchObject({ code: 'MESSAGE_INVALID', at: 'data' })
  expect(names(world)).toEqual([])
})

test('a room that is refused refuses what waits, and delivers again if it is let in later', async () => {
  const { world, room } = start()
  const waiting = room.send('one')
  world.link().open()
  world.link().say({ t: 'welcome', v: 1, id: 'p', session: 's', beatMs: 5000, settleMs: 0, limits: {} })
  world.link().say({ t: 'error', room: 'a', code: 'ROOM_REFUSED', message: 'No.' })
  await expect(waiting).rejects.toMatchObject({ code: 'ROOM_REFUSED' })
  expect(room.status.get()).toBe('refused')
  world.link().drop()
  world.clock.pass(500)
  world.welcome()
  expect(room.status.get()).toBe('joined')
  expect(room.problem.get()).toBeUndefined()
  void room.send('two')
  expect(names(world)).toEqual(['two'])
})

test('[I3] an error about something else of a room is its problem', () => {
  const { world, room } = start()
  world.welcome()
  world.link().say({ t: 'error', n: 1, code: 'GRANT_MISSING', message: 'No.', at: 'appear' })
  expect(room.problem.get()).toMatchObject({ code: 'GRANT_MISSING', at: 'appear' })
  expect(room.status.get()).toBe('joined')
  world.link().say(joinedReply('a'))
  expect(room.problem.get()).toBeUndefined()
})
