import { expect, test } from 'vitest'
import { createScripted, joinedReply, type Scripted, type ScriptedOptions } from '../../test/scripted.js'
import { connect } from './connect.js'
import type { Room } from './room.js'
import { writes, type RoomWrites } from './writes.js'

const text = { value: (v: object) => v, staysRefused: true }

function start(options: ScriptedOptions = {}): { world: Scripted; room: Room; box: RoomWrites } {
  const world = createScripted(options)
  const room = connect(undefined, { env: world.env }).room('a')
  return { world, room, box: room.use(writes) }
}
/** A visitor who chose to be seen on an earlier page, as the guest p1. */
const known = (): Map<string, string> =>
  new Map([['roomful:https://blog.example/roomful', JSON.stringify({ id: 'p1', guest: 'g1' })]])
const said = (world: Scripted): unknown[] =>
  world
    .link()
    .of('write')
    .map(({ body }) => body['text'])
const ids = (world: Scripted): string[] =>
  world
    .link()
    .of('write')
    .map(({ id }) => id)
const wrote = (world: Scripted, id: string | undefined, v: object = {}, status = 'stored'): void =>
  world.link().say({ t: 'wrote', id, status, v } as never)

test('[W1,W2] a write goes out once the room is joined, and is stored when the server says so', async () => {
  const { world, box } = start()
  const one = box.send('comment.add', { text: 'one' }, text)
  expect(one.get()).toEqual({ status: 'pending' })
  world.welcome()
  expect(world.link().of('write')).toMatchObject([{ n: 1, id: one.id, kind: 'comment.add', body: { text: 'one' } }])
  const states: string[] = []
  one.subscribe(({ status }) => states.push(status))
  wrote(world, one.id, { id: 'c1' }, 'held')
  expect(states).toEqual(['held'])
  expect(one.get()).toBe(one.get())
  expect(await one.done).toEqual({ id: 'c1' })
  expect(box.pending.get()).toEqual([])
})

test('[W3] an answer that was lost with the connection is asked for again under the same id', () => {
  const { world, box } = start()
  world.welcome()
  const one = box.send('comment.add', { text: 'one' }, text)
  const two = box.send('comment.add', { text: 'two' }, text)
  world.link().drop()
  expect(one.get().status).toBe('pending')
  world.clock.pass(500)
  world.welcome()
  expect(ids(world)).toEqual([one.id])
  wrote(world, one.id)
  wrote(world, two.id)
  expect(said(world)).toEqual(['one', 'two'])
  expect([one.get().status, two.get().status]).toEqual(['stored', 'stored'])
})

test('[W4,W5] a database that cannot answer is asked again after a while, not before the server says', () => {
  const { world, box } = start()
  world.welcome()
  const { id } = box.send('comment.add', { text: 'one' }, text)
  world.link().say({ t: 'error', write: id, code: 'RATE_LIMITED', message: 'Slower.', retryMs: 3_000 })
  world.clock.pass(2_999)
  expect(ids(world)).toHaveLength(1)
  world.clock.pass(4_000)
  expect(ids(world)).toEqual([id, id])
  world.link().say({ t: 'error', write: id, code: 'STORE_UNAVAILABLE', message: 'Away.' })
  world.clock.pass(4_000)
  expect(ids(world)).toEqual([id, id, id])
  wrote(world, id)
  expect(box.pending.get()).toEqual([])
})

test('[W4] a refusal is told with its code, and waits with its words to be discarded', async () => {
  const { world, box } = start()
  world.welcome()
  const one = box.send('comment.add', { text: 'one' }, text)
  world.link().say({ t: 'error', write: one.id, code: 'COMMENT_REFUSED', message: 'No.', at: 'text' })
  expect(one.get()).toMatchObject({ status: 'refused', error: { code: 'COMMENT_REFUSED', at: 'text' } })
  await expect(one.done).rejects.toMatchObject({ code: 'COMMENT_REFUSED' })
  expect(box.pending.get()).toMatchObject([{ id: one.id, body: { text: 'one' } }])
  one.discard()
  expect(box.pending.get()).toEqual([])
})

test('[W3] an answer that never comes is asked for again', () => {
  const { world, box } = start()
  world.welcome()
  const one = box.send('comment.add', { text: 'one' }, text)
  for (let i = 0; i < 20; i++) {
    world.clock.pass(1_000)
    world.link().say({ t: 'beat' })
  }
  expect(ids(world)).toEqual([one.id, one.id])
  wrote(world, one.id)
  expect(one.get().status).toBe('stored')
})

test('what is too much is refused at once, and what the caller changes later is not sent', () => {
  const { world, box } = start()
  const body = { text: 'x'.repeat(60_000) }
  box.send('comment.add', body, text)
  body.text = 'changed'
  const large = box.send('comment.add', { text: 'y'.repeat(10_000) }, text)
  expect(large.get()).toMatchObject({ status: 'refused', error: { code: 'RATE_LIMITED', at: 'outbox' } })
  world.welcome()
  expect(String(said(world)[0]).length).toBe(60_000)
})

test('[W3,D8] after a reload, what a seen visitor had not sent comes back and goes out with the same id', () => {
  const local = known()
  const first = start({ local })
  const one = first.box.send('comment.add', { text: 'one' }, text)
  first.world.welcome()
  expect([...local.keys()]).toHaveLength(2)
  // The page is loaded again before the answer.
  const second = start({ local })
  expect(second.box.pending.get()).toMatchObject([{ id: one.id, isRestored: true, body: { text: 'one' } }])
  second.world.welcome()
  expect(ids(second.world)).toEqual([one.id])
  wrote(second.world, one.id)
  expect(start({ local }).box.pending.get()).toEqual([])
})

test('[D8] without opt-in nothing is written to the device; showing oneself keeps what waits, hiding removes it', () => {
  const local = new Map<string, string>()
  const { world, room, box } = start({ local })
  world.welcome()
  box.send('comment.add', { text: 'secret' }, text)
  expect(local.size).toBe(0)
  room.me.show()
  expect([...local.values()].join()).toContain('secret')
  room.me.hide()
  expect(local.size).toBe(0)
  box.send('comment.add', { text: 'more' }, text)
  expect(local.size).toBe(0)
})

test('[D8] with Do Not Track nothing is kept, whatever was asked for', () => {
  const local = new Map<string, string>()
  const { room, box } = start({ local, optOut: true })
  room.me.show()
  box.remember()
  box.send('comment.add', { text: 'secret' }, text)
  expect(local.size).toBe(0)
})

test('[D8] an unseen visitor who asks for it gets the words back, but they are not sent as somebody else’s', () => {
  const local = new Map<string, string>()
  const first = start({ local })
  first.world.welcome({ id: 'guest-1' })
  first.box.send('comment.add', { text: 'mine' }, text)
  first.box.remember()
  const second = start({ local })
  second.world.welcome({ id: 'guest-2' })
  expect(second.box.pending.get()).toMatchObject([{ body: { text: 'mine' }, error: { code: 'NOT_CONNECTED' } }])
  expect(said(second.world)).toEqual([])
  second.box.discard(second.box.pending.get()[0]?.id ?? '')
  const third = start({ local })
  third.world.welcome({ id: 'guest-3' })
  expect(third.box.pending.get()).toEqual([])
})

test('[W3] what a known person left on the device is never sent or shown as another’s', () => {
  const local = known()
  const first = start({ local })
  first.world.welcome()
  first.box.send('comment.add', { text: 'of p1' }, text)
  local.set('roomful:https://blog.example/roomful', JSON.stringify({ id: 'p2', guest: 'g2' }))
  const second = start({ local })
  second.world.welcome({ id: 'p2' })
  expect(second.box.pending.get()).toEqual([])
  expect(said(second.world)).toEqual([])
})

test('a room that is given back with something on its way is left once that has arrived', () => {
  const { world, room, box } = start()
  world.welcome()
  const one = box.send('comment.add', { text: 'one' }, text)
  room.leave()
  world.clock.pass(0)
  expect(world.link().of('leave')).toEqual([])
  wrote(world, one.id)
  world.clock.pass(0)
  expect(world.link().of('leave')).toMatchObject([{ n: 1 }])
  expect(one.get().status).toBe('stored')
  expect(box.send('comment.add', { text: 'two' }, text).get()).toMatchObject({
    status: 'refused',
    error: { code: 'ROOM_NOT_JOINED' },
  })
})

test('a room that is refused refuses what waits; a seen visitor finds it again after a reload', () => {
  const local = known()
  const { world, box } = start({ local })
  const one = box.send('comment.add', { text: 'one' }, text)
  world.link().open()
  world.link().say({ t: 'welcome', v: 1, id: 'p1', session: 's', beatMs: 5000, settleMs: 0, limits: {} })
  world.link().say({ t: 'error', room: 'a', code: 'ROOM_REFUSED', message: 'No.' })
  expect(one.get()).toMatchObject({ status: 'refused', error: { code: 'ROOM_REFUSED' } })
  expect(start({ local }).box.pending.get()).toMatchObject([{ id: one.id }])
})

test('joining again for another reason does not repeat what is on its way', () => {
  const { world, box } = start()
  world.welcome()
  box.send('comment.add', { text: 'one' }, text)
  world.link().say(joinedReply('a'))
  expect(said(world)).toEqual(['one'])
})

test('[W3] closing the client refuses what waits; a seen visitor finds it again on the next page', () => {
  const local = known()
  const world = createScripted({ local })
  const client = connect(undefined, { env: world.env })
  const one = client.room('a').use(writes).send('comment.add', { text: 'one' }, text)
  world.welcome()
  client.close()
  expect(one.get()).toMatchObject({ status: 'refused', error: { code: 'CLIENT_CLOSED' } })
  expect(start({ local }).box.pending.get()).toMatchObject([{ id: one.id }])
})

test('[W3] what may have arrived is not said again as somebody else; what was never sent is', () => {
  const { world, box } = start()
  world.welcome({ id: 'p1' })
  const sent = box.send('comment.add', { text: 'sent' }, text)
  const waiting = box.send('comment.add', { text: 'waiting' }, text)
  world.link().drop()
  world.clock.pass(500)
  world.welcome({ id: 'p2' })
  expect(said(world)).toEqual(['waiting'])
  expect(sent.get()).toMatchObject({ status: 'refused', error: { code: 'NOT_CONNECTED' } })
  expect(waiting.get().status).toBe('pending')
})

test('[W5] whoever has to wait for minutes is told so', () => {
  const { world, box } = start()
  world.welcome()
  const one = box.send('comment.add', { text: 'one' }, text)
  world.link().say({ t: 'error', write: one.id, code: 'RATE_LIMITED', message: 'Later.', retryMs: 600_000 })
  expect(one.get()).toMatchObject({ status: 'refused', error: { code: 'RATE_LIMITED', retryMs: 600_000 } })
})
