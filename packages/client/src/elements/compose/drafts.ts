/**
 * What somebody has written and not sent, by what it is about: kept for this page view only, in memory.
 *
 * Outlives the element, so that a page which builds itself anew, or a reply that was shut by mistake, costs nobody their words.
 */
import type { Mention, Passage } from '@roomful/protocol'

export interface Draft {
  readonly text: string
  /** People who were chosen from the list, whether or not their names are still in the text. */
  readonly mentions: readonly Mention[]
  /** The words on the page it is about. */
  readonly passage?: Passage | undefined
}

export interface Drafts {
  get(key: string): Draft | undefined
  set(key: string, draft: Draft): void
  remove(key: string): void
}

const drafts = new Map<string, Draft>()

/** The drafts of one room. */
export function draftsOf(room: string): Drafts {
  const nameOf = (key: string): string => `${room}\n${key}`
  return {
    get: (key) => drafts.get(nameOf(key)),
    set(key, draft) {
      if (draft.text.trim() === '' && draft.passage === undefined) drafts.delete(nameOf(key))
      else drafts.set(nameOf(key), draft)
    },
    remove: (key) => void drafts.delete(nameOf(key)),
  }
}
