/**
 * [P8] Which guests of a room look like somebody the site vouches for.
 *
 * Pure. Knows the shown people of one room by the look of their names, so that a name that comes or goes costs the same
 * in a room of ten and of ten thousand.
 */
import { nameSkeleton } from './names.js'

interface Bearer {
  readonly name: string
  readonly isVouched: boolean
  readonly look: Look
}

/** Everyone whose name has one look. */
interface Look {
  readonly skeleton: string
  vouched: number
  readonly guests: Set<string>
}

const NOBODY: readonly string[] = []

export class LookAlikes {
  readonly #bearers = new Map<string, Bearer>()
  readonly #looks = new Map<string, Look>()

  /** Notes what a shown person is called; without a name, that they are shown no more. Returns whose flag may have changed. */
  note(id: string, name: string | undefined, isVouched: boolean): readonly string[] {
    const before = this.#bearers.get(id)
    if (before?.name === name && (name === undefined || before?.isVouched === isVouched)) return NOBODY
    const left = before ? this.#forget(id, before) : NOBODY
    return name === undefined ? left : [...left, ...this.#enter(id, name, isVouched)]
  }

  /** Whether this guest looks like somebody else who is vouched for. */
  has(id: string): boolean {
    const bearer = this.#bearers.get(id)
    return bearer !== undefined && !bearer.isVouched && bearer.look.vouched > 0
  }

  #enter(id: string, name: string, isVouched: boolean): readonly string[] {
    const skeleton = nameSkeleton(name)
    const look = this.#looks.get(skeleton) ?? { skeleton, vouched: 0, guests: new Set() }
    this.#looks.set(skeleton, look)
    this.#bearers.set(id, { name, isVouched, look })
    if (!isVouched) {
      look.guests.add(id)
      return NOBODY
    }
    return ++look.vouched === 1 ? [...look.guests] : NOBODY
  }

  #forget(id: string, { isVouched, look }: Bearer): readonly string[] {
    this.#bearers.delete(id)
    if (isVouched) look.vouched--
    else look.guests.delete(id)
    if (look.vouched === 0 && look.guests.size === 0) this.#looks.delete(look.skeleton)
    return isVouched && look.vouched === 0 ? [...look.guests] : NOBODY
  }
}
