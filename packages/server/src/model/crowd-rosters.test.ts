import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CrowdRosters } from './crowd-rosters.js'
import type { RosterChange } from './roster.js'

/** A member is its id and a version; printed as JSON of both. */
const IDS = ['a', 'b', 'c', 'd', 'e', 'f']
const print = (id: string, version: number): string => JSON.stringify({ id, version })

/** A reader as a client is one: applies what it is told, and nothing else. */
class Page {
  readonly knows = new Map<string, string>()
  readonly own = new Map<string, string>()
  section = 0
  nextSection = 0
  asked: string[] = []
  hasAsked = false

  take(change: RosterChange | undefined): void {
    const gone = (change?.gone ?? []).map((quoted) => JSON.parse(quoted) as string)
    const set = (change?.set ?? []).map((json) => [(JSON.parse(json) as { id: string }).id, json] as const)
    // The order of the two must not matter, so nobody may be in both.
    expect(set.filter(([id]) => gone.includes(id))).toEqual([])
    for (const id of gone) this.knows.delete(id)
    for (const [id, json] of set) this.knows.set(id, json)
  }
}

interface Step {
  versions: number[]
  common: number
  sections: number[]
  reader: number
  section: number
  asked: string[]
}
const step: fc.Arbitrary<Step> = fc.record({
  // 0: not shown.
  versions: fc.array(fc.nat(2), { minLength: IDS.length, maxLength: IDS.length }),
  common: fc.nat(63),
  sections: fc.array(fc.nat(63), { maxLength: 3 }),
  reader: fc.nat(3),
  section: fc.nat(3),
  asked: fc.subarray(IDS),
})

test('[U2,U5,U6] after any turns a reader knows the sample of the section and the people asked for, as they are now', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const rosters = new CrowdRosters()
      const pages = [new Page(), new Page(), new Page(), new Page()]
      let versions = IDS.map(() => 0)
      let told = new Map<string, string>()
      for (const next of steps) {
        const page = pages[next.reader]!
        page.nextSection = next.section
        page.asked = next.asked
        page.hasAsked = true
        const changed = new Set(IDS.filter((_, i) => next.versions[i] !== versions[i]))
        versions = next.versions
        const now = (id: string): string | undefined => {
          const version = versions[IDS.indexOf(id)] ?? 0
          return version === 0 ? undefined : print(id, version)
        }
        const chosen = (bits: number): string[] => IDS.filter((id, i) => bits & (1 << i) && now(id) !== undefined)
        const before = told
        told = new Map(chosen(next.common).map((id) => [id, now(id)!]))
        const turn = rosters.turn({
          told,
          change: {
            set: [...told].filter(([id, json]) => before.get(id) !== json).map(([, json]) => json),
            gone: [...before.keys()].filter((id) => !told.has(id)).map((id) => JSON.stringify(id)),
          },
          sections: new Map(next.sections.map((bits, i) => [i + 1, chosen(bits)])),
          changed,
          print: now,
        })
        const unsettled = turn.unsettled()
        for (const each of pages) {
          const isSpecial = each.hasAsked || each.asked.some((id) => unsettled.has(id) || changed.has(id))
          each.take(
            isSpecial
              ? turn.changeFor(each.section, each.nextSection, each.asked, each.own)
              : turn.change(each.section),
          )
          each.hasAsked = false
          each.section = each.nextSection
          const besides = chosen(next.sections[each.section - 1] ?? 0)
          const wanted = new Set([...told.keys(), ...besides, ...each.asked.filter((id) => now(id) !== undefined)])
          expect(new Map(each.knows)).toEqual(new Map([...wanted].map((id) => [id, now(id)])))
        }
      }
    }),
    { numRuns: 3_000 },
  )
})

test('[U2] nobody whom a reader asks for is ever said to be gone while shown', () => {
  const rosters = new CrowdRosters()
  const json = print('ada', 1)
  const turn = rosters.turn({
    told: new Map(),
    change: { set: [], gone: ['"ada"', '"bob"'] },
    sections: new Map(),
    changed: new Set(),
    print: (id) => (id === 'ada' ? json : undefined),
  })
  const own = new Map<string, string>()
  expect(turn.changeFor(0, 0, ['ada'], own)).toEqual({ set: [json], gone: ['"bob"'] })
  expect([...own]).toEqual([['ada', json]])
  expect(turn.change(0)).toEqual({ set: [], gone: ['"ada"', '"bob"'] })
})
