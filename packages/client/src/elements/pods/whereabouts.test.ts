import type { CursorPlace, Member } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { createWhereabouts } from './whereabouts.js'

const member = (id: string, ...refs: number[]): Member => ({ id, name: id, color: 0, state: 'here', refs })
const at = (anchor: number): CursorPlace => ({ mode: 0, anchor, place: 0 })
const nowhere = new Map<number, CursorPlace>()

test('a person in two tabs is one pod, where they moved last', () => {
  const whereabouts = createWhereabouts(() => false)
  whereabouts.setMembers([member('ada', 1, 2)], nowhere)
  expect(whereabouts.moved([{ ref: 1, ...at(10) }])).toEqual(['ada'])
  whereabouts.moved([{ ref: 2, ...at(20) }])
  expect(whereabouts.get('ada')?.place.anchor).toBe(20)
  // The other tab's cursor goes: that is not where the person is.
  whereabouts.moved([{ ref: 1, mode: 3, anchor: 0, place: 0 }])
  expect(whereabouts.get('ada')?.place.anchor).toBe(20)
  whereabouts.moved([{ ref: 2, mode: 3, anchor: 0, place: 0 }])
  expect(whereabouts.get('ada')).toBeUndefined()
})

test('a cursor that came before its member is shown once the member is known', () => {
  const whereabouts = createWhereabouts(() => false)
  expect(whereabouts.moved([{ ref: 7, ...at(1) }])).toEqual([])
  whereabouts.setMembers([member('bob', 7)], new Map([[7, at(1)]]))
  expect(whereabouts.get('bob')?.ref).toBe(7)
})

test('the person at the page is nobody’s pod, and who leaves is gone', () => {
  const whereabouts = createWhereabouts(({ id }) => id === 'me')
  whereabouts.setMembers(
    [member('me', 1), member('ada', 2)],
    new Map([
      [1, at(1)],
      [2, at(2)],
    ]),
  )
  expect([...whereabouts.all()].map((one) => one.member.id)).toEqual(['ada'])
  whereabouts.setMembers([member('me', 1)], nowhere)
  expect([...whereabouts.all()]).toEqual([])
})

test('a new roster entry keeps the place, and brings the new name', () => {
  const whereabouts = createWhereabouts(() => false)
  whereabouts.setMembers([member('ada', 1)], nowhere)
  whereabouts.moved([{ ref: 1, ...at(5) }])
  whereabouts.setMembers([{ ...member('ada', 1, 3), name: 'Ada L.' }], nowhere)
  expect(whereabouts.get('ada')).toMatchObject({ place: at(5), member: { name: 'Ada L.' } })
})
