import {
  CROWD_ABOVE,
  CROWD_NOTABLE,
  CROWD_SAMPLE,
  CROWD_SECTION,
  CROWD_UNTIL,
  MAX_CROWD_SECTIONS,
  MAX_WARMTH,
} from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crowdOrder, isCrowd, rankOf, sampleCrowd, warmthOf, type CrowdPerson, type CrowdSeat } from './crowd.js'

const SEAT: CrowdSeat = { isShown: true, isRobot: false, state: 'here', rank: 0, section: 0, mode: 3, anchor: 0 }
const person = (id: string, ...seats: Partial<CrowdSeat>[]): CrowdPerson => ({
  identity: { id },
  seats: (seats.length > 0 ? seats : [{}]).map((seat) => ({ ...SEAT, ...seat })),
})
const crowd = (count: number, seat: Partial<CrowdSeat> = {}): CrowdPerson[] =>
  Array.from({ length: count }, (_, i) => person(`g_${i}`, seat))
const ids = (people: readonly CrowdPerson[]): string[] => people.map(({ identity }) => identity.id)
const sampleIds = (people: readonly CrowdPerson[]) => {
  const { notable, common, sections } = sampleCrowd(people)
  return {
    notable: ids(notable),
    common: ids(common),
    sections: [...sections].map(([section, there]) => [section, ids(there)] as const).toSorted(([a], [b]) => a - b),
  }
}

const seat = fc.record({ rank: fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 4), section: fc.nat(3) })
const people = fc
  .uniqueArray(fc.record({ id: fc.nat(9_999), seats: fc.array(seat, { minLength: 1, maxLength: 3 }) }), {
    selector: ({ id }) => id,
    maxLength: 400,
    size: 'max',
  })
  .map((list) => list.map(({ id, seats }) => person(`g_${id}`, ...seats)))

test('[U1] a room that stays near the edge changes once at most', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 200 }), fc.boolean(), (walk, start) => {
      let changes = 0
      let was = start
      for (const step of walk) {
        const is = isCrowd(was, CROWD_ABOVE + step)
        if (is !== was) changes++
        was = is
      }
      expect(changes).toBeLessThanOrEqual(1)
    }),
  )
  expect(isCrowd(false, CROWD_ABOVE)).toBe(false)
  expect(isCrowd(false, CROWD_ABOVE + 1)).toBe(true)
  expect(isCrowd(true, CROWD_UNTIL + 1)).toBe(true)
  expect(isCrowd(true, CROWD_UNTIL)).toBe(false)
})

test('[U3,U5] the choice does not depend on the order in which people are looked at, nor on what was remembered', () => {
  fc.assert(
    fc.property(people, fc.nat(), (list, turn) => {
      const turned = list.map((_, i) => list[(i + turn) % list.length]!).map((each) => ({ ...each, order: undefined }))
      expect(sampleIds(turned)).toEqual(sampleIds(list))
    }),
    { numRuns: 50 },
  )
})

test('[U3,U5] the lowest are told, nobody twice, and never more than the caps', () => {
  fc.assert(
    fc.property(people, (list) => {
      const { notable, common, sections } = sampleCrowd(list)
      expect(notable.length).toBe(Math.min(CROWD_NOTABLE, list.filter(isNotable).length))
      expect(common.length).toBe(Math.min(CROWD_SAMPLE, list.length - notable.length))
      expect(ids(common).filter((id) => ids(notable).includes(id))).toEqual([])
      const rest = list.filter((each) => !notable.includes(each))
      const worst = common.at(-1)
      for (const each of rest) if (!common.includes(each)) expect(each.order!).toBeGreaterThanOrEqual(worst!.order!)
      for (const [section, there] of sections) {
        const all = rest.filter(({ seats }) => seats.some((each) => each.section === section))
        expect(ids(there)).toEqual(ids(all.toSorted((a, b) => a.order! - b.order!)).slice(0, CROWD_SECTION))
      }
    }),
    { numRuns: 50 },
  )
})

test('[U3] who is not told can come and go, and nobody else notices', () => {
  const list = crowd(1_000)
  const all = sampleIds(list)
  const told = new Set(all.common)
  expect(sampleIds(list.filter(({ identity }, i) => told.has(identity.id) || i % 3 > 0))).toEqual(all)
  const without = sampleIds(list.filter(({ identity }) => identity.id !== all.common[40]))
  expect(without.common.filter((id) => !told.has(id))).toHaveLength(1)
})

test('[U3] robots, moderators, who leads and who has a role are told first; where everybody is notable, nobody is lost', () => {
  const see = new Set(['see'] as const)
  const guest = { id: 'g', isVerified: false }
  expect(rankOf(guest, see, true)).toBeGreaterThan(rankOf(guest, new Set(['moderate', 'lead']), false))
  expect(rankOf(guest, new Set(['moderate']), false)).toBeGreaterThan(rankOf(guest, new Set(['lead']), false))
  expect(rankOf(guest, new Set(['lead']), false)).toBeGreaterThan(rankOf({ ...guest, role: 'author' }, see, false))
  expect(rankOf({ ...guest, role: 'author' }, see, false)).toBeGreaterThan(rankOf(guest, see, false))
  const list = [...crowd(400, { rank: 1 }), person('mod', { rank: 3 }), person('bot', { rank: 4 })]
  const { notable, common } = sampleIds(list)
  expect(notable.slice(0, 2)).toEqual(['bot', 'mod'])
  expect(notable).toHaveLength(CROWD_NOTABLE)
  expect(common).toHaveLength(CROWD_SAMPLE)
  // A grant in a tab that shows nobody makes nobody notable.
  expect(sampleIds([...crowd(9), person('x', { rank: 3, isShown: false }, {})]).notable).toEqual([])
})

test('[U3] the order is known: FNV-1a of the id, mixed', () => {
  expect([crowdOrder('ada'), crowdOrder('g_1'), crowdOrder('g_2')]).toMatchInlineSnapshot(`
    [
      1983102478,
      2719187512,
      1495538546,
    ]
  `)
  // Ids that differ in one letter are spread over the whole line.
  const quarters = [0, 0, 0, 0]
  for (let i = 0; i < 4_000; i++) quarters[crowdOrder(`g_${i}`) >>> 30]!++
  for (const quarter of quarters) expect(Math.abs(quarter - 1_000)).toBeLessThan(150)
})

test('[U4,U5] no section of its own beyond the cap, the fullest are kept, and hidden tabs read nowhere', () => {
  const list = Array.from({ length: MAX_CROWD_SECTIONS + 50 }, (_, i) => person(`g_${i}`, { section: 1 + i }))
  const full = Array.from({ length: 3 }, (_, i) => person(`h_${i}`, { section: 0xffffff }))
  const { sections } = sampleCrowd([...list, ...full])
  expect(sections.size).toBe(MAX_CROWD_SECTIONS)
  expect(ids(sections.get(0xffffff)!).toSorted()).toEqual(['h_0', 'h_1', 'h_2'])
  expect(sampleCrowd([person('x', { section: 5, isShown: false }, {})]).sections.size).toBe(0)
})

test('[U7] warmth counts people by place: two tabs at one place once, no robots, nobody who is away or hidden', () => {
  expect(
    warmthOf([
      person('a', { mode: 0, anchor: 7 }, { mode: 2, anchor: 7 }, { mode: 1, anchor: 8 }),
      person('b', { mode: 2, anchor: 7 }),
      person('c', { mode: 3, anchor: 7 }),
      person('d', { mode: 0, anchor: 9, state: 'away' }),
      person('e', { mode: 0, anchor: 9, isShown: false }, {}),
      person('f', { mode: 0, anchor: 9, isRobot: true }),
      person('g', { mode: 0, anchor: 6, state: 'idle' }),
    ]),
  ).toEqual([
    [7, 2],
    [6, 1],
    [8, 1],
  ])
  const spread = warmthOf(Array.from({ length: 500 }, (_, i) => person(`g_${i}`, { mode: 0, anchor: i })))
  expect(spread).toHaveLength(MAX_WARMTH)
})

function isNotable({ seats }: CrowdPerson): boolean {
  return seats.some(({ rank }) => rank > 0)
}
