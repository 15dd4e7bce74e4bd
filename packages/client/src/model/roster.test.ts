import type { Member } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changeRoster, createRoster } from './roster.js'

const member = fc.record({
  id: fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'),
  name: fc.string(),
  color: fc.nat(11),
  state: fc.constantFrom('here', 'idle', 'away'),
  refs: fc.uniqueArray(fc.nat(50), { minLength: 1, maxLength: 3 }),
}) satisfies fc.Arbitrary<Member>
const gone = fc.array(fc.constantFrom('a', 'b', 'c', '__proto__'))

test('[P3] applying the same change twice does nothing', () => {
  fc.assert(
    fc.property(fc.array(member), fc.array(member), gone, (before, set, ids) => {
      const once = changeRoster(createRoster(before), set, ids)
      expect(changeRoster(once, set, ids)).toEqual(once)
    }),
  )
})

test('[P3] set replaces the whole entry, and a ref leads to the member it belongs to', () => {
  const old: Member = { id: 'a', name: 'Ada', color: 1, state: 'here', refs: [1, 2], role: 'host' }
  const fresh: Member = { id: 'a', name: 'Ada L.', color: 2, state: 'idle', refs: [2] }
  const roster = changeRoster(createRoster([old]), [fresh], [])
  expect(roster.byId.get('a')).toEqual(fresh)
  expect(roster.byRef.get(2)).toEqual(fresh)
  expect(roster.byRef.has(1)).toBe(false)
})
