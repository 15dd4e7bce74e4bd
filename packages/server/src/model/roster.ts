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
import { cleanName, defaultColor, nameSkeleton, neutralName } from './names.js'

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
}

/** A change of the roster, as JSON text ready to be put on the wire. */
export interface RosterChange {
  readonly set: readonly string[]
  readonly gone: readonly string[]
}

const NOTHING_CHOSEN: MePatch = {}

export class Roster {
  readonly #people = new Map<string, Person>()
  readonly #verified = new Map<string, number>()
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
      person = { identity: seat.identity, isRobot: seat.isRobot, seats: [], hereCount: 0, chosen: NOTHING_CHOSEN }
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

  #countHere(person: Person, delta: number): void {
    const wasHere = person.hereCount > 0
    person.hereCount += delta
    if (person.isRobot || wasHere === person.hereCount > 0) return
    this.#active += wasHere ? -1 : 1
  }

  #touch(person: Person): void {
    const { id, name } = person.identity
    this.#changed.add(id)
    if (name === undefined || !isVouched(person)) return
    const isListed = this.#published.has(id)
    const isShown = isVisible(person)
    if (isListed === isShown && this.#verified.has(nameSkeleton(name)) === isShown) return
    this.#noteVerified(nameSkeleton(name), id)
  }

  /** [P8] A verified name that comes or goes changes what guests of the same looks must carry. */
  #noteVerified(skeleton: string, id: string): void {
    const bearers = [...this.#people.values()].filter(
      (each) => isVouched(each) && isVisible(each) && nameSkeleton(each.identity.name ?? '') === skeleton,
    ).length
    if (bearers > 0) this.#verified.set(skeleton, bearers)
    else this.#verified.delete(skeleton)
    for (const each of this.#people.values()) {
      if (each.identity.id === id || isVouched(each) || !isVisible(each)) continue
      if (nameSkeleton(nameOf(each)) === skeleton) this.#changed.add(each.identity.id)
    }
  }

  #memberJson(person: Person): string | undefined {
    const member = this.#member(person)
    return member && JSON.stringify(member)
  }

  /** [P7] The server's stamp goes last, so nothing a client chose can stand in its place. */
  #member(person: Person): Member | undefined {
    if (!isVisible(person)) return undefined
    const { identity, chosen } = person
    const name = nameOf(person)
    return {
      id: identity.id,
      name,
      color: identity.color ?? chosen.color ?? defaultColor(identity.id, COLORS),
      state: stateOf(person),
      refs: person.seats.filter((seat) => seat.isShown).map((seat) => seat.ref),
      ...(identity.avatar === undefined ? {} : { avatar: identity.avatar }),
      ...(identity.role === undefined ? {} : { role: identity.role }),
      ...(isVouched(person) ? { verified: true as const } : {}),
      ...(!isVouched(person) && !person.isRobot && this.#verified.has(nameSkeleton(name))
        ? { lookalike: true as const }
        : {}),
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

function nameOf({ identity, chosen }: Person): string {
  return cleanName(identity.name ?? '') || cleanName(chosen.name ?? '') || neutralName(identity.id)
}

function stateOf(person: Person): ActivityState {
  let best: ActivityState = 'away'
  for (const { state } of person.seats) {
    if (state === 'here') return 'here'
    if (state === 'idle') best = 'idle'
  }
  return best
}
