/**
 * What this node has to say of one room to the others, and what of it they have not been told yet. [Y4,Y5]
 *
 * Pure; fed by the roster with every person that changes. Guests who came with no token and have shown nothing cannot be
 * anywhere else: they are numbers. Whoever was told by id once stays told by id. Invariant: a full share, or every change
 * since one, gives the same table.
 */
import type { ActivityState, MePatch } from '@roomful/protocol'
import type { Identity } from '../identity.js'
import type { Card, PersonShare, ShareDelta, ShareNumbers, ShownSeat, Stamp } from './share.js'

/** One connection, as far as a share cares. */
export interface SharedSeat {
  readonly serial: number
  readonly isFar: boolean
  /** A guest nobody else can know: the token was made for this connection, and nothing was shown. */
  readonly isLoose: boolean
  readonly isShown: boolean
  readonly state: ActivityState
  readonly rank?: number
  readonly section?: number
}

/** A person of the roster, as far as a share cares. */
export interface SharedPerson {
  readonly identity: Identity
  readonly isRobot: boolean
  readonly seats: readonly SharedSeat[]
  readonly chosen: MePatch
  readonly at: number
  readonly by: string
}

type Loose = 'no' | 'still' | 'active'

export class OwnShare {
  #connections = 0
  readonly #loose = new Map<string, 'still' | 'active'>()
  #looseActive = 0
  /** Whom the others know by id. */
  readonly #told = new Set<string>()
  readonly #changed = new Set<string>()
  #hasNewNumbers = false

  constructor(
    /** Signs the cards that are written here. */
    readonly node: string,
  ) {}

  get hasChanges(): boolean {
    return this.#hasNewNumbers || this.#changed.size > 0
  }

  numbers(): ShareNumbers {
    return { connections: this.#connections, loose: this.#loose.size, looseActive: this.#looseActive }
  }

  /** A connection of this node came or went. */
  count(connections: number): void {
    if (this.#connections === connections) return
    this.#connections = connections
    this.#hasNewNumbers = true
  }

  /** Something about this person has changed, whatever it is. */
  note(person: SharedPerson): void {
    const { id } = person.identity
    const loose = this.#told.has(id) ? 'no' : looseOf(person)
    this.#countLoose(id, loose)
    if (loose === 'no' && (this.#told.has(id) || person.seats.some(({ isFar }) => !isFar))) this.#changed.add(id)
  }

  /** Takes what the others have not been told; undefined: nothing. */
  takeDelta(find: (id: string) => SharedPerson | undefined): ShareDelta | undefined {
    if (!this.hasChanges) return undefined
    const set: PersonShare[] = []
    const gone: string[] = []
    for (const id of this.#changed) {
      const found = find(id)
      const share = found && shareOf(found)
      if (share) {
        this.#told.add(id)
        set.push(share)
      } else if (this.#told.delete(id)) gone.push(id)
    }
    this.#forget()
    return { numbers: this.numbers(), set, gone }
  }

  /** Takes everything, for somebody who knows nothing. */
  takeAll(people: Iterable<SharedPerson>): ShareDelta {
    const set: PersonShare[] = []
    this.#told.clear()
    for (const person of people) {
      const share = this.#loose.has(person.identity.id) ? undefined : shareOf(person)
      if (!share) continue
      this.#told.add(share.id)
      set.push(share)
    }
    this.#forget()
    return { numbers: this.numbers(), set, gone: [] }
  }

  #forget(): void {
    this.#changed.clear()
    this.#hasNewNumbers = false
  }

  #countLoose(id: string, loose: Loose): void {
    const before = this.#loose.get(id)
    if ((before ?? 'no') === loose) return
    if (before === 'active') this.#looseActive--
    if (loose === 'active') this.#looseActive++
    if (loose === 'no') this.#loose.delete(id)
    else this.#loose.set(id, loose)
    this.#hasNewNumbers = true
  }
}

function looseOf({ seats, isRobot }: SharedPerson): Loose {
  if (isRobot || seats.length === 0 || !seats.every(({ isLoose }) => isLoose)) return 'no'
  return seats.some(({ state }) => state === 'here') ? 'active' : 'still'
}

function shareOf(person: SharedPerson): PersonShare | undefined {
  const { identity, isRobot, seats } = person
  const shown: ShownSeat[] = []
  let hidden: ActivityState | undefined
  for (const { isFar, isShown, serial, state, rank = 0, section = 0 } of seats) {
    if (isFar) continue
    if (isShown) shown.push({ serial, state, rank, section })
    else hidden = hidden === undefined ? state : better(hidden, state)
  }
  if (shown.length === 0 && hidden === undefined) return undefined
  return { id: identity.id, isRobot, shown, hidden, card: shown.length > 0 ? cardOf(person) : undefined }
}

function cardOf({ identity, chosen, at, by }: SharedPerson): Card {
  const { isVerified, name, avatar, color, role } = identity
  const stamp: Stamp = {
    isVerified,
    ...(name === undefined ? {} : { name }),
    ...(avatar === undefined ? {} : { avatar }),
    ...(color === undefined ? {} : { color }),
    ...(role === undefined ? {} : { role }),
  }
  return { at, by, stamp, chosen }
}

/** [P6] */
function better(one: ActivityState, other: ActivityState): ActivityState {
  const order: readonly ActivityState[] = ['here', 'idle', 'away']
  return order.indexOf(one) <= order.indexOf(other) ? one : other
}
