/**
 * What features keep on the device: one entry for all of them, so that hiding removes it whole.
 *
 * [D8] Nothing is written before the visitor has chosen to be seen, or has asked in so many words that something be kept; the
 * entry itself is the mark of that. Where the browser asks not to be tracked, nothing is read or written at all.
 */
import type { Environment } from '../platform/environment.js'
import type { Self } from './self.js'

/** One feature's text on the device. Never throws: what cannot be kept is not kept. */
export interface FeatureShelf {
  get(): string | undefined
  /** False when it was not kept. */
  set(text: string): boolean
  remove(): void
  /** The person asks for something to be kept on this device, seen or not. Holds until they hide. */
  allow(): void
}

export function keepFor(name: string, { page, storage }: Environment, { profile, keptKey }: Self): FeatureShelf {
  const local = page.optOut ? undefined : storage.local

  function read(): Map<string, string> {
    try {
      const value: unknown = JSON.parse(local?.get(keptKey) ?? '{}')
      const entries = Object.entries(value as Record<string, unknown>)
      return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
    } catch {
      return new Map() // Not ours, or an older version's.
    }
  }

  function write(change: (kept: Map<string, string>) => void): boolean {
    if (!local || !(profile.get().isShown || local.get(keptKey) !== undefined)) return false
    const kept = read()
    change(kept)
    const text = JSON.stringify(Object.fromEntries(kept))
    local.set(keptKey, text)
    return local.get(keptKey) === text
  }

  return {
    get: () => read().get(name),
    set: (text) => write((kept) => kept.set(name, text)),
    remove: () => void write((kept) => kept.delete(name)),
    allow() {
      if (local && local.get(keptKey) === undefined) local.set(keptKey, '{}')
    },
  }
}
