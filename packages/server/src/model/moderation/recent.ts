/**
 * A memory of the last things, bounded twice: by number and by age. [S33]
 *
 * Pure; the caller says what time it is. Kept in order of last use, so that forgetting is taking from the front: each new
 * entry pays for a few old ones, and no sweep ever stalls.
 */

export interface Recent<V> {
  /** What is remembered and not too old. Looking does not make it younger. */
  get(key: string, nowMs: number): V | undefined
  set(key: string, value: V, nowMs: number): void
  delete(key: string): void
  /** Forgets everything this is true of; looks at all there is. */
  forget(isGone: (value: V, key: string) => boolean): void
  /** How much is remembered: for tests. */
  readonly size: number
}

const FORGET_PER_SET = 4

/** `onForget` hears of each entry that leaves because of its age or for want of room. */
export function createRecent<V>(most: number, maxAgeMs: number, onForget: (value: V) => void = () => {}): Recent<V> {
  const entries = new Map<string, { readonly value: V; readonly atMs: number }>()

  function forgetSome(nowMs: number): void {
    let left = FORGET_PER_SET
    for (const [key, { value, atMs }] of entries) {
      if (left-- === 0 || (entries.size <= most && nowMs - atMs <= maxAgeMs)) return
      entries.delete(key)
      onForget(value)
    }
  }

  return {
    get(key, nowMs) {
      const entry = entries.get(key)
      return entry !== undefined && nowMs - entry.atMs <= maxAgeMs ? entry.value : undefined
    },
    set(key, value, nowMs) {
      entries.delete(key)
      entries.set(key, { value, atMs: nowMs })
      forgetSome(nowMs)
    },
    delete: (key) => void entries.delete(key),
    forget(isGone) {
      for (const [key, { value }] of entries) if (isGone(value, key)) entries.delete(key)
    },
    get size() {
      return entries.size
    },
  }
}
