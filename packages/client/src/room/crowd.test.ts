import { expect, test } from 'vitest'
import { CROWD_CURSOR_SEND_MS, CROWD_TELL_MS, CURSOR_SEND_MS, type WantMessage } from '@roomful/protocol'
import { joinedReply, type Scripted } from '../../test/scripted.js'
import { startClient } from '../../test/start-client.js'
import { TELL_MS, type CrowdView } from './crowd.js'

const wants = (world: Scripted): readonly WantMessage[] => world.link().of('want')
const told = (world: Scripted): readonly object[] =>
  wants(world)
    .filter((want) => want.cursors === undefined)
    .map(({ section, follow }) => ({ ...(section !== undefined && { section }), ...(follow && { follow }) }))
const crowd = (shown: number, warmth: readonly (readonly [number, number])[] = []): { t: string } =>
  ({ t: 'crowd', n: 1, shown, warmth }) as { t: string }

test('the client says and waits as the protocol has it', () => {
  expect(TELL_MS).toBe(CROWD_TELL_MS)
})

test('[U7] a crowd is known from its first word to its last; whoever comes late asks how it is', () => {
  const { world, client } = startClient()
  const room = client.room('a')
  world.welcome()
  const seen: (CrowdView | undefined)[] = []
  expect(room.crowd.get()).toBeUndefined()
  expect(told(world)).toEqual([{ section: 0 }])
  room.crowd.subscribe((view) => seen.push(view))
  world.link().say(
    crowd(9_800, [
      [7, 300],
      [9, 20],
    ]),
  )
  expect(room.crowd.get()).toEqual({
    shown: 9_800,
    warmth: [
      { anchor: 7, people: 300 },
      { anchor: 9, people: 20 },
    ],
  })
  world.link().say({ ...crowd(180), over: true } as never)
  expect(seen.map((view) => view?.shown)).toEqual([9_800, undefined])
})

test('[U7] after a reconnect the crowd stays as it was until the server has said how it is, or has said nothing', () => {
  const { world, client } = startClient()
  const room = client.room('a')
  world.welcome()
  expect(room.crowd.get()).toBeUndefined()
  world.link().say(crowd(500))
  world.link().drop()
  world.clock.pass(500)
  world.welcome()
  expect(room.crowd.get()?.shown).toBe(500)
  world.link().say(crowd(600))
  world.clock.pass(10_000)
  expect(room.crowd.get()?.shown).toBe(600)
  world.link().say(joinedReply('a'))
  world.clock.pass(3_000)
  expect(room.crowd.get()).toBeUndefined()
})

test('[U4] a section is told in a crowd only, only while shown, and once a second; hiding takes back whom one follows', () => {
  const { world, client } = startClient()
  const room = client.room('a')
  world.welcome()
  room.crowd.readAt(5)
  room.crowd.follow(['ada'])
  world.link().say(crowd(500))
  world.clock.pass(2_000)
  expect(told(world)).toEqual([{ section: 0 }])
  room.me.show()
  world.clock.pass(1_000)
  expect(told(world).slice(1)).toEqual([{ section: 5, follow: ['ada'] }])
  const order = world.link().said.map(({ t }) => t)
  expect(order.indexOf('me')).toBeLessThan(order.lastIndexOf('want'))
  room.crowd.readAt(6)
  room.crowd.readAt(7)
  expect(told(world)).toHaveLength(2)
  world.clock.pass(1_000)
  expect(told(world).slice(2)).toEqual([{ section: 7 }])
  room.me.hide()
  world.clock.pass(1_000)
  expect(told(world).slice(3)).toEqual([{ follow: [] }])
  room.crowd.readAt(8)
  world.clock.pass(2_000)
  expect(told(world)).toHaveLength(4)
})

test('[U4] a new connection is told again; where there is no crowd any more, nothing is', () => {
  const { world, client } = startClient()
  const room = client.room('a')
  room.me.show()
  world.welcome()
  room.crowd.readAt(5)
  world.link().say(crowd(500))
  expect(told(world).slice(1)).toEqual([{ section: 5, follow: [] }])
  world.clock.pass(1_000)
  world.link().drop()
  world.clock.pass(500)
  world.welcome()
  expect(told(world)).toEqual([{ section: 5, follow: [] }])
  world.link().say({ ...crowd(100), over: true } as never)
  world.clock.pass(1_000)
  room.crowd.readAt(9)
  world.clock.pass(2_000)
  expect(told(world)).toHaveLength(1)
})

test('[U6] at most eight people are named', () => {
  const { world, client } = startClient()
  const room = client.room('a')
  room.me.show()
  world.welcome()
  room.crowd.follow(Array.from({ length: 20 }, (_, index) => `p${String(index)}`))
  world.link().say(crowd(500))
  expect(wants(world).at(-1)?.follow).toHaveLength(8)
})

test('[U8] whose cursor nobody sees tells one place a second, the last one always, and at once when it is painted', () => {
  const { world, client } = startClient()
  const room = client.room('a')
  room.me.show()
  world.welcome()
  const cursors = (): readonly number[] =>
    world
      .link()
      .of('cursor')
      .map(({ place }) => place)
  const move = (place: number): void => room.cursors.move({ mode: 1, anchor: 1, place })
  expect(room.crowd.get()).toBeUndefined()
  world.link().say(crowd(500))
  world.clock.pass(CROWD_CURSOR_SEND_MS)
  for (const place of [1, 2, 3]) move(place)
  expect(cursors()).toEqual([1])
  world.clock.pass(CROWD_CURSOR_SEND_MS - 1)
  expect(cursors()).toEqual([1])
  world.clock.pass(1)
  expect(cursors()).toEqual([1, 3])
  move(4)
  world.link().say({ t: 'painted', n: 1, on: true } as never)
  expect(cursors()).toEqual([1, 3, 4])
  world.clock.pass(CURSOR_SEND_MS)
  move(5)
  expect(cursors()).toEqual([1, 3, 4, 5])
  world.link().say({ t: 'painted', n: 1, on: false } as never)
  world.clock.pass(CURSOR_SEND_MS)
  move(6)
  move(7)
  expect(cursors().at(-1)).toBe(6)
  world.link().say({ ...crowd(100), over: true } as never)
  expect(cursors().at(-1)).toBe(7)
})

test('[U7,F6] a server that says nonsense about a crowd breaks nothing', () => {
  const { world, client } = startClient()
  const room = client.room('a')
  world.welcome()
  expect(room.crowd.get()).toBeUndefined()
  world.link().say({ t: 'crowd', n: 1, shown: 'many', warmth: [] } as never)
  world.link().say({ t: 'crowd', n: 1, shown: 300, warmth: null } as never)
  expect(room.crowd.get()).toBeUndefined()
  world.link().say({
    t: 'crowd',
    n: 1,
    shown: 300,
    warmth: [
      [1, -4],
      [1.5, 2],
      ['x', 1],
      [2, 3],
    ],
  } as never)
  expect(room.crowd.get()?.warmth).toEqual([{ anchor: 2, people: 3 }])
  world.link().say({ t: 'crowd', n: 1, shown: 300, warmth: [7] } as never)
  expect(room.crowd.get()?.shown).toBe(300)
})
