/**
 * A value that changes and can be watched: what every noun of the API is.
 *
 * `get` returns the same reference until the value changes, so a noun fits React's `useSyncExternalStore` as it is.
 * A listener that throws stops no other listener.
 */

/** Something that can be read and watched. */
export interface Noun<T> {
  /** The value now. The same reference until it changes. */
  get(): T
  /** Calls `listener` after every change, not at once. Returns how to stop. */
  subscribe(listener: (value: T) => void): () => void
}

/** A noun and the means to change it. `put` and `tell` are apart so that several nouns can change before anybody hears. */
export interface Source<T> {
  readonly noun: Noun<T>
  /** Replaces the value. */
  put(value: T): void
  /** Calls the listeners, if the value was replaced by another one since they were last called. */
  tell(): void
  /** Both. */
  set(value: T): void
}

export function createSource<T>(initial: T, report: (error: unknown) => void): Source<T> {
  const listeners = createListeners<[T]>(report)
  let value = initial
  let told = initial
  const source: Source<T> = {
    noun: { get: () => value, subscribe: listeners.add },
    put(next) {
      value = next
    },
    tell() {
      if (Object.is(told, value)) return
      told = value
      listeners.call(value)
    },
    set(next) {
      source.put(next)
      source.tell()
    },
  }
  return source
}

export interface Listeners<A extends readonly unknown[]> {
  /** The same function added twice is called twice. */
  add(listener: (...args: A) => void): () => void
  call(...args: A): void
  count(): number
}

export function createListeners<A extends readonly unknown[]>(report: (error: unknown) => void): Listeners<A> {
  const entries = new Set<{ readonly listener: (...args: A) => void }>()
  return {
    add(listener) {
      const entry = { listener }
      entries.add(entry)
      return () => void entries.delete(entry)
    },
    call(...args) {
      for (const { listener } of [...entries]) {
        try {
          listener(...args)
        } catch (error) {
          report(error)
        }
      }
    },
    count: () => entries.size,
  }
}
