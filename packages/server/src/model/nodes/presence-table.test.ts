import type { ActivityState, Counts } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OwnShare } from './own-share.js'
import { PresenceTable, type PresenceWord } from './presence-table.js'
import { Roster, type RosterSeat } from '../roster.js'
import type { PersonShare, ShareDelta } from './share.js'

const STATES: readonly ActivityState[] = ['here', 'idle', 'away']

/** One node: its roster, and what it says to the others, word by word. */
class SaidNode {
  readonly roster = new Roster()
  readonly share: OwnShare
  readonly seats: RosterSeat[] = []
  readonly words: PresenceWord[] = []
  #serials = 0

  constructor(name: string) {
    this.share = new OwnShare(name)
    this.roster.reportTo(this.share)
  }

  add(id: string, state: ActivityState, isFresh: boolean): void {
    const serial = ++this.#serials
    const seat = { ref: serial, serial, isFar: false, isRobot: false, isShown: false, state, isLoose: isFresh }
    this.seats.push({ ...seat, identity: { id, isVerified: false } })
    this.roster.add(this.seats.at(-1)!)
  }

  show(at: number): void {
    const seat = this.seats[at % this.seats.length]
    if (!seat) return
    Object.assign(seat, { isLoose: false })
    this.roster.patch(seat, { show: !seat.isShown, name: `name ${at}` })
  }

  turn(at: number): void {
    const seat = this.seats[at % this.seats.length]
    if (seat) this.roster.setState(seat, STATES[at % 3]!)
  }

  leave(at: number): void {
    const [seat] = this.seats.splice(at % Math.max(1, this.seats.length), 1)
    if (seat) this.roster.remove(seat)
  }

  say(isFull: boolean): void {
    if (isFull) return void this.words.push(full(this.share.takeAll(this.roster.people.values())))
    const delta = this.share.takeDelta((id) => this.roster.people.get(id))
    if (delta) this.words.push({ kind: 'delta', ...delta })
  }
}

function full({ numbers, set }: ShareDelta): PresenceWord {
  return { kind: 'full', isFirst: true, isLast: true, numbers, set }
}

/** What is believed of a node, for comparing. */
function beliefOf(table: PresenceTable, people: ReadonlyMap<string, PersonShare>): object {
  return { numbers: table.numbers(), people: Object.fromEntries([...people].toSorted()) }
}

const act = fc.record({
  what: fc.constantFrom('fresh', 'known', 'show', 'turn', 'leave', 'leave', 'say', 'say all'),
  at: fc.nat(5),
})

function carryOut(node: SaidNode, { what, at }: { what: string; at: number }, fresh: () => string): void {
  if (what === 'fresh') node.add(fresh(), STATES[at % 3]!, true)
  else if (what === 'known') node.add(`p${at}`, STATES[at % 3]!, false)
  else if (what === 'show') node.show(at)
  else if (what === 'turn') node.turn(at)
  else if (what === 'leave') node.leave(at)
  else node.say(what === 'say all')
}

test('[Y4] words lost, doubled and late in any way, followed by one full share, give the truth', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), fc.array(fc.nat(), { maxLength: 60 }), (acts, fates) => {
      const node = new SaidNode('n')
      let guests = 0
      for (const each of acts) carryOut(node, each, () => `g${++guests}`)
      const table = new PresenceTable()
      const people = new Map<string, PersonShare>()
      const hear = (at: number): void => {
        const { changes } = table.hear('n', { run: 1, said: at + 1 }, node.words[at])
        for (const { id, after } of changes) void (after ? people.set(id, after) : people.delete(id))
      }
      // Any words in any order, some never and some often.
      if (node.words.length > 0) for (const fate of fates) hear(fate % node.words.length)
      node.say(true)
      hear(node.words.length - 1)
      const truth = new PresenceTable()
      const [last] = [node.words.at(-1)]
      truth.hear('n', { run: 1, said: node.words.length }, last)
      const named = last?.kind === 'full' ? new Map(last.set.map((person) => [person.id, person])) : new Map()
      expect(beliefOf(table, people)).toEqual(beliefOf(truth, named))
      expect(table.isWhole('n')).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('[Y4] changes heard one by one are the same as a full share', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const node = new SaidNode('n')
      const table = new PresenceTable()
      const people = new Map<string, PersonShare>()
      let guests = 0
      let heard = 0
      node.say(true)
      const hearAll = (): void => {
        for (; heard < node.words.length; heard++) {
          const { changes, isWhole } = table.hear('n', { run: 1, said: heard + 1 }, node.words[heard])
          expect(isWhole).toBe(true)
          for (const { id, after } of changes) void (after ? people.set(id, after) : people.delete(id))
        }
      }
      for (const each of acts) {
        carryOut(node, each, () => `g${++guests}`)
        hearAll()
      }
      node.say(false)
      hearAll()
      const named = node.share.takeAll(node.roster.people.values())
      expect(table.numbers()).toEqual(named.numbers)
      expect(Object.fromEntries([...people].toSorted())).toEqual(
        Object.fromEntries(named.set.map((person) => [person.id, person] as const).toSorted()),
      )
    }),
    { numRuns: 500 },
  )
})

test('[Y5,N1] merged counts equal the truth, whoever is where and with how many tabs', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), act), { maxLength: 60 }), (acts) => {
      const nodes = ['a', 'b', 'c'].map((name) => new SaidNode(name))
      let guests = 0
      for (const [at, each] of acts) carryOut(nodes[at]!, each, () => `g${++guests}`)
      expect(mergedCounts(nodes)).toEqual(truthOf(nodes))
    }),
    { numRuns: 500 },
  )
})

/** What the first node counts when it has heard the others. */
function mergedCounts([here, ...others]: readonly SaidNode[]): Counts {
  const table = new PresenceTable()
  for (const other of others) {
    other.say(true)
    const { changes } = table.hear(other.share.node, { run: 1, said: 1 }, other.words.at(-1))
    for (const { id, after } of changes) {
      const seats = [
        ...(after?.shown ?? []),
        ...(after?.hidden === undefined ? [] : [{ serial: 0, state: after.hidden }]),
      ]
      for (const { serial, state } of seats) {
        const far = { ref: 0, serial, isFar: true, isRobot: false, isShown: serial > 0, isLoose: false, state }
        here!.roster.add({ ...far, identity: { id, isVerified: false } })
      }
    }
  }
  here!.roster.setElsewhere(table.numbers())
  return here!.roster.counts()
}

function truthOf(nodes: readonly SaidNode[]): Counts {
  const seats = nodes.flatMap((node) => node.seats)
  const people = new Set(seats.map(({ identity }) => identity.id))
  const active = new Set(seats.filter(({ state }) => state === 'here').map(({ identity }) => identity.id))
  return { connections: seats.length, people: people.size, active: active.size }
}

const person = (id: string): PersonShare => ({ id, isRobot: false, shown: [], hidden: 'here', card: undefined })
const numbers = { connections: 1, loose: 0, looseActive: 0 }

test('[Y4] a share in parts counts when the last one has come, and not if one is missing', () => {
  const table = new PresenceTable()
  const part = (isFirst: boolean, isLast: boolean, id: string): PresenceWord => ({
    ...{ kind: 'full', isFirst, isLast, numbers },
    set: [person(id)],
  })
  expect(table.hear('n', { run: 1, said: 1 }, part(true, false, 'a'))).toEqual({ isWhole: false, changes: [] })
  expect(table.hear('n', { run: 1, said: 2 }, part(false, true, 'b'))).toMatchObject({
    isWhole: true,
    changes: [{ id: 'a' }, { id: 'b' }],
  })
  expect(table.hear('n', { run: 1, said: 3 }, part(true, false, 'c')).changes).toEqual([])
  expect(table.hear('n', { run: 1, said: 5 }, part(false, true, 'd'))).toEqual({ isWhole: false, changes: [] })
  expect(table.drop('n').map(({ id }) => id)).toEqual(['a', 'b'])
})

test('[Y6] a room opened anew on a node keeps what was known of it until everything has been said again', () => {
  const table = new PresenceTable()
  table.hear('n', { run: 1, said: 1 }, full({ numbers, set: [person('a'), person('b')], gone: [] }))
  expect(table.hear('n', { run: 2, said: 0 }, undefined)).toEqual({ isWhole: false, changes: [] })
  expect(table.hear('n', { run: 1, said: 2 }, full({ numbers, set: [], gone: [] })).changes).toEqual([])
  const { changes } = table.hear('n', { run: 2, said: 1 }, full({ numbers, set: [person('b')], gone: [] }))
  expect(changes).toEqual([
    { id: 'a', after: undefined },
    { id: 'b', after: person('b') },
  ])
})
