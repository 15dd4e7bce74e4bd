/**
 * Words between nodes about one room that are for some of its people: messages [X1] and news [M6].
 *
 * Not counted and not repeated: what is lost here is told as not delivered, or comes again with the next change. What another
 * node says is checked here, field by field.
 */
import type { Clock, Grant, JsonFields, PersonalMessage } from '@roomful/protocol'
import type { RoomLink } from '../../cluster/room-link.js'
import type { Room } from '../room.js'

/** [X1] A message on its way. */
export interface Letter {
  readonly to: string
  readonly from: { readonly id: string; readonly name: string }
  readonly text: string
  readonly atMs: number
}

/** [X1] Nobody waits longer for the word that a message has arrived. */
const TOLD_MS = 1_000

/** [X1] Hands a letter to every connection by which its addressee is shown here. False: there is none. */
export function deliver(room: Room, { to, from, text, atMs }: Letter): boolean {
  // Somebody without a transport at the moment may never come back: only what was handed to a link counts.
  const seats = room.seats.filter((each) => each.identity.id === to && each.isShown && each.transport)
  const personal: PersonalMessage = { t: 'message', n: room.n, from, text, atMs }
  const json = JSON.stringify(personal)
  for (const each of seats) each.sitter.sendJson(json)
  return seats.length > 0
}

/** [M6] Tells those who may do `can` here. */
export function spreadNews(room: Room, can: Grant, json: string): void {
  for (const seat of room.seats) if (seat.can.has(can)) seat.sitter.sendJson(json)
}

export class RoomNotes {
  /** Who waits to hear whether a letter was delivered, and from how many nodes. */
  readonly #waiting = new Map<number, { open: number; done(isDelivered: boolean): void }>()
  #count = 0

  constructor(
    private readonly room: Room,
    private readonly link: RoomLink,
    private readonly clock: Clock,
    private readonly node: string,
  ) {}

  news(can: Grant, json: string): void {
    this.link.note({ k: 'news', can, json })
  }

  /** [X1] Resolves with whether it was handed to a connection of another node. */
  tell(letter: Letter): Promise<boolean> {
    const open = this.link.table.whereShown(letter.to).length
    if (open === 0) return Promise.resolve(false)
    const id = ++this.#count
    return new Promise((resolve) => {
      const cancel = this.clock.after(TOLD_MS, () => done(false))
      const done = (isDelivered: boolean): void => {
        cancel()
        this.#waiting.delete(id)
        resolve(isDelivered)
      }
      this.#waiting.set(id, { open, done })
      this.link.note({ k: 'tell', id, ...letter })
    })
  }

  /** The room has closed here. */
  dispose(): void {
    for (const { done } of this.#waiting.values()) done(false)
  }

  hear(node: string, note: JsonFields): void {
    if (note['k'] === 'news') this.#hearNews(note)
    else if (note['k'] === 'tell') this.#hearLetter(node, note)
    else if (note['k'] === 'told') this.#hearTold(note)
  }

  #hearNews({ can, json }: JsonFields): void {
    if (typeof can === 'string' && typeof json === 'string') spreadNews(this.room, can as Grant, json)
  }

  #hearLetter(node: string, note: JsonFields): void {
    const { id, to, from, text, atMs } = note
    if (typeof id !== 'number' || typeof to !== 'string' || typeof text !== 'string' || typeof atMs !== 'number') return
    const { id: sender, name } = (typeof from === 'object' ? from : {}) as JsonFields
    if (typeof sender !== 'string' || typeof name !== 'string') return
    // Whoever is shown by a connection that has just broken off is asked for as well, and says no.
    const isHere = this.room.seats.some((seat) => seat.identity.id === to && seat.isShown)
    if (!isHere) return
    const isDelivered = deliver(this.room, { to, from: { id: sender, name }, text, atMs })
    this.link.note({ k: 'told', node, id, isDelivered })
  }

  #hearTold({ node, id, isDelivered }: JsonFields): void {
    const waiting = node === this.node && typeof id === 'number' ? this.#waiting.get(id) : undefined
    if (!waiting) return
    waiting.open--
    if (isDelivered === true || waiting.open <= 0) waiting.done(isDelivered === true)
  }
}
