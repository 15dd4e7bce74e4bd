import { expect, test } from 'vitest'
import { createScripted, type Scripted } from '../../test/scripted.js'
import { connect } from './connect.js'
import { moderation, type Moderation } from './moderation.js'

function start(can = ['see', 'moderate']): { world: Scripted; noun: Moderation } {
  const world = createScripted()
  const room = connect(undefined, { env: world.env }).room('a')
  const noun = room.moderation
  const link = world.link()
  link.open()
  link.say({ t: 'welcome', v: 1, id: 'p1', session: 's', beatMs: 5_000, settleMs: 0, limits: {} } as never)
  join(world, can)
  // What an app finds on a room and what the elements open is one thing.
  expect(room.use(moderation)).toBe(noun)
  return { world, noun }
}
const join = (world: Scripted, can: readonly string[]): void =>
  world.link().say({
    ...{ t: 'joined', room: 'a', n: 1, ref: 1, epoch: 'e', seq: 0, can, members: [] },
    counts: { connections: 1, people: 1, active: 1 },
  } as never)
const answer = (world: Scripted, v: object): void => {
  const { id } = world.link().of('read').at(-1) ?? { id: 0 }
  world.link().say({ t: 'page', id, v } as never)
}
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

test('[M6] a moderator learns how much waits: when coming, and whenever it changes in this room', async () => {
  const { world, noun } = start()
  expect(world.link().of('read')).toMatchObject([{ what: 'queue', body: { filter: 'all' } }])
  answer(world, {
    list: [
      { status: 'held', reports: [] },
      { status: 'visible', reports: [{ atMs: 1 }] },
    ],
  })
  await soon()
  expect(noun.waiting.get()).toEqual({ held: 1, reported: 1 })
  world.link().say({ t: 'news', k: 'queue', v: { room: 'b', held: 9, reported: 9 } } as never)
  world.link().say({ t: 'news', k: 'notice', v: { unread: 1 } } as never)
  expect(noun.waiting.get()).toEqual({ held: 1, reported: 1 })
  world.link().say({ t: 'news', k: 'queue', v: { room: 'a', held: 0, reported: 2 } } as never)
  expect(noun.waiting.get()).toEqual({ held: 0, reported: 2 })
})

test('whoever may not moderate asks nothing, and knows nothing once the right is gone', async () => {
  const { world, noun } = start(['see'])
  expect(world.link().of('read')).toEqual([])
  join(world, ['see', 'moderate'])
  answer(world, { list: [{ status: 'held', reports: [] }] })
  await soon()
  expect(noun.waiting.get()).toEqual({ held: 1, reported: 0 })
  join(world, ['see'])
  expect(noun.waiting.get()).toBeUndefined()
})

test('what waits is read page by page', async () => {
  const { world, noun } = start()
  const page = noun.queue('next')
  expect(world.link().of('read').at(-1)).toMatchObject({ what: 'queue', body: { cursor: 'next' } })
  answer(world, { list: [{ status: 'held' }], more: 'further' })
  expect(await page).toEqual({ list: [{ status: 'held' }], more: 'further' })
  const odd = noun.queue()
  answer(world, { list: 'none' })
  expect(await odd).toEqual({ list: [] })
})

test('[M5] a restraint is a write with the person, what, how long and why', () => {
  const { world, noun } = start()
  noun.restrain('p2', 'mute', { minutes: 60, reason: 'Rude.' })
  noun.restrain('p2', 'none', { reason: '' })
  expect(world.link().of('write')[0]).toMatchObject({
    kind: 'person.sanction',
    body: { person: 'p2', what: 'mute', minutes: 60, reason: 'Rude.' },
  })
  world.link().say({ t: 'wrote', id: world.link().of('write')[0]?.id, status: 'stored' } as never)
  expect(world.link().of('write')[1]?.body).toEqual({ person: 'p2', what: 'none' })
})
