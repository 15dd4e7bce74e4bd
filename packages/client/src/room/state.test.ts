import type { ReadMessage } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { createScripted, type Scripted, type ScriptedOptions } from '../../test/scripted.js'
import { connect } from './connect.js'
import type { Room } from './room.js'
import { state, type State } from './state.js'

interface Started {
  readonly world: Scripted
  readonly room: Room
  readonly noun: State
  readonly reads: () => ReadMessage[]
  readonly answer: (list: unknown[], here?: unknown[], more?: object) => Promise<void>
}

const settle = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await Promise.resolve()
}

function start(options: ScriptedOptions = {}): Started {
  const world = createScripted(options)
  const room = connect(undefined, { env: world.env }).room('a')
  const reads = (): ReadMessage[] => world.link().of('read')
  return {
    world,
    room,
    noun: room.use(state),
    reads,
    async answer(list, here = [], more = {}) {
      world
        .link()
        .say({ t: 'page', id: reads().at(-1)?.id, v: { list, here, epoch: 'g', offset: 10, ...more } } as never)
      await settle()
    },
  }
}

async function ready(list: unknown[] = [['a', { x: 1 }, 3]], here: unknown[] = []): Promise<Started> {
  const started = start()
  started.noun.status.get()
  started.world.welcome()
  started.world.link().say({ t: 'log', n: 1, epoch: 'g', after: 10, offset: 10, list: [] } as never)
  await settle()
  await started.answer(list, here)
  return started
}

const log = ({ world }: Started, o: number, i: string, v: object): void =>
  world.link().say({ t: 'log', n: 1, after: o - 1, offset: o, list: [{ o, k: 'state', i, v }] } as never)
const wrote = ({ world }: Started, v: object, at = -1): void => {
  const { id } = world.link().of('write').at(at) ?? {}
  world.link().say({ t: 'wrote', id, status: 'stored', v } as never)
}

test('[V4] nothing is read before somebody looks; newcomers get it all at once', async () => {
  const started = start()
  const { world, noun, reads } = started
  noun.set('k', 1)
  world.welcome()
  await settle()
  expect(reads()).toEqual([])
  expect(noun.get('k')).toBe(1)
  await settle()
  expect(reads()).toMatchObject([{ what: 'state', n: 1 }])
  world.link().say({ t: 'log', n: 1, epoch: 'g', after: 10, offset: 10, list: [] } as never)
  expect(noun.status.get()).toBe('loading')
  await started.answer([['a', 'text', 3]])
  expect(noun.status.get()).toBe('ready')
  expect([...noun.entries()]).toEqual([
    ['a', 'text'],
    ['k', 1],
  ])
  expect([noun.version('a'), noun.version('k'), noun.version('nothing')]).toEqual([3, 0, 0])
})

test('[V1] a value is the same reference until it changes, as React wants it; listeners hear of changes only', async () => {
  const started = await ready([
    ['a', { x: 1 }, 3],
    ['b', [1], 1],
  ])
  const { noun } = started
  const [a, b, all] = [noun.get('a'), noun.get('b'), noun.entries()]
  const heard: unknown[] = []
  expect(noun.key('a')).toBe(noun.key('a'))
  noun.key('a').subscribe((value) => heard.push(value))
  noun.key('b').subscribe((value) => heard.push(value))
  // The same words again, and another key.
  log(started, 11, 'a', { value: { x: 1 }, version: 4 })
  log(started, 12, 'c', { value: 0, version: 1 })
  expect(heard).toEqual([])
  expect(noun.get('a')).toBe(a)
  expect(noun.key('b').get()).toBe(b)
  expect(noun.entries()).not.toBe(all)
  const before = noun.entries()
  noun.set('a', { x: 2 })
  expect(heard).toEqual([{ x: 2 }])
  const set = noun.get('a')
  wrote(started, { key: 'a', value: { x: 2 }, version: 5 })
  log(started, 13, 'a', { value: { x: 2 }, version: 5 })
  expect(heard).toHaveLength(1)
  expect(noun.get('a')).toBe(set)
  expect(noun.entries()).not.toBe(before)
  log(started, 14, 'a', { version: 6, gone: true })
  expect(heard).toEqual([{ x: 2 }, undefined])
  expect(noun.entries().has('a')).toBe(false)
})

test('[V2] a change on condition is refused when somebody was faster, and what was shown is taken back', async () => {
  const started = await ready([['a', 'old', 3]])
  const { noun, world } = started
  const write = noun.set('a', 'mine', { version: noun.version('a') })
  expect(noun.get('a')).toBe('mine')
  expect(world.link().of('write')).toMatchObject([{ kind: 'state.set', body: { key: 'a', value: 'mine', version: 3 } }])
  log(started, 11, 'a', { value: 'theirs', version: 4 })
  expect(noun.get('a')).toBe('mine')
  world.link().say({ t: 'error', write: write.id, code: 'STATE_CHANGED', message: 'No.' })
  expect(noun.get('a')).toBe('theirs')
  await expect(write.done).rejects.toMatchObject({ code: 'STATE_CHANGED' })
})

test('[V3] additions count beside those of others', async () => {
  const started = await ready([['n', 1, 1]])
  const { noun, world } = started
  noun.add('n', 1)
  noun.add('n', 1)
  expect(noun.get('n')).toBe(3)
  log(started, 11, 'n', { value: 101, version: 2 })
  expect(noun.get('n')).toBe(103)
  wrote(started, { key: 'n', value: 102, version: 3 })
  expect(noun.get('n')).toBe(103)
  wrote(started, { key: 'n', value: 103, version: 4 })
  expect(noun.get('n')).toBe(103)
  expect(world.link().of('write')).toHaveLength(2)
})

test('[W5] a value that changes all the time is sent as often as the server takes it, the last one always', async () => {
  const started = await ready()
  for (let i = 0; i < 100; i++) started.noun.set('slider', i)
  wrote(started, { key: 'slider', value: 0, version: 1 })
  wrote(started, { key: 'slider', value: 99, version: 2 })
  expect(
    started.world
      .link()
      .of('write')
      .map(({ body }) => body['value']),
  ).toEqual([0, 99])
  expect(started.noun.get('slider')).toBe(99)
})

test('[V5] the session’s keys are apart, told by the server’s event alone, and read again after a reconnect', async () => {
  const started = await ready([['a', 'kept', 1]], [['a', 'here', 7]])
  const { noun, world } = started
  const here = { scope: 'session' } as const
  expect([noun.get('a'), noun.get('a', here)]).toEqual(['kept', 'here'])
  const say = (from: number, data: object, seq: number): void =>
    world.link().say({ t: 'event', n: 1, from, seq, name: 'state', data } as never)
  say(5, { key: 'a', value: 'forged', version: 99 }, 1)
  expect(noun.get('a', here)).toBe('here')
  say(0, { key: 'a', value: 'told', version: 8 }, 2)
  expect(noun.get('a', here)).toBe('told')
  noun.set('b', 1, here)
  expect(world.link().of('write').at(-1)?.body).toEqual({ key: 'b', value: 1, scope: 'session' })
  expect([noun.get('b'), noun.get('b', here)]).toEqual([undefined, 1])
  wrote(started, { key: 'b', value: 1, version: 1 })
  say(0, { key: 'a', version: 9 }, 3)
  expect([...noun.entries(here)]).toEqual([['b', 1]])
  world.link().drop()
  world.clock.pass(500)
  world.welcome()
  await settle()
  await started.answer([['a', 'kept', 1]], [['a', 'anew', 1]])
  expect([...noun.entries(here)]).toEqual([['a', 'anew']])
})

test('[D8] a session’s key is never put on the device; a durable one of a seen visitor comes back', () => {
  const local = new Map([['roomful:https://blog.example/roomful', JSON.stringify({ id: 'p1', guest: 'g1' })]])
  const first = start({ local })
  first.noun.set('passing', 'secret', { scope: 'session' })
  expect([...local.values()].join()).not.toContain('secret')
  first.noun.set('kept', 'durable')
  expect(start({ local }).noun.get('kept')).toBe('durable')
})

test('[G4] after a reset everything is read again, and shown meanwhile', async () => {
  const started = await ready([['a', 1, 1]])
  started.world.link().say({ t: 'log', n: 1, epoch: 'h', reset: true, after: 2, offset: 2, list: [] } as never)
  expect(started.noun.status.get()).toBe('stale')
  expect(started.noun.get('a')).toBe(1)
  await settle()
  await started.answer([['b', 2, 1]], [], { epoch: 'h', offset: 2 })
  expect([...started.noun.entries()]).toEqual([['b', 2]])
  expect(started.noun.status.get()).toBe('ready')
})

test('[W4] a database that is away is asked again', async () => {
  const { world, noun, reads } = start()
  noun.status.get()
  world.welcome()
  await settle()
  world.link().say({ t: 'error', id: reads()[0]?.id, code: 'STORE_UNAVAILABLE', message: 'Away.' } as never)
  await settle()
  expect(noun.status.get()).toBe('failed')
  expect(noun.problem.get()).toMatchObject({ code: 'STORE_UNAVAILABLE' })
  world.clock.pass(1_000)
  await settle()
  expect(reads()).toHaveLength(2)
})
