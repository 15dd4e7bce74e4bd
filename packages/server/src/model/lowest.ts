/** The lowest few of many things, without sorting the many. */
export class Lowest<T> {
  readonly #list: T[] = []

  /** `compare` as for a sort; never 0 for two different things, or their order would depend on who came first. */
  constructor(
    private readonly most: number,
    private readonly compare: (one: T, other: T) => number,
  ) {}

  /** In order. */
  get list(): readonly T[] {
    return this.#list
  }

  /** Returns who has no place: the thing itself, the one it has pushed out, or nobody. */
  add(thing: T): T | undefined {
    const list = this.#list
    const last = list.at(-1)
    if (last !== undefined && list.length >= this.most && this.compare(thing, last) >= 0) return thing
    let low = 0
    let high = list.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.compare(thing, list[middle] as T) < 0) high = middle
      else low = middle + 1
    }
    list.splice(low, 0, thing)
    return list.length > this.most ? list.pop() : undefined
  }
}
