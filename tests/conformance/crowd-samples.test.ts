/** Section U of the SPEC: whatever happens, in whatever order, every page ends up with its own sample of a crowd. */
import { expect, test } from 'vitest'
import { byOrder, CROWD_ROOM, enter, idsOf, settled, type CrowdReader } from '../support/crowd-reader.js'
import { createTestCluster, type TestCluster } from '../support/test-cluster.js'
import { createTestHub, type TestHub } from '../support/test-hub.js'

test('[U2,U3,U4,U5,U6] whatever people do, everyone ends up with exactly the sample that is theirs, and its cursors', async () => {
  for (const seed of [1, 2]) await live(createTestHub({ seed }), `seed ${seed}`)
})

test('[U2,U3,U4,U5,U6] the same with everybody spread over two nodes', async () => {
  for (const seed of [3, 4]) await live(await createTestCluster({ nodes: 2, seed }), `seed ${seed}`)
})

/** Grows to a crowd, shrinks again, and grows. Ends with the error of the first page that knows something else than it should. */
async function live(kit: TestHub | TestCluster, name: string): Promise<void> {
  const { dice } = kit
  const people: Person[] = []
  const come = async (isShown: boolean): Promise<void> => {
    people.push({
      ...{
        reader: await enter('nodes' in kit ? kit.nodes[dice.below(2)]! : kit, isShown ? { show: true } : undefined),
        isShown,
      },
      ...{ isAway: false, section: 0, follow: [], anchor: undefined },
    })
  }
  for (let i = 0; i < 190; i++) await come(true)
  for (let i = 0; i < 5; i++) await come(false)
  for (let round = 0; round < 12; round++) {
    for (let i = 0; i < 30; i++) {
      const person = people[dice.below(people.length)]!
      const act = dice.below(11)
      if (act < 3 && (round < 4 || round > 8)) await come(true)
      else if (act < 3 || (act > 8 && round > 3 && round < 9)) {
        people.splice(people.indexOf(person), 1)
        person.reader.page.close()
      } else if (act === 3) show(person, !person.isShown)
      else if (act < 6) read(person, dice.below(4))
      else if (act === 6) {
        follow(
          person,
          [0, 1].map(() => people[dice.below(people.length)]!.reader.id),
        )
      } else if (act === 7) away(person, !person.isAway)
      else if (act === 8) person.reader.page.send({ t: 'join', room: CROWD_ROOM })
      else if (person.isShown) point(person, 1 + dice.below(0xfffff))
      if (dice.below(3) === 0) await kit.run(dice.below(600))
    }
    await settled(kit)
    check(people, `${name}, round ${round}`)
  }
  // It has been a crowd, and has been one no longer.
  expect(people.flatMap(({ reader }) => reader.page.all('crowd')).some(({ over }) => over)).toBe(true)
}

/** What one page did last, as far as anybody else is concerned. */
interface Person {
  readonly reader: CrowdReader
  isShown: boolean
  isAway: boolean
  section: number
  follow: readonly string[]
  anchor: number | undefined
}

function show(person: Person, isShown: boolean): void {
  person.isShown = isShown
  person.section = 0
  person.anchor = undefined
  person.reader.send({ t: 'me', show: isShown })
}

function away(person: Person, isAway: boolean): void {
  person.isAway = isAway
  person.reader.page.send({ t: 'state', state: isAway ? 'away' : 'here' })
}

function read(person: Person, section: number): void {
  person.section = person.isShown ? section : 0
  person.reader.send({ t: 'want', section })
}

function follow(person: Person, ids: readonly string[]): void {
  person.follow = ids
  person.reader.send({ t: 'want', follow: ids })
}

function point(person: Person, anchor: number): void {
  person.anchor = anchor
  person.reader.point(anchor)
}

/** From the rules alone: whom each page has to know, and whose cursors it has to show. */
function check(people: readonly Person[], when: string): void {
  const shown = people.filter(({ isShown }) => isShown).toSorted((a, b) => byOrder(a.reader.id, b.reader.id))
  for (const { reader, section, follow: asked, isShown, isAway } of people) {
    // Between 180 and 200 it depends on what its node has seen before.
    const isCrowd = reader.crowd !== undefined && reader.crowd.over !== true
    if (shown.length > 200) expect(isCrowd, when).toBe(true)
    if (shown.length <= 180) expect(isCrowd, when).toBe(false)
    const there = shown.filter((each) => each.section === section).slice(0, 20)
    const painted = new Set(section === 0 ? shown.slice(0, 20) : there)
    const told = new Set(isCrowd ? [...shown.slice(0, 100), ...(section === 0 ? [] : there)] : shown)
    for (const each of shown) {
      if (asked.includes(each.reader.id)) for (const set of [told, painted]) set.add(each)
      if (each.reader === reader && isShown) told.add(each)
    }
    expect(reader.ids, when).toEqual(idsOf([...told].map((each) => each.reader)))
    const cursors = (isCrowd ? [...painted] : shown).filter((each) => each.reader !== reader)
    const anchors = cursors.flatMap(({ anchor }) => anchor ?? []).toSorted((a, b) => a - b)
    if (!isAway) expect(reader.seen, when).toEqual(anchors)
  }
}
