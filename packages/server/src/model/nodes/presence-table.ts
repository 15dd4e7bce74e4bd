/**
 * What the other nodes say of one room, node by node. [Y4–Y6]
 *
 * Pure: no clock, no bus. Owns what is believed of each node, and whether it is all that node has said. Not here: seats and
 * refs (`hub/nodes/far-people.ts`), asking again (`cluster/room-link.ts`).
 * Invariant: after a full share of a node the table holds exactly that, whatever was lost, doubled or late before it.
 */
import { isLater, NO_NUMBERS, type Card, type PersonShare, type ShareDelta, type ShareNumbers } from './share.js'

/** Where a word stands: which opening of the room on its node, and how many words of presence that has said by then. */
export interface Position {
  readonly run: number
  readonly said: number
}

/** A word of presence. A full share may come in parts: only the last one replaces what was known. */
export type PresenceWord =
  | ({ readonly kind: 'delta' } & ShareDelta)
  | ({ readonly kind: 'full'; readonly isFirst: boolean; readonly isLast: boolean } & Omit<ShareDelta, 'gone'>)

/** A person of one node, before and after. */
export interface PersonChange {
  readonly id: string
  readonly after: PersonShare | undefined
}

/** What hearing from a node has changed, and whether it has to be asked. */
export interface Heard {
  readonly isWhole: boolean
  readonly changes: readonly PersonChange[]
}

interface Node {
  run: number
  said: number
  isWhole: boolean
  numbers: ShareNumbers
  people: Map<string, PersonShare>
  /** The parts of a full share that have come so far, in their order. */
  parts: PersonShare[] | undefined
}

const NOTHING: readonly PersonChange[] = []

export class PresenceTable {
  readonly #nodes = new Map<string, Node>()

  /** Every node that has been heard and not dropped. */
  get nodes(): readonly string[] {
    return [...this.#nodes.keys()]
  }

  has(node: string): boolean {
    return this.#nodes.has(node)
  }

  isWhole(node: string): boolean {
    return this.#nodes.get(node)?.isWhole === true
  }

  /** Something may have been lost: what this node says next counts, but it has to say everything again. */
  doubt(node: string): void {
    const known = this.#nodes.get(node)
    if (known) known.isWhole = false
  }

  /** Takes what came from a node, with or without a word about presence. */
  hear(node: string, { run, said }: Position, word: PresenceWord | undefined): Heard {
    const known = this.#nodes.get(node) ?? this.#add(node, run, word ? said - 1 : said)
    if (run < known.run) return { isWhole: known.isWhole, changes: NOTHING }
    if (run > known.run) {
      // The room was opened there anew. What it said before stands until it has said everything: nobody shall flicker.
      known.run = run
      known.said = word ? said - 1 : said
      known.isWhole = false
      known.parts = undefined
    }
    const isNext = said === known.said + (word ? 1 : 0)
    if (!isNext) {
      // Doubled or late: the same was heard before, or something newer.
      if (said <= known.said) return { isWhole: known.isWhole, changes: NOTHING }
      known.isWhole = false
      known.parts = undefined
    }
    known.said = said
    if (!word) return { isWhole: known.isWhole, changes: NOTHING }
    const changes = word.kind === 'delta' ? change(known, word) : replace(known, word)
    return { isWhole: known.isWhole, changes }
  }

  /** Forgets a node, and tells who was there. */
  drop(node: string): readonly PersonChange[] {
    const people = this.#nodes.get(node)?.people
    this.#nodes.delete(node)
    return people ? [...people.keys()].map((id) => ({ id, after: undefined })) : NOTHING
  }

  /** All nodes together. */
  numbers(): ShareNumbers {
    let { connections, loose, looseActive } = NO_NUMBERS
    for (const { numbers } of this.#nodes.values()) {
      connections += numbers.connections
      loose += numbers.loose
      looseActive += numbers.looseActive
    }
    return { connections, loose, looseActive }
  }

  /** The latest word of any node about who this person is. */
  card(id: string): Card | undefined {
    let latest: Card | undefined
    for (const { people } of this.#nodes.values()) {
      const card = people.get(id)?.card
      if (card && (!latest || isLater(card, latest))) latest = card
    }
    return latest
  }

  /** The nodes by which somebody is shown. */
  whereShown(id: string): readonly string[] {
    return [...this.#nodes].flatMap(([node, { people }]) => ((people.get(id)?.shown.length ?? 0) > 0 ? [node] : []))
  }

  #add(node: string, run: number, said: number): Node {
    const known = { run, said, isWhole: false, numbers: NO_NUMBERS, people: new Map(), parts: undefined }
    this.#nodes.set(node, known)
    return known
  }
}

/** Also right after a loss: each person in it is newer than what was known of them. */
function change(known: Node, { numbers, set, gone }: ShareDelta): readonly PersonChange[] {
  known.numbers = numbers
  // Between two parts of a full share it would be undone by the last of them.
  if (known.parts) {
    known.parts = undefined
    known.isWhole = false
  }
  for (const person of set) known.people.set(person.id, person)
  for (const id of gone) known.people.delete(id)
  return [...gone.map((id) => ({ id, after: undefined })), ...set.map((after) => ({ id: after.id, after }))]
}

function replace(known: Node, word: PresenceWord & { kind: 'full' }): readonly PersonChange[] {
  const parts = word.isFirst ? [] : known.parts
  // Its beginning was lost.
  if (!parts) return NOTHING
  // One by one: a share of a hundred thousand does not fit among the arguments of one call.
  for (const person of word.set) parts.push(person)
  known.parts = word.isLast ? undefined : parts
  if (!word.isLast) return NOTHING
  const before = known.people
  known.people = new Map(parts.map((person) => [person.id, person]))
  known.numbers = word.numbers
  known.isWhole = true
  const gone = [...before.keys()].filter((id) => !known.people.has(id))
  return [...gone.map((id) => ({ id, after: undefined })), ...parts.map((after) => ({ id: after.id, after }))]
}
