/**
 * Who is in one room: seats merged to people, the three counters, and the changes since they were last told.
 *
 * Pure: no clock, no wire. A seat is one connection in the room. The published roster is what everyone has been told;
 * changes wait in `#changed` until `publish`, so a join costs the same whether ten people or two thousand arrive. [P3,P9]
 * Invariants: [N1] counters equal what the seats say after every call; [P2] a person with no shown seat is in no output.
 */
import type { ActivityState, Counts, Member, MePatch } from '@roomful/protocol'
import { COLORS } from '@roomful/protocol'
import type { Identity } from './identity.js'
import { LookAlikes } from './look-alikes.js'
import { cleanName, defaultColor, neutralName } from './names.js'

/** One connection in a room, as far as the roster cares. The hub's seats have these fields and more. */
export interface RosterSeat {
  readonly ref: number
  readonly identity: Identity
  readonly isRobot: boolean
  isShown: boolean
  state: ActivityState
}

interface Person {
  readonly identity: Identity
  readonly isRobot: boolean
  /** An array: nearly everyone has one seat, and an empty Set costs 200 bytes a person. */
  seats: readonly RosterSeat[]
  hereCount: number
  chosen: MePatch
  /** The name to show, made when first needed: most people are never shown. */
  name: string | undefined
}

/** A change of the roster, as JSON text ready to be put on the wire. */
export interface RosterChange {
  readonly set: readonly string[]
  readonly gone: readonly string[]
}

const NOTHING_CHOSEN: MePatch = {}

export class Roster {
  readonly #people = new Map<string, Person>()
  readonly #looks = new LookAlikes()
  readonly #published = new Map<string, string>()
  readonly #changed = new Set<string>()
  #snapshot: string | undefined = '[]'
  #connections = 0
  #robots = 0
  #active = 0

  /** [N1] */
  counts(): Counts {
    return { connections: this.#connections, people: this.#people.size - this.#robots, active: this.#active }
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0
  }

  add(seat: RosterSeat): void {
    let person = this.#people.get(seat.identity.id)
    if (!person) {
      person = {
        identity: seat.identity,
        isRobot: seat.isRobot,
        seats: [],
        hereCount: 0,
        chosen: NOTHING_CHOSEN,
        name: undefined,
      }
      this.#people.set(seat.identity.id, person)
      if (seat.isRobot) this.#robots++
    }
    // `concat` makes an array of the exact length; `push` onto an empty one reserves 17 places.
    person.seats = person.seats.concat(seat)
    if (!seat.isRobot) this.#connections++
    if (seat.state === 'here') this.#countHere(person, 1)
    if (seat.isShown) this.#touch(person)
  }

  remove(seat: RosterSeat): void {
    const person = this.#people.get(seat.identity.id)
    if (!person?.seats.includes(seat)) return
    person.seats = person.seats.filter((each) => each !== seat)
    if (!seat.isRobot) this.#connections--
    if (seat.state === 'here') this.#countHere(person, -1)
    if (seat.isShown) this.#touch(person)
    if (person.seats.length > 0) return
    this.#people.delete(seat.identity.id)
    if (person.isRobot) this.#robots--
  }

  /** [P6] */
  setState(seat: RosterSeat, state: ActivityState): void {
    if (seat.state === state) return
    const person = this.#people.get(seat.identity.id)
    const delta = (state === 'here' ? 1 : 0) - (seat.state === 'here' ? 1 : 0)
    seat.state = state
    if (!person) return
    if (delta !== 0) this.#countHere(person, delta)
    this.#touch(person)
  }

  /** [P1] Applies what a connection says about its person. */
  patch(seat: RosterSeat, patch: MePatch): void {
    const person = this.#people.get(seat.identity.id)
    if (!person) return
    const { show, ...chosen } = patch
    if (show !== undefined) seat.isShown = show
    person.chosen = { ...person.chosen, ...chosen }
    if (chosen.name !== undefined) person.name = undefined
    this.#touch(person)
  }

  /** The roster everyone has been told, as a JSON array. Cached: all who join between two publishes get the same text. */
  snapshot(): string {
    return (this.#snapshot ??= `[${[...this.#published.values()].join(',')}]`)
  }

  /** Takes the changes since the last call; undefined when what everyone knows is still true. */
  publish(): RosterChange | undefined {
    const set: string[] = []
    const gone: string[] = []
    for (const id of this.#changed) {
      const person = this.#people.get(id)
      const json = person && this.#memberJson(person)
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
    if (set.length + gone.length === 0) return undefined
    this.#snapshot = undefined
    return { set, gone }
  }

  /** The members as they are now, published or not. */
  members(): Member[] {
    return [...this.#people.values()].flatMap((person) => this.#member(person) ?? [])
  }

  /** [P7,P8] What this person is called here; for somebody who is not here, the neutral name. */
  nameOf(personId: string): string {
    const person = this.#people.get(personId)
    return person ? nameOf(person) : neutralName(personId)
  }

  #countHere(person: Person, delta: number): void {
    const wasHere = person.hereCount > 0
    person.hereCount += delta
    if (person.isRobot || wasHere === person.hereCount > 0) return
    this.#active += wasHere ? -1 : 1
  }

  #touch(person: Person): void {
    const { id } = person.identity
    this.#changed.add(id)
    const name = isVisible(person) && !person.isRobot ? nameOf(person) : undefined
    for (const guest of this.#looks.note(id, name, isVouched(person))) this.#changed.add(guest)
  }

  #memberJson(person: Person): string | undefined {
    const member = this.#member(person)
    return member && JSON.stringify(member)
  }

  /** [P7] The server's stamp goes last, so nothing a client chose can stand in its place. */
  #member(person: Person): Member | undefined {
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
function isVouched({ identity }: Person): boolean {
  return identity.isVerified && identity.name !== undefined
}

function isVisible(person: Person): boolean {
  return person.seats.some((seat) => seat.isShown)
}

function nameOf(person: Person): string {
  const { identity, chosen } = person
  return (person.name ??= cleanName(identity.name ?? '') || cleanName(chosen.name ?? '') || neutralName(identity.id))
}

function stateOf(person: Person): ActivityState {
  let best: ActivityState = 'away'
  for (const { state } of person.seats) {
    if (state === 'here') return 'here'
    if (state === 'idle') best = 'idle'
  }
  return best
}
