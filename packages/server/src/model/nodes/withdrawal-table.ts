/**
 * Whose rights are withdrawn, as all nodes of a site agree in the end. [I4,Y10]
 *
 * Pure. Each word about a person carries how many were said before it; the later one holds, of two at once that of the node
 * with the greater name. Invariant: the same words in any order, any number of times, give the same table. No wall clock: one
 * node's may be an hour ahead.
 */
import { isLater } from './share.js'

export interface Withdrawal {
  readonly person: string
  readonly isWithdrawn: boolean
  readonly at: number
  readonly by: string
}

export class WithdrawalTable {
  readonly #latest = new Map<string, Withdrawal>()

  constructor(private readonly node: string) {}

  /** Every word that holds. */
  get all(): readonly Withdrawal[] {
    return [...this.#latest.values()]
  }

  has(person: string): boolean {
    return this.#latest.get(person)?.isWithdrawn === true
  }

  /** This node says so now. */
  set(person: string, isWithdrawn: boolean): Withdrawal {
    const at = (this.#latest.get(person)?.at ?? 0) + 1
    const word = { person, isWithdrawn, at, by: this.node }
    this.#latest.set(person, word)
    return word
  }

  /** Another node says so. True: it holds from now on. */
  merge(word: Withdrawal): boolean {
    const known = this.#latest.get(word.person)
    if (known && !isLater(word, known)) return false
    this.#latest.set(word.person, word)
    return true
  }
}
