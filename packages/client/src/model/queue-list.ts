/**
 * A moderator's list: what is on it, which one is looked at, which are chosen, while others decide about the same things.
 *
 * Pure. Invariant: whatever comes and goes, the one that is looked at stays the same as long as it is there, and becomes its
 * neighbour when it goes; so nobody approves what has just slipped under their finger.
 */

/** Something on the list, known by its key. */
export interface Listed {
  readonly key: string
}

export interface QueueList<T extends Listed> {
  readonly items: readonly T[]
  /** Cursor of what follows; undefined at the end. */
  readonly more: string | undefined
  /** Key of the one that is looked at. */
  readonly current: string | undefined
  readonly chosen: ReadonlySet<string>
  /** Keys that this page has decided about, and that are not to come back with an older answer. */
  readonly settled: ReadonlySet<string>
}

export interface QueuePage<T> {
  readonly list: readonly T[]
  readonly more?: string | undefined
}

export function emptyList<T extends Listed>(): QueueList<T> {
  return { items: [], more: undefined, current: undefined, chosen: new Set(), settled: new Set() }
}

/** The first page, read anew: keeps what is looked at and chosen where it is still there. */
export function refreshed<T extends Listed>(list: QueueList<T>, page: QueuePage<T>): QueueList<T> {
  const fresh = page.list.filter(({ key }) => !list.settled.has(key))
  const isWhole = page.more === undefined
  // What was read beyond the first page stays: it was not asked about.
  const known = new Set(fresh.map(({ key }) => key))
  const beyond = isWhole ? [] : list.items.slice(page.list.length).filter(({ key }) => !known.has(key))
  const more = beyond.length > 0 ? list.more : page.more
  return held(list, [...fresh, ...beyond], more)
}

/** The next page. */
export function appended<T extends Listed>(list: QueueList<T>, page: QueuePage<T>): QueueList<T> {
  const known = new Set([...list.items.map(({ key }) => key), ...list.settled])
  return held(list, [...list.items, ...page.list.filter(({ key }) => !known.has(key))], page.more)
}

/** Decided about: off the list, and not back with an answer that was on its way. */
export function settled<T extends Listed>(list: QueueList<T>, keys: readonly string[]): QueueList<T> {
  const gone = new Set(keys)
  const items = list.items.filter(({ key }) => !gone.has(key))
  return held({ ...list, settled: new Set([...list.settled, ...keys]) }, items, list.more, list.items)
}

/** Not decided after all: back in their places. `order`: the items as they were before. */
export function restored<T extends Listed>(
  list: QueueList<T>,
  keys: readonly string[],
  order: readonly T[],
): QueueList<T> {
  const back = new Set(keys)
  const here = new Map(list.items.map((item) => [item.key, item]))
  const before = order.filter(({ key }) => here.has(key) || back.has(key)).map((item) => here.get(item.key) ?? item)
  const known = new Set(before.map(({ key }) => key))
  const items = [...before, ...list.items.filter(({ key }) => !known.has(key))]
  return held({ ...list, settled: without(list.settled, back) }, items, list.more)
}

/** Forgets what was decided: those may come again, as after an undo. */
export function reopened<T extends Listed>(list: QueueList<T>, keys: readonly string[]): QueueList<T> {
  return { ...list, settled: without(list.settled, new Set(keys)) }
}

/** One item with other contents. */
export function replaced<T extends Listed>(list: QueueList<T>, item: T): QueueList<T> {
  return { ...list, items: list.items.map((each) => (each.key === item.key ? item : each)) }
}

/** Looks at another one: `by` steps from here, at the ends no further. */
export function moved<T extends Listed>(list: QueueList<T>, by: number): QueueList<T> {
  const { items, current } = list
  const at = items.findIndex(({ key }) => key === current)
  const to = at < 0 ? (by > 0 ? 0 : items.length - 1) : Math.min(items.length - 1, Math.max(0, at + by))
  return { ...list, current: items[to]?.key }
}

export function lookedAt<T extends Listed>(list: QueueList<T>, key: string | undefined): QueueList<T> {
  return { ...list, current: list.items.some((item) => item.key === key) ? key : list.current }
}

/** Chooses or lets go. */
export function toggled<T extends Listed>(list: QueueList<T>, key: string): QueueList<T> {
  const chosen = new Set(list.chosen)
  if (!chosen.delete(key)) chosen.add(key)
  return { ...list, chosen }
}

/** All or none. */
export function chosenAll<T extends Listed>(list: QueueList<T>, isAll: boolean): QueueList<T> {
  return { ...list, chosen: new Set(isAll ? list.items.map(({ key }) => key) : []) }
}

/** The chosen ones in order; where none is chosen the one that is looked at. */
export function meant<T extends Listed>({ items, chosen, current }: QueueList<T>): readonly T[] {
  return items.filter(({ key }) => (chosen.size > 0 ? chosen.has(key) : key === current))
}

/** Other items, with what is looked at and chosen among them. */
function held<T extends Listed>(
  list: QueueList<T>,
  items: readonly T[],
  more: string | undefined,
  before: readonly T[] = list.items,
): QueueList<T> {
  const keys = new Set(items.map(({ key }) => key))
  const chosen = new Set([...list.chosen].filter((key) => keys.has(key)))
  const { current } = list
  const stays = current === undefined || keys.has(current)
  return { ...list, items, more, chosen, current: stays ? current : neighbour(before, current, keys) }
}

/** The next one below that is still there, else above. */
function neighbour(before: readonly Listed[], key: string, keys: ReadonlySet<string>): string | undefined {
  const at = before.findIndex((item) => item.key === key)
  const candidates = [...before.slice(at + 1), ...before.slice(0, Math.max(0, at)).toReversed()]
  return candidates.find((item) => keys.has(item.key))?.key
}

function without(set: ReadonlySet<string>, gone: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...set].filter((each) => !gone.has(each)))
}
