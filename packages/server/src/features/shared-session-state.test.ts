import type { JsonFields } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { systemClock } from '../platform/clock.js'
import { systemRandom } from '../platform/random.js'
import { memoryStore } from '../store/memory.js'
import { createSharedSessionState } from './shared-session-state.js'

const ROOM = '/a'
const speaker = { identity: { id: 'ada', isVerified: true }, room: ROOM, can: new Set<never>() }
const write = (id: string) => ({ speaker, id, body: { key: 'k', id } })

function setUp() {
  const store = memoryStore()
  const shared = new Set<string>()
  const node = () => {
    const told: JsonFields[] = []
    const session = createSharedSessionState({
      ...{ store, clock: systemClock, random: systemRandom },
      tell: (_, v) => void told.push(v),
      wasShared: (room) => shared.has(room),
      failed: (error) => void expect(error).toBeUndefined(),
      onGap: () => undefined,
    })
    return { session, told }
  }
  return { store, shared, node }
}

test('[V5] two nodes count together, and a repeated write is told once', async () => {
  const { shared, node } = setUp()
  const [one, two] = [node(), node()]
  await one.session.set(write('w1'), { key: 'k', value: 1 })
  shared.add(ROOM)
  await two.session.add(write('w2'), { key: 'k', by: 2 })
  await two.session.add(write('w2'), { key: 'k', by: 2 })
  expect(await one.session.all(ROOM)).toEqual([['k', 3, 2]])
  expect([one.told, two.told]).toEqual([[{ key: 'k', value: 1, version: 1 }], [{ key: 'k', value: 3, version: 2 }]])
  await expect(one.session.set(write('w3'), { key: 'k', value: 9, version: 1 })).rejects.toMatchObject({
    code: 'STATE_CHANGED',
  })
})

test('[V5,R4] it ends with the room on the last node, not on another', async () => {
  const { store, shared, node } = setUp()
  const [one, two] = [node(), node()]
  await one.session.set(write('w1'), { key: 'k', value: 1 })
  shared.add(ROOM)
  expect(await two.session.all(ROOM)).toHaveLength(1)
  one.session.closed(ROOM, false)
  expect(await two.session.all(ROOM)).toHaveLength(1)
  two.session.closed(ROOM, true)
  await expect.poll(async () => (await store.read('state.all', { room: '\u0001here:/a' })).list).toEqual([])
})

test('[V5] what was left by nodes that all died at once is not found by those who come after', async () => {
  const { shared, node } = setUp()
  const [dead, next, other] = [node(), node(), node()]
  await dead.session.set(write('w1'), { key: 'k', value: 1 })
  expect(await next.session.all(ROOM)).toEqual([])
  await next.session.set(write('w2'), { key: 'k', value: 2 })
  shared.add(ROOM)
  expect(await other.session.all(ROOM)).toEqual([['k', 2, 3]])
})
