import type { Counts, JoinedMessage, Member } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRoomView, stepRoom, type RoomEvent, type RoomView } from './room-view.js'

const person = (id: string, ref: number): Member => ({ id, name: id, color: 0, state: 'here', refs: [ref] })
const many = (people: number): Counts => ({ connections: people, people, active: people })

function joined(patch: Partial<JoinedMessage>, settleMs = 8_000, formerId?: string): RoomEvent {
  const base = {
    t: 'joined',
    room: '/',
    n: 1,
    ref: 1,
    epoch: 'e1',
    seq: 0,
    can: ['see'],
    counts: many(1),
    members: [],
  } as const
  return { type: 'joined', message: { ...base, ...patch }, settleMs, ...(formerId === undefined ? {} : { formerId }) }
}
const run = (...events: RoomEvent[]): RoomView =>
  events.reduce((view, event) => stepRoom(view, event)[0], createRoomView())
const ids = (view: RoomView): string[] => view.members.map(({ id }) => id).toSorted()

const threeHere = joined({ counts: many(3), members: [person('a', 1), person('b', 2), person('c', 3)], seq: 5 })

test('[P10] after a restart known members stay and counts do not fall until the settle time is over', () => {
  const lost: RoomEvent = { type: 'lost' }
  const [back, effects] = stepRoom(
    run(threeHere, lost),
    joined({ epoch: 'e2', counts: many(1), members: [person('a', 1)] }),
  )
  expect(effects).toEqual([{ do: 'settle', ms: 8_000 }])
  expect(ids(back)).toEqual(['a', 'b', 'c'])
  expect(back.counts).toEqual(many(3))
  const [settled] = stepRoom(back, { type: 'settled' })
  expect(ids(settled)).toEqual(['a'])
  expect(settled.counts).toEqual(many(1))
})

test('[P10] while settling, newcomers appear, counts may rise, and whom the new server saw leave is gone', () => {
  let view = run(threeHere, { type: 'lost' }, joined({ epoch: 'e2', members: [person('a', 1)] }))
  ;[view] = stepRoom(view, { type: 'members', message: { t: 'members', n: 1, set: [person('d', 9)], gone: ['b'] } })
  ;[view] = stepRoom(view, { type: 'counts', message: { t: 'counts', n: 1, ...many(7) } })
  expect(ids(view)).toEqual(['a', 'c', 'd'])
  expect(view.counts).toEqual(many(7))
  ;[view] = stepRoom(view, { type: 'counts', message: { t: 'counts', n: 1, ...many(2) } })
  expect(view.counts).toEqual(many(3))
})

test('[P10] a settle time that ends while away settles nothing: the next joined does', () => {
  const lost: RoomEvent = { type: 'lost' }
  const away = run(threeHere, lost, joined({ epoch: 'e2', members: [person('a', 1)] }), lost, { type: 'settled' })
  expect(ids(away)).toEqual(['a', 'b', 'c'])
  const [restarted, effects] = stepRoom(away, joined({ epoch: 'e3', members: [] }, 7_000))
  expect(ids(restarted)).toEqual(['a', 'b', 'c'])
  expect(effects).toEqual([{ do: 'settle', ms: 7_000 }])
  expect(ids(stepRoom(away, joined({ epoch: 'e2', members: [person('a', 1)] }, 0))[0])).toEqual(['a'])
})

test('[P10] the person this client was before the restart is not kept beside the one it is now', () => {
  const view = run(threeHere, { type: 'lost' }, joined({ epoch: 'e2', members: [person('x', 1)] }, 8_000, 'a'))
  expect(ids(view)).toEqual(['b', 'c', 'x'])
})

test('[P10] whatever a new epoch says before the settle time, nobody known vanishes unless it says gone', () => {
  const change = fc.record({
    set: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e').map((id) => person(id, 7))),
    gone: fc.array(fc.constantFrom('d', 'e', 'z')),
    people: fc.nat(9),
  })
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      let view = run(threeHere, { type: 'lost' }, joined({ epoch: 'e2' }))
      for (const { set, gone, people } of changes) {
        ;[view] = stepRoom(view, { type: 'members', message: { t: 'members', n: 1, set, gone } })
        ;[view] = stepRoom(view, { type: 'counts', message: { t: 'counts', n: 1, ...many(people) } })
        expect(ids(view)).toEqual(expect.arrayContaining(['a', 'b', 'c']))
        expect(view.counts?.people).toBe(Math.max(3, people))
      }
    }),
  )
})

test('[P10] a rejoin without a restart is believed at once', () => {
  const view = run(threeHere, { type: 'lost' }, joined({ members: [person('a', 1)], seq: 5 }))
  expect(ids(view)).toEqual(['a'])
  expect(view.counts).toEqual(many(1))
})

test('[D9] while the connection is away the last view stays, marked stale', () => {
  const view = run(threeHere, { type: 'lost' })
  expect(view.status).toBe('stale')
  expect(view.n).toBeUndefined()
  expect(ids(view)).toEqual(['a', 'b', 'c'])
  expect(view.counts).toEqual(many(3))
})

test('[E3] events are delivered once, in order, with their member; gaps are counted, also over a reconnect', () => {
  let view = run(threeHere)
  const event = (seq: number): RoomEvent => ({ type: 'event', from: 2, seq, name: 'clap', data: seq })
  const [next, effects] = stepRoom(view, event(6))
  expect(effects).toEqual([{ do: 'deliver', name: 'clap', data: 6, from: 2, member: person('b', 2) }])
  view = next
  expect(stepRoom(view, event(6))[1]).toEqual([])
  ;[view] = stepRoom(view, event(9))
  expect(view.missed).toBe(2)
  ;[view] = stepRoom(view, { type: 'lost' })
  ;[view] = stepRoom(view, joined({ seq: 13 }))
  expect(view.missed).toBe(6)
  // A room that emptied meanwhile counts from one again.
  ;[view] = stepRoom(view, { type: 'lost' })
  ;[view] = stepRoom(view, joined({ seq: 1 }))
  expect(view.missed).toBe(6)
  expect(stepRoom(view, event(2))[1]).toHaveLength(1)
})

test('a message about the counts leaves the list of members the same reference, and the other way round', () => {
  const view = run(threeHere)
  const [counted] = stepRoom(view, { type: 'counts', message: { t: 'counts', n: 1, ...many(4) } })
  expect(counted.members).toBe(view.members)
  const [again] = stepRoom(counted, { type: 'counts', message: { t: 'counts', n: 1, ...many(4) } })
  expect(again.counts).toBe(counted.counts)
  const [moved] = stepRoom(again, { type: 'members', message: { t: 'members', n: 1, gone: ['c'] } })
  expect(moved.counts).toBe(again.counts)
})

test('a refused room shows nothing any more', () => {
  const view = run(threeHere, { type: 'refused' })
  expect(view.status).toBe('refused')
  expect(view.members).toEqual([])
  expect(view.counts).toBeUndefined()
})
