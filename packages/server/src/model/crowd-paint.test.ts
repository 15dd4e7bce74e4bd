import { expect, test } from 'vitest'
import { sampleCrowd, type CrowdPerson, type CrowdSeat } from './crowd.js'
import { isPaintedIn, paintCrowd } from './crowd-paint.js'

const SEAT: CrowdSeat = { isShown: true, isRobot: false, state: 'here', rank: 0, section: 0, mode: 0, anchor: 1 }
const person = (id: string, ...seats: Partial<CrowdSeat>[]): CrowdPerson => ({
  identity: { id },
  seats: (seats.length > 0 ? seats : [{}]).map((seat) => ({ ...SEAT, ...seat })),
})
const rest = Array.from({ length: 300 }, (_, i) => person(`g_${i}`, { section: 9 }))
const places = [0, 1, 2, 9]

/** In which of the sections each of the person's seats is painted. */
function painted(who: CrowdPerson, followers?: ReadonlySet<string>): number[][] {
  const found = paintCrowd(sampleCrowd([who, ...rest]), followers ? [[who, followers]] : [])
  return who.seats.map((seat) => places.filter((section) => isPaintedIn(found.get(seat), section)))
}

/** Ids of the highest order are in nobody's sample unless they read where few do. */
const last = [...sampleCrowd(rest.map((each) => person(`x_${each.identity.id}`))).common].at(-1)!.identity.id

test('[U5] of somebody with tabs in two sections each is painted where it is, and a hidden one nowhere', () => {
  const who = person(last, { section: 1 }, { section: 2 }, {}, { section: 1, isShown: false })
  const [one, two, none, hidden] = painted(who)
  expect([one!.filter((at) => at !== 0), two!.filter((at) => at !== 0)]).toEqual([[1], [2]])
  expect(hidden).toEqual([])
  expect(none!.filter((at) => at !== 0)).toEqual([])
})

test('[U3,U5] who is notable is painted everywhere, with at most four connections', () => {
  const who = person('mod', ...Array.from({ length: 6 }, () => ({ rank: 3, section: 1 })))
  expect(painted(who)).toEqual([places, places, places, places, [], []])
})

test('[U6] who is followed is told for the followers alone', () => {
  const far = person(last, { section: 0 })
  const sample = sampleCrowd([...rest, far])
  const found = paintCrowd({ ...sample, common: [] }, [[far, new Set(['ada'])]])
  expect(found.get(far.seats[0]!)).toMatchObject({ isEverywhere: false, isInPage: false, section: 0 })
  expect([...found.get(far.seats[0]!)!.followers!]).toEqual(['ada'])
})
