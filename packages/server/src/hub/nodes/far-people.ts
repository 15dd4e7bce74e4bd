/**
 * Seats people in a room who are connected to other nodes. [Y5,Y6]
 *
 * Turns what `model/presence-table.ts` believes into seats of this room with refs of its own, so that roster, counts and
 * cursors treat them like everybody. Invariant: a node's seats here are exactly those its share names.
 */
import type { PersonChange, PresenceTable } from '../../model/nodes/presence-table.js'
import type { PersonShare, ShownSeat } from '../../model/nodes/share.js'
import { FarSeat } from './far-seat.js'
import type { Room } from '../room.js'

interface Node {
  readonly byPerson: Map<string, FarSeat[]>
  readonly bySerial: Map<number, FarSeat>
}

export class FarPeople {
  readonly #nodes = new Map<string, Node>()

  constructor(
    private readonly room: Room,
    private readonly table: PresenceTable,
  ) {}

  /** The seat of this number on its node; undefined for one that is not shown. */
  find(node: string, serial: number): FarSeat | undefined {
    return this.#nodes.get(node)?.bySerial.get(serial)
  }

  /** Everybody shown by a node. */
  shown(node: string): Iterable<FarSeat> {
    return this.#nodes.get(node)?.bySerial.values() ?? []
  }

  apply(name: string, changes: readonly PersonChange[]): void {
    const node = this.#nodes.get(name) ?? { byPerson: new Map(), bySerial: new Map() }
    this.#nodes.set(name, node)
    for (const { id, after } of changes) {
      this.#seat(node, id, after)
      this.room.roster.settle(id, this.table.card(id))
    }
    if (node.byPerson.size === 0) this.#nodes.delete(name)
  }

  #seat(node: Node, id: string, after: PersonShare | undefined): void {
    const before = node.byPerson.get(id) ?? []
    const seats: FarSeat[] = []
    if (after) for (const shown of wanted(after)) seats.push(this.#one(node, before, after, shown))
    // After those who came: a person must not be gone for a moment who has only changed seats.
    for (const far of before) {
      if (seats.includes(far)) continue
      node.bySerial.delete(far.serial)
      this.room.removeFar(far)
    }
    if (seats.length > 0) node.byPerson.set(id, seats)
    else node.byPerson.delete(id)
  }

  #one(node: Node, before: readonly FarSeat[], { id, isRobot, card }: PersonShare, shown: ShownSeat): FarSeat {
    const { serial, state, rank, section } = shown
    const known = before.find((far) => far.serial === serial)
    const isShown = serial !== HIDDEN
    const identity = { id, ...(card?.stamp ?? { isVerified: false }) }
    const far = known ?? new FarSeat(serial, isShown ? this.room.takeRef() : 0, identity, isRobot, isShown, state)
    if (far.rank !== rank || far.section !== section) this.room.resample()
    far.rank = rank
    far.section = section
    if (known) this.room.setFarState(known, state)
    else this.room.addFar(far)
    if (isShown) node.bySerial.set(serial, far)
    return far
  }
}

/** All connections of a person that are not shown are one seat: they differ in nothing that anybody sees. */
const HIDDEN = 0

function wanted({ shown, hidden }: PersonShare): readonly ShownSeat[] {
  return hidden === undefined ? shown : [...shown, { serial: HIDDEN, state: hidden, rank: 0, section: 0 }]
}
