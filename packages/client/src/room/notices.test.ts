import type { ReadMessage, Notice } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { startClient } from '../../test/start-client.js'
import type { Scripted } from '../../test/scripted.js'
import { notices } from './notices.js'

const notice = (n: number, isRead = false): Notice => ({
  n,
  kind: 'reply',
  room: 'a',
  comment: `c${n}`,
  from: { id: 'ada', name: 'Ada' },
  excerpt: 'Well',
  atMs: n,
  isRead,
})
const settle = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await Promise.resolve()
}
const reads = (world: Scripted): ReadMessage[] => world.link().of('read')
const answer = async (world: Scripted, v: object): Promise<void> => {
  await settle()
  world.link().say({ t: 'page', id: reads(world).at(-1)?.id, v } as never)
  await settle()
}

test('[X2] the inbox is read when it is looked at, older ones on demand, and marked as read at once', async () => {
  const { world, client } = startClient()
  client.room('a')
  world.welcome()
  const inbox = client.notices
  await settle()
  expect(reads(world)).toEqual([])
  expect(inbox.get()).toMatchObject({ status: 'loading', unread: 0 })
  await answer(world, { list: [notice(5), notice(4)], unread: 2, more: 'x' })
  expect(inbox.get()).toMatchObject({ status: 'ready', unread: 2, more: true })
  expect(inbox.get()).toBe(inbox.get())
  const older = inbox.more()
  await answer(world, { list: [notice(3, true)], unread: 2 })
  await older
  expect(inbox.get().list.map(({ n }) => n)).toEqual([5, 4, 3])
  expect(inbox.get().more).toBe(false)
  const write = inbox.read(4)
  expect(world.link().of('write')).toMatchObject([{ kind: 'notices.read', body: { upto: 4 } }])
  expect(inbox.get()).toMatchObject({ unread: 1, list: [{ isRead: false }, { isRead: true }, { isRead: true }] })
  world.link().say({ t: 'error', write: write?.id, code: 'GRANT_MISSING', message: 'No.' } as never)
  await answer(world, { list: [notice(5), notice(4)], unread: 2 })
  expect(inbox.get()).toMatchObject({ unread: 2, list: [{ isRead: false }, { isRead: false }, { isRead: true }] })
})

test('[X3] news of a notice shows at once and is read once, however many rooms hear of it', async () => {
  const { world, client } = startClient()
  client.room('a')
  client.room('b')
  world.welcome()
  client.notices.get()
  await answer(world, { list: [notice(1, true)], unread: 0 })
  world.link().say({ t: 'news', k: 'queue', v: { held: 3 } })
  world.link().say({ t: 'news', k: 'notice', v: { unread: 1 } })
  expect(client.notices.get().unread).toBe(1)
  await settle()
  expect(reads(world)).toHaveLength(2)
  await answer(world, { list: [notice(2), notice(1, true)], unread: 1 })
  expect(client.notices.get().list).toHaveLength(2)
})

test('[X2] the inbox follows the client from room to room, and over a reconnect', async () => {
  const { world, client } = startClient()
  const first = client.room('a')
  world.welcome()
  client.notices.get()
  await answer(world, { list: [notice(1)], unread: 1 })
  client.room('b')
  world.link().say({ t: 'joined', room: 'b', n: 2, ref: 1, epoch: 'e', seq: 0, can: [], members: [] } as never)
  first.leave()
  world.clock.pass(0)
  await answer(world, { list: [notice(1)], unread: 1 })
  world.link().say({ t: 'news', k: 'notice', v: { unread: 2 } })
  await settle()
  expect(reads(world).at(-1)?.n).toBe(2)
  expect(client.notices.get().unread).toBe(2)
})

test('[X2] another person’s inbox is not shown', async () => {
  const { world, client } = startClient()
  client.room('a')
  world.welcome({ id: 'p1' })
  client.notices.get()
  await answer(world, { list: [notice(1)], unread: 1 })
  world.link().drop()
  world.clock.pass(500)
  world.welcome({ id: 'p2' })
  expect(client.notices.get()).toMatchObject({ unread: 0, list: [] })
})

test('[X2] a room lends its own inbox where there is no client for it', async () => {
  const { world, client } = startClient()
  const inbox = client.room('a').use(notices)
  world.welcome()
  inbox.subscribe(() => undefined)
  await answer(world, { list: [notice(1)], unread: 1 })
  expect(inbox.get().unread).toBe(1)
})
