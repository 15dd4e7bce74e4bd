import type { CursorPlace, Member } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { createCrowd } from './crowd.js'

const member = (id: string, ...refs: number[]): Member => ({ id, name: id, color: 0, state: 'here', refs })
const at = (anchor: number): CursorPlace => ({ mode: 0, anchor, place: 0 })
const nowhere = new Map<number, CursorPlace>()

test('a person in two tabs is one pod, where they moved last', () => {
  const crowd = createCrowd(() => false)
  crowd.setMembers([member('ada', 1, 2)], nowhere)
  expect(crowd.moved([{ ref: 1, ...at(10) }])).toEqual(['ada'])
  crowd.moved([{ ref: 2, ...at(20) }])
  expect(crowd.get('ada')?.place.anchor).toBe(20)
  // The other tab's cursor goes: that is not where the person is.
  crowd.moved([{ ref: 1, mode: 3, anchor: 0, place: 0 }])
  expect(crowd.get('ada')?.place.anchor).toBe(20)
  crowd.moved([{ ref: 2, mode: 3, anchor: 0, place: 0 }])
  expect(crowd.get('ada')).toBeUndefined()
})

test('a cursor that came before its member is shown once the member is known', () => {
  const crowd = createCrowd(() => false)
  expect(crowd.moved([{ ref: 7, ...at(1) }])).toEqual([])
  crowd.setMembers([member('bob', 7)], new Map([[7, at(1)]]))
  expect(crowd.get('bob')?.ref).toBe(7)
})

test('the person at the page is nobody’s pod, and who leaves is gone', () => {
  const crowd = createCrowd(({ id }) => id === 'me')
  crowd.setMembers(
    [member('me', 1), member('ada', 2)],
    new Map([
      [1, at(1)],
      [2, at(2)],
    ]),
  )
  expect([...crowd.all()].map((one) => one.member.id)).toEqual(['ada'])
  crowd.setMembers([member('me', 1)], nowhere)
  expect([...crowd.all()]).toEqual([])
})

test('a new roster entry keeps the place, and brings the new name', () => {
  const crowd = createCrowd(() => false)
  crowd.setMembers([member('ada', 1)], nowhere)
  crowd.moved([{ ref: 1, ...at(5) }])
  crowd.setMembers([{ ...member('ada', 1, 3), name: 'Ada L.' }], nowhere)
  expect(crowd.get('ada')).toMatchObject({ place: at(5), member: { name: 'Ada L.' } })
})
