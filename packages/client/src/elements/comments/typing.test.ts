import type { Json, Member } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { createFakeClock } from '../../../test/fake-clock.js'
import type { EventListener } from '../../room/events.js'
import type { Room } from '../../room/room.js'
import { createTyping } from './typing.js'

const ada: Member = { id: 'a', name: 'Ada', color: 1, state: 'here', refs: [1] }
const bob: Member = { id: 'b', name: 'Bob', color: 2, state: 'here', refs: [2] }

function start(isShown = true): ReturnType<typeof createTyping> & {
  clock: ReturnType<typeof createFakeClock>
  sent: Json[]
  hear(data: Json, member: Member | undefined, isMe?: boolean): void
  changes(): number
} {
  const clock = createFakeClock()
  const sent: Json[] = []
  let listener: EventListener = () => undefined
  let changes = 0
  const room = {
    me: { get: () => ({ isShown }) },
    status: { get: () => 'joined' },
    send: (_name: string, data: Json) => Promise.resolve(void sent.push(data)),
    on: (_name: string, heard: EventListener) => ((listener = heard), () => undefined),
  } as unknown as Room
  const typing = createTyping(room, clock, () => void changes++)
  return {
    ...typing,
    clock,
    sent,
    hear: (data, member, isMe = false) => listener(data, { ref: 1, member, isMe }),
    changes: () => changes,
  }
}

test('[E7] somebody who writes on is told of every three seconds, and only where it is', () => {
  const { wrote, sent, clock } = start()
  wrote(undefined)
  wrote(undefined)
  clock.pass(2_999)
  wrote('t')
  clock.pass(1)
  wrote('t')
  expect(sent).toEqual([{}, { thread: 't' }])
})

test('[P2] nothing is sent for somebody who has not chosen to be seen', () => {
  const { wrote, sent } = start(false)
  wrote(undefined)
  expect(sent).toEqual([])
})

test('[E7] those who write are named where they write, until they stop or their words are there', () => {
  const { hear, names, quiet, clock } = start()
  hear({}, ada)
  hear({ thread: 't' }, bob)
  expect([names(undefined), names('t')]).toEqual([['Ada'], ['Bob']])
  hear({ thread: 't' }, ada)
  expect([names(undefined), names('t')]).toEqual([[], ['Ada', 'Bob']])
  quiet('t')
  expect(names('t')).toEqual([])
  hear({}, ada)
  clock.pass(5_999)
  expect(names(undefined)).toEqual(['Ada'])
  clock.pass(1)
  expect(names(undefined)).toEqual([])
})

test('one’s own words, those of the unseen, and nonsense are not shown', () => {
  const { hear, names, changes } = start()
  hear({}, ada, true)
  hear({}, undefined)
  expect(changes()).toBe(0)
  hear({ thread: 7 }, ada)
  hear([], bob)
  expect(names(undefined)).toEqual(['Ada', 'Bob'])
})
