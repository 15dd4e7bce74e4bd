/**
 * A room with more members than anybody can look at: who of them is told, and where in the page all of them are. [U1,U3,U5,U7]
 *
 * Pure, and from scratch each time: the same people, in any order and on any node, give the same choice. What was told to
 * whom is in `crowd-rosters.ts`. Invariant: nobody who is not chosen can change who is.
 */
import {
  CROWD_ABOVE,
  CROWD_NOTABLE,
  CROWD_SAMPLE,
  CROWD_SECTION,
  CROWD_UNTIL,
  MAX_CROWD_SECTIONS,
  MAX_WARMTH,
  type ActivityState,
  type CursorMode,
  type Grant,
} from '@roomful/protocol'
import type { Identity } from './identity.js'
import { Lowest } from './lowest.js'

/** One connection of a member, as far as a crowd cares. */
export interface CrowdSeat {
  readonly isShown: boolean
  readonly isRobot: boolean
  readonly state: ActivityState
  /** [U3] See `rankOf`. */
  readonly rank: number
  /** [U4] What it reads; 0: not told. */
  readonly section: number
  readonly mode: CursorMode
  readonly anchor: number
}

/** A member. `order` is kept here once it is known: it never changes. */
export interface CrowdPerson<S extends CrowdSeat = CrowdSeat> {
  readonly identity: { readonly id: string }
  readonly seats: readonly S[]
  order?: number | undefined
}

/** Whom a room tells, each list in order. */
export interface CrowdSample<P> {
  /** [U3] Told to everyone, their cursors too. */
  readonly notable: readonly P[]
  /** [U3] Told to everyone besides. The first of them are painted for who reads in no section. */
  readonly common: readonly P[]
  /** [U5] Told and painted where they read. May name people of `common`, never notable ones. */
  readonly sections: ReadonlyMap<number, readonly P[]>
}

/** [U1] With a gap between becoming one and being one no longer, so that a room at the edge stays what it is. */
export function isCrowd(wasCrowd: boolean, members: number): boolean {
  return members > (wasCrowd ? CROWD_UNTIL : CROWD_ABOVE)
}

const utf8 = new TextEncoder()

/** [U3] Where a person stands in line. No node has to ask another, and nobody can choose a place. */
export function crowdOrder(personId: string): number {
  let hash = 0x811c9dc5
  for (const byte of utf8.encode(personId)) hash = Math.imul(hash ^ byte, 0x01000193)
  // FNV alone leaves ids that differ in their last letter next to each other.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** [U3] How notable a connection makes its person: robots, who moderates, who leads, who has a role; 0: nobody special. */
export function rankOf(identity: Identity, can: ReadonlySet<Grant>, isRobot: boolean): number {
  if (isRobot) return 4
  if (can.has('moderate')) return 3
  if (can.has('lead')) return 2
  return identity.role === undefined ? 0 : 1
}

/** [U3,U5] Chooses whom to tell of these people, all of whom are shown. */
export function sampleCrowd<P extends CrowdPerson>(people: Iterable<P>): CrowdSample<P> {
  const notable = new Lowest<P>(CROWD_NOTABLE, (one, other) => rank(other) - rank(one) || byOrder(one, other))
  const common = new Lowest<P>(CROWD_SAMPLE, byOrder)
  const sections = new Map<number, Section<P>>()
  for (const person of people) {
    person.order ??= crowdOrder(person.identity.id)
    const other = rank(person) > 0 ? notable.add(person) : person
    if (other) settle(other, common, sections)
  }
  return { notable: notable.list, common: common.list, sections: fullest(sections) }
}

/** [U7] Where members point, or scroll on a touch screen: the places with most of them first. Robots and who is away do not warm. */
export function warmthOf(people: Iterable<CrowdPerson>): readonly (readonly [anchor: number, people: number])[] {
  const warmth = new Map<number, number>()
  for (const { seats } of people) {
    for (const [i, seat] of seats.entries()) {
      if (!isWarm(seat)) continue
      // Two tabs at one place are one person there.
      if (i > 0 && seats.slice(0, i).some((before) => isWarm(before) && before.anchor === seat.anchor)) continue
      warmth.set(seat.anchor, (warmth.get(seat.anchor) ?? 0) + 1)
    }
  }
  return [...warmth].toSorted(([a, x], [b, y]) => y - x || a - b).slice(0, MAX_WARMTH)
}

interface Section<P> {
  readonly lowest: Lowest<P>
  people: number
}

function settle<P extends CrowdPerson>(person: P, common: Lowest<P>, sections: Map<number, Section<P>>): void {
  common.add(person)
  for (const [i, { isShown, section }] of person.seats.entries()) {
    if (!isShown || section === 0) continue
    if (i > 0 && person.seats.slice(0, i).some((before) => before.isShown && before.section === section)) continue
    let found = sections.get(section)
    if (!found) sections.set(section, (found = { lowest: new Lowest<P>(CROWD_SECTION, byOrder), people: 0 }))
    found.people++
    found.lowest.add(person)
  }
}

/** [U5] Names of sections come from clients: as many as anybody likes. */
function fullest<P>(sections: ReadonlyMap<number, Section<P>>): ReadonlyMap<number, readonly P[]> {
  let kept = [...sections]
  if (kept.length > MAX_CROWD_SECTIONS) {
    kept = kept.toSorted(([a, x], [b, y]) => y.people - x.people || a - b).slice(0, MAX_CROWD_SECTIONS)
  }
  return new Map(kept.map(([section, { lowest }]) => [section, lowest.list]))
}

function rank({ seats }: CrowdPerson): number {
  let most = 0
  for (const seat of seats) if (seat.isShown && seat.rank > most) most = seat.rank
  return most
}

function byOrder(one: CrowdPerson, other: CrowdPerson): number {
  const apart = (one.order ?? 0) - (other.order ?? 0)
  return apart !== 0 ? apart : one.identity.id < other.identity.id ? -1 : 1
}

function isWarm({ isShown, isRobot, state, mode }: CrowdSeat): boolean {
  return isShown && !isRobot && state !== 'away' && mode !== 3
}
