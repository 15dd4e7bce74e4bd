/**
 * Who is in one room: seats merged to people, the three counters, and the changes since they were last told.
 *
 * Pure: no clock, no wire. A seat is one connection in the room, here or on another node. The published roster is what everyone has been told;
 * changes wait in `#changed` until `publish`, so a join costs the same whether ten people or two thousand arrive. [P3,P9]
 * Invariants: [N1] counters equal what the seats say after every call; [P2] a person with no shown seat is in no output.
 */
import type { ActivityState, Counts, Member, MePatch } from '@roomful/protocol'
import { COLORS } from '@roomful/protocol'
import type { Identity } from './identity.js'
import { LookAlikes } from './look-alikes.js'
import { cleanName, defaultColor, neutralName } from './names.js'
import type { OwnShare, SharedSeat } from './nodes/own-share.js'
import { isLater, NO_NUMBERS, type Card, type ShareNumbers } from './nodes/share.js'

/** One connection in a room, as far as the roster cares. The hub's seats have these fields and more. */
export interface RosterSeat extends SharedSeat {
  readonly ref: number
  readonly identity: Identity
  readonly isRobot: boolean
  isShown: boolean
  state: ActivityState
}

/** Somebody in the room. */
export interface RosterPerson<S extends RosterSeat = RosterSeat> {
  identity: Identity
  readonly isRobot: boolean
  /** An array: nearly everyone has one seat, and an empty Set costs 200 bytes a person. */
  seats: readonly S[]
  hereCount: number
  chosen: MePatch
  /** [Y6] When and by which node the last word about this person was said. */
  at: number
  by: string
  /** The name to show, made when first needed: most people are never shown. */
  name: string | undefined
  /** [U3] Kept by `sampleCrowd`. */
  order?: number | undefined
}

/** A change of the roster, as JSON text ready to be put on the wire. */
export interface RosterChange {
  readonly set: readonly string[]
  readonly gone: readonly string[]
}

const NOTHING_CHOSEN: MePatch = {}

export class Roster<S extends RosterSeat = RosterSeat> {
  readonly #people = new Map<string, RosterPerson<S>>()
  /** Those of them who are shown. */
  readonly #shown = new Map<string, RosterPerson<S>>()
  readonly #looks = new LookAlikes()
  readonly #published = new Map<string, string>()
  readonly #changed = new Set<string>()
  #snapshot: string | undefined = '[]'
  /** [U2] Only some of the members were told. */
  #isPart = false
  #connections = 0
  #robots = 0
  #active = 0
  #elsewhere: ShareNumbers = NO_NUMBERS
  /** [Y4] Hears of every change here, for the other nodes; undefined where there are none. */
  #share: OwnShare | undefined

  /** [N1] */
  counts(): Counts {
    const { connections, loose, looseActive } = this.#elsewhere
    return {
      connections: this.#connections + connections,
      people: this.#people.size - this.#robots + loose,
      active: this.#active + looseActive,
    }
  }

  /** [N1] Connections of this node alone. */
  get connections(): number {
    return this.#connections
  }

  /** [Y4] From now on `share` hears of everything that changes here. Before the first seat. */
  reportTo(share: OwnShare): void {
    this.#share = share
  }

  /** [Y4] What the other nodes count besides those they name. */
  setElsewhere(numbers: ShareNumbers): void {
    this.#elsewhere = numbers
  }

  /** Everybody, for `OwnShare`. */
  get people(): ReadonlyMap<string, RosterPerson<S>> {
    return this.#people
  }

  /** Those who are shown, told or not. */
  get shown(): ReadonlyMap<string, RosterPerson<S>> {
    return this.#shown
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0
  }

  /** Whose entry may be another since the last `publish`. */
  get changed(): ReadonlySet<string> {
    return this.#changed
  }

  /** What everyone has been told, by id. */
  get told(): ReadonlyMap<string, string> {
    return this.#published
  }

  add(seat: S): void {
    let person = this.#people.get(seat.identity.id)
    if (!person) {
      person = {
        identity: seat.identity,
        isRobot: seat.isRobot,
        seats: [],
        hereCount: 0,
        chosen: NOTHING_CHOSEN,
        at: 0,
        by: this.#share?.node ?? '',
        name: undefined,
      }
      this.#people.set(seat.identity.id, person)
      if (seat.isRobot) this.#robots++
    }
    // `concat` makes an array of the exact length; `push` onto an empty one reserves 17 places.
    person.seats = person.seats.concat(seat)
    if (!seat.isRobot && !seat.isFar) this.#connections++
    if (seat.state === 'here') this.#countHere(person, 1)
    if (seat.isShown) this.#touch(person)
    this.#report(person)
  }

  remove(seat: S): void {
    const person = this.#people.get(seat.identity.id)
    if (!person?.seats.includes(seat)) return
    person.seats = person.seats.filter((each) => each !== seat)
    if (!seat.isRobot && !seat.isFar) this.#connections--
    if (seat.state === 'here') this.#countHere(person, -1)
    if (seat.isShown) this.#touch(person)
    this.#report(person)
    if (person.seats.length > 0) return
    this.#people.delete(seat.identity.id)
    if (person.isRobot) this.#robots--
  }

  /** [P6] */
  setState(seat: S, state: ActivityState): void {
    if (seat.state === state) return
    const person = this.#people.get(seat.identity.id)
    const delta = (state === 'here' ? 1 : 0) - (seat.state === 'here' ? 1 : 0)
    seat.state = state
    if (!person) return
    if (delta !== 0) this.#countHere(person, delta)
    this.#touch(person)
    this.#report(person)
  }

  /** [P1] Applies what a connection says about its person. */
  patch(seat: S, patch: MePatch): void {
    const person = this.#people.get(seat.identity.id)
    if (!person) return
    const { show, ...chosen } = patch
    if (show !== undefined) seat.isShown = show
    person.chosen = { ...person.chosen, ...chosen }
    if (chosen.name !== undefined) person.name = undefined
    if (this.#share) {
      person.at++
      person.by = this.#share.node
    }
    this.#touch(person)
    this.#report(person)
  }

  /**
   * [Y6] What other nodes last said about who this person is; undefined: they say nothing. Of two nodes the later word holds,
   * and a node where the person is shown takes it for its own, so that it is not lost with the node that said it.
   */
  settle(id: string, card: Card | undefined): void {
    const person = this.#people.get(id)
    if (!person || !card || (card.at === person.at && card.by === person.by)) return
    const isHere = person.seats.some(({ isFar, isShown }) => !isFar && isShown)
    if (isHere && !isLater(card, person)) return
    person.identity = { id, ...card.stamp }
    person.chosen = card.chosen
    person.at = card.at
    person.by = card.by
    person.name = undefined
    this.#touch(person)
    if (isHere) this.#report(person)
  }

  /** The roster everyone has been told, as a JSON array. Cached: all who join between two publishes get the same text. */
  snapshot(): string {
    return (this.#snapshot ??= `[${[...this.#published.values()].join(',')}]`)
  }

  /** [Y9] Whether this person has a connection to another node. */
  isFar(personId: string): boolean {
    return this.#people.get(personId)?.seats.some(({ isFar }) => isFar) === true
  }

  /** [U4] Where a connection reads, or how notable it is, has changed: nothing that anybody is told, but other nodes choose by it. */
  moved(seat: S): void {
    const person = this.#people.get(seat.identity.id)
    if (person) this.#report(person)
  }

  /** A member's entry as it is now; undefined: not shown. */
  memberJson(personId: string): string | undefined {
    const person = this.#shown.get(personId)
    return person && this.#memberJson(person)
  }

  /**
   * Takes the changes since the last call; undefined when what everyone knows is still true. With `only` [U2] everyone is told
   * of these alone, and of nobody else any more.
   */
  publish(only?: ReadonlySet<string>): RosterChange | undefined {
    const set: string[] = []
    const gone: string[] = []
    for (const id of this.#unsettled(only)) {
      const json = only === undefined || only.has(id) ? this.memberJson(id) : undefined
      const before = this.#published.get(id)
      if (json === before) continue
      if (json === undefined) {
        this.#published.delete(id)
        gone.push(JSON.stringify(id))
      } else {
        this.#published.set(id, json)
        set.push(json)
      }
    }
    this.#changed.clear()
    this.#isPart = only !== undefined
    if (set.length + gone.length === 0) return undefined
    this.#snapshot = undefined
    return { set, gone }
  }

  /** The members as they are now, published or not. */
  members(): Member[] {
    return [...this.#people.values()].flatMap((person) => this.#member(person) ?? [])
  }

  /** Whether this person is a member, by a connection here or elsewhere. */
  isShown(personId: string): boolean {
    const person = this.#people.get(personId)
    return person !== undefined && isVisible(person)
  }

  /** [P7,P8] What this person is called here; for somebody who is not here, the neutral name. */
  nameOf(personId: string): string {
    const person = this.#people.get(personId)
    return person ? nameOf(person) : neutralName(personId)
  }

  /** Whose told entry may be wrong. */
  #unsettled(only: ReadonlySet<string> | undefined): Iterable<string> {
    if (only === undefined) return this.#isPart ? new Set([...this.#changed, ...this.#shown.keys()]) : this.#changed
    const isWrong = (id: string): boolean => only.has(id) !== this.#published.has(id)
    const changed = [...this.#changed].filter((id) => only.has(id))
    return new Set([...changed, ...[...this.#published.keys(), ...only].filter(isWrong)])
  }

  #report(person: RosterPerson<S>): void {
    if (!this.#share) return
    this.#share.count(this.#connections)
    this.#share.note(person)
  }

  #countHere(person: RosterPerson<S>, delta: number): void {
    const wasHere = person.hereCount > 0
    person.hereCount += delta
    if (person.isRobot || wasHere === person.hereCount > 0) return
    this.#active += wasHere ? -1 : 1
  }

  #touch(person: RosterPerson<S>): void {
    const { id } = person.identity
    this.#changed.add(id)
    if (isVisible(person)) this.#shown.set(id, person)
    else this.#shown.delete(id)
    const name = isVisible(person) && !person.isRobot ? nameOf(person) : undefined
    for (const guest of this.#looks.note(id, name, isVouched(person))) this.#changed.add(guest)
  }

  #memberJson(person: RosterPerson<S>): string | undefined {
    const member = this.#member(person)
    return member && JSON.stringify(member)
  }

  /** [P7] The server's stamp goes last, so nothing a client chose can stand in its place. */
  #member(person: RosterPerson<S>): Member | undefined {
    if (!isVisible(person)) return undefined
    const { identity, chosen } = person
    return {
      id: identity.id,
      name: nameOf(person),
      color: identity.color ?? chosen.color ?? defaultColor(identity.id, COLORS),
      state: stateOf(person),
      refs: person.seats.filter((seat) => seat.isShown).map((seat) => seat.ref),
      ...(identity.avatar === undefined ? {} : { avatar: identity.avatar }),
      ...(identity.role === undefined ? {} : { role: identity.role }),
      ...(isVouched(person) ? { verified: true as const } : {}),
      ...(this.#looks.has(identity.id) ? { lookalike: true as const } : {}),
      ...(person.isRobot ? { robot: true as const } : {}),
      ...(chosen.pointer === undefined ? {} : { pointer: chosen.pointer }),
      ...(chosen.data === undefined ? {} : { data: chosen.data }),
    }
  }
}

/** [P7] A token without a name vouches for nobody's name: what its bearer chose is a guest's name like any other. */
function isVouched({ identity }: RosterPerson): boolean {
  return identity.isVerified && identity.name !== undefined
}

function isVisible(person: RosterPerson): boolean {
  return person.seats.some((seat) => seat.isShown)
}

function nameOf(person: RosterPerson): string {
  const { identity, chosen } = person
  return (person.name ??= cleanName(identity.name ?? '') || cleanName(chosen.name ?? '') || neutralName(identity.id))
}

function stateOf(person: RosterPerson): ActivityState {
  let best: ActivityState = 'away'
  for (const { state } of person.seats) {
    if (state === 'here') return 'here'
    if (state === 'idle') best = 'idle'
  }
  return best
}
