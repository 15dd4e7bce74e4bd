/**
 * The keys of one scope of a room's shared state, handed out as nouns. [V1,V2]
 *
 * Lays what is on its way over what is known. Invariant: `get` of a key and of all keys give the same reference until the value
 * changes, and listeners hear of changes only.
 */
import type { Json } from '@roomful/protocol'
import {
  createStateView,
  isSameJson,
  stepState,
  withStateWrites,
  type StateEvent,
  type StatePage,
  type StateValue,
  type StateView,
  type StateWrite,
} from '../../model/state-view.js'
import { createSource, type Noun, type Source } from '../noun.js'
import type { RoomWrites } from '../writes.js'

export interface StateKeys {
  view(): StateView
  feed(event: StateEvent): void
  /** As `feed` of an answer; shown once the write is gone from the outbox. */
  take(key: string, now: StateValue): void
  /** These and no others. */
  replace(list: StatePage['list']): void
  get(key: string): Json | undefined
  version(key: string): number
  key(key: string): Noun<Json | undefined>
  readonly entries: Noun<ReadonlyMap<string, Json>>
}

export function createStateKeys(
  scope: 'durable' | 'session',
  { pending }: RoomWrites,
  report: (error: unknown) => void,
): StateKeys {
  let view = createStateView()
  const nouns = new Map<string, Source<Json | undefined>>()
  const entries = createSource<ReadonlyMap<string, Json>>(new Map(), report)

  function compose(): ReadonlyMap<string, Json> {
    const own = ownWrites()
    const before = entries.noun.get()
    const next = new Map<string, Json>()
    for (const key of new Set([...view.keys.keys(), ...own.keys()])) {
      const value = withStateWrites(view.keys.get(key)?.value, own.get(key) ?? [])
      const known = before.get(key)
      if (value !== undefined) next.set(key, known !== undefined && isSameJson(known, value) ? known : value)
    }
    const isSame = next.size === before.size && [...next].every(([key, value]) => Object.is(before.get(key), value))
    return isSame ? before : next
  }

  /** What is on its way, by key. */
  function ownWrites(): ReadonlyMap<string, readonly StateWrite[]> {
    const own = new Map<string, StateWrite[]>()
    for (const write of pending.get()) {
      const { key, scope: where = 'durable' } = write.body
      if (!write.kind.startsWith('state.') || where !== scope || typeof key !== 'string') continue
      own.set(key, [...(own.get(key) ?? []), write])
    }
    return own
  }

  function tell(): void {
    entries.put(compose())
    const all = entries.noun.get()
    for (const [key, source] of nouns) source.put(all.get(key))
    for (const source of nouns.values()) source.tell()
    entries.tell()
  }

  function feed(event: StateEvent): void {
    view = stepState(view, event)
    tell()
  }

  pending.subscribe(tell)
  tell()

  return {
    view: () => view,
    feed,
    take(key, now) {
      view = stepState(view, { type: 'told', key, now })
    },
    replace(list) {
      const keys = new Map(list.map(([key, value, version]) => [key, { value, version }] as const))
      view = { ...view, keys }
      tell()
    },
    get: (key) => entries.noun.get().get(key),
    version(key) {
      const known = view.keys.get(key)
      return known?.value === undefined ? 0 : known.version
    },
    key(key) {
      const found = nouns.get(key) ?? createSource<Json | undefined>(entries.noun.get().get(key), report)
      nouns.set(key, found)
      return found.noun
    },
    entries: entries.noun,
  }
}
