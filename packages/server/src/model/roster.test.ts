import type { ActivityState, Member, MePatch } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Identity } from './identity.js'
import { Roster, type RosterSeat } from './roster.js'

let nextRef = 1
function seatOf(id: string, extra: Partial<RosterSeat> & { identity?: Identity } = {}): RosterSeat {
  return {
    ref: nextRef,
    serial: nextRef++,
    isFar: false,
    isLoose: false,
    identity: { id, isVerified: false },
    isRobot: false,
    isShown: false,
    state: 'here',
    ...extra,
  }
}

function show(roster: Roster, seat: RosterSeat, patch: MePatch = {}): void {
  roster.add(seat)
  roster.patch(seat, { show: true, ...patch })
}

const published = (roster: Roster): Member[] => JSON.parse(roster.snapshot()) as Member[]

test('[P2] somebody who is not shown is counted and appears nowhere', () => {
  const roster = new Roster()
  roster.add(seatOf('g_secret'))
  expect(roster.counts()).toEqual({ connections: 1, people: 1, active: 1 })
  expect(roster.publish()).toBeUndefined()
  expect(roster.snapshot()).toBe('[]')
})

test('[P5] one person in two tabs is one member with two refs, gone with the last shown tab', () => {
  const roster = new Roster()
  const one = seatOf('g_1')
  const two = seatOf('g_1')
  show(roster, one, { name: 'Ada' })
  show(roster, two)
  roster.publish()
  expect(published(roster)).toMatchObject([{ id: 'g_1', name: 'Ada', refs: [one.ref, two.ref] }])
  roster.remove(one)
  expect(roster.publish()?.gone).toEqual([])
  roster.patch(two, { show: false })
  expect(roster.publish()?.gone).toEqual(['"g_1"'])
  expect(roster.counts()).toEqual({ connections: 1, people: 1, active: 1 })
})

test('[P6] a state is the best of the person’s connections, and only "here" is active', () => {
  const roster = new Roster()
  const one = seatOf('g_1', { state: 'away' })
  const two = seatOf('g_1', { state: 'idle' })
  show(roster, one)
  show(roster, two)
  expect(roster.members()[0]?.state).toBe('idle')
  expect(roster.counts().active).toBe(0)
  roster.setState(one, 'here')
  expect(roster.members()[0]?.state).toBe('here')
  expect(roster.counts().active).toBe(1)
})

test('[P7] what the token says stands, whatever the client chooses', () => {
  const roster = new Roster()
  const identity: Identity = { id: 'u1', isVerified: true, name: 'Ada', role: 'author', color: 3 }
  show(roster, seatOf('u1', { identity }), { name: 'Mallory', color: 9 })
  expect(roster.members()).toMatchObject([{ id: 'u1', name: 'Ada', role: 'author', color: 3, verified: true }])
})

test('[P8,S14] a guest who looks like a verified member is flagged while that member is there', () => {
  const roster = new Roster()
  const guest = seatOf('g_1')
  show(roster, guest, { name: 'АDA' })
  expect(roster.members()[0]).not.toHaveProperty('lookalike')
  const verified = seatOf('u1', { identity: { id: 'u1', isVerified: true, name: 'Ada' } })
  show(roster, verified)
  roster.publish()
  expect(published(roster).find((member) => member.id === 'g_1')).toMatchObject({ lookalike: true })
  roster.remove(verified)
  roster.publish()
  expect(published(roster)).toEqual([expect.not.objectContaining({ lookalike: true })])
})

test('a robot is a member and not one of the people', () => {
  const roster = new Roster()
  show(roster, seatOf('robot_1', { isRobot: true }), { name: 'Greeter' })
  expect(roster.counts()).toEqual({ connections: 0, people: 0, active: 0 })
  expect(roster.members()).toMatchObject([{ robot: true, name: 'Greeter' }])
})

test('[P9] a snapshot is what was last published, and snapshot plus change is what is true now', () => {
  const roster = new Roster()
  const ada = seatOf('g_1')
  show(roster, ada)
  expect(published(roster)).toEqual([])
  roster.publish()
  roster.patch(ada, { name: 'Ada' })
  expect(published(roster)[0]?.name).not.toBe('Ada')
  expect(roster.publish()?.set.map((json) => (JSON.parse(json) as Member).name)).toEqual(['Ada'])
  expect(roster.publish()).toBeUndefined()
})

type Step = { who: number; tab: number; does: 'add' | 'remove' | 'show' | 'hide' | ActivityState }

test('[N1,P3] after any steps the counters and the published roster equal a recount', () => {
  const step = fc.record({
    who: fc.nat(3),
    tab: fc.nat(2),
    does: fc.constantFrom<Step['does']>('add', 'remove', 'show', 'hide', 'here', 'idle', 'away'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.nat(5), (steps, publishEvery) => {
      const roster = new Roster()
      const seats = new Map<string, RosterSeat>()
      const told = new Map<string, string>()
      const tell = (): void => {
        const change = roster.publish()
        for (const json of change?.set ?? []) told.set((JSON.parse(json) as Member).id, json)
        for (const id of change?.gone ?? []) told.delete(JSON.parse(id) as string)
      }
      steps.forEach(({ who, tab, does }, i) => {
        const key = `${who}/${tab}`
        const seat = seats.get(key)
        if (does === 'add') {
          if (!seat) {
            const made = seatOf(`g_${who}`)
            seats.set(key, made)
            roster.add(made)
          }
        } else if (seat && does === 'remove') {
          seats.delete(key)
          roster.remove(seat)
          roster.remove(seat)
        } else if (seat && (does === 'show' || does === 'hide')) roster.patch(seat, { show: does === 'show' })
        else if (seat && does !== 'remove' && does !== 'show' && does !== 'hide') roster.setState(seat, does)
        if (i % (publishEvery + 1) === 0) tell()
      })
      tell()
      const all = [...seats.values()]
      const people = new Set(all.map((seat) => seat.identity.id))
      const active = new Set(all.filter((seat) => seat.state === 'here').map((seat) => seat.identity.id))
      expect(roster.counts()).toEqual({ connections: all.length, people: people.size, active: active.size })
      const shown = new Set(all.filter((seat) => seat.isShown).map((seat) => seat.identity.id))
      expect(new Set(told.keys())).toEqual(shown)
      expect(new Set(published(roster).map((member) => JSON.stringify(member)))).toEqual(new Set(told.values()))
      expect(
        roster
          .members()
          .map((member) => JSON.stringify(member))
          .toSorted(),
      ).toEqual([...told.values()].toSorted())
    }),
  )
})
