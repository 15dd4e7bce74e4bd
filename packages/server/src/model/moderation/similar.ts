/**
 * Who wrote nearly the same within the last minutes, in whatever room: one person again and again, or many at once. [S33]
 *
 * Pure. Texts that are alike gather in one group, so a flood of ten thousand copies costs one entry. No text is kept,
 * only what it is like. Bounded: groups by number and age, and what each group knows of its writers.
 */
import { createRecent } from './recent.js'
import type { SimilarRule } from './settings.js'
import { keysOf, likeness, signatureOf } from './text-signature.js'
import type { Signature } from './text-signature.js'
import type { Submission } from './verdict.js'

/** How a comment stands among those before it. */
export interface Standing {
  /** Texts alike by the same person, the changed comment itself left out. */
  readonly own: number
  /** Other people with texts alike. */
  readonly others: number
  /** Forgets this comment again: it was refused, and the next try is not a repeat of it. */
  withdraw(): void
}

export interface SimilarTexts {
  /** Compares and remembers a comment. */
  note(submission: Submission, nowMs: number): Standing
  forget(person: string): void
  /** How many groups are kept, and how many keys lead to them: for tests. */
  readonly size: { readonly groups: number; readonly keys: number }
}

interface Copy {
  readonly person: string
  /** The comment, or the write that made it. */
  readonly thing: string
  atMs: number
}

interface Group {
  readonly id: string
  readonly signature: Signature
  readonly keys: readonly number[]
  /** Oldest first. */
  copies: Copy[]
}

/** About 4 MB. Half: on a very busy site the window gets shorter than it says. */
export const MAX_GROUPS = 2_000
/** More copies prove nothing more. */
const MAX_COPIES = 32
/**
 * Texts that share this part of their sequences are alike. A changed name, number or address in a sentence leaves two
 * thirds and more; "I agree with you on this" and "I disagree with you on that" share less.
 */
const ALIKE = 0.62

const ALONE: Standing = { own: 0, others: 0, withdraw: () => {} }

export function createSimilarTexts({ windowMs }: SimilarRule): SimilarTexts {
  const byKey = new Map<number, Group>()
  let made = 0

  function unlink(group: Group): void {
    for (const key of group.keys) if (byKey.get(key) === group) byKey.delete(key)
  }
  const groups = createRecent<Group>(MAX_GROUPS, windowMs, unlink)

  function closest(signature: Signature, keys: readonly number[]): Group | undefined {
    const candidates = new Set(keys.flatMap((key) => byKey.get(key) ?? []))
    let best: Group | undefined
    let bestLikeness = ALIKE
    for (const group of candidates) {
      const found = likeness(group.signature, signature)
      if (found >= bestLikeness) [best, bestLikeness] = [group, found]
    }
    return best
  }

  function newGroup(signature: Signature, keys: readonly number[]): Group {
    const group: Group = { id: String(made++), signature, keys, copies: [] }
    for (const key of keys) byKey.set(key, group)
    return group
  }

  return {
    note(submission, nowMs) {
      const signature = signatureOf(submission.plain, submission.links.length > 0)
      if (signature === undefined) return ALONE
      const keys = keysOf(signature)
      const group = closest(signature, keys) ?? newGroup(signature, keys)
      group.copies = group.copies.filter(({ atMs }) => nowMs - atMs <= windowMs)
      const copy: Copy = { person: submission.author.id, thing: thingOf(submission), atMs: nowMs }
      const standing = standingOf(group.copies, copy)
      const withdraw = remember(group, copy)
      groups.set(group.id, group, nowMs)
      return { ...standing, withdraw }
    },
    forget(person) {
      groups.forget((group) => {
        group.copies = group.copies.filter((copy) => copy.person !== person)
        if (group.copies.length === 0) unlink(group)
        return group.copies.length === 0
      })
    },
    get size() {
      return { groups: groups.size, keys: byKey.size }
    },
  }
}

function standingOf(copies: readonly Copy[], { person, thing }: Copy): { own: number; others: number } {
  const own = copies.filter((copy) => copy.person === person && copy.thing !== thing).length
  const others = new Set(copies.filter((copy) => copy.person !== person).map((copy) => copy.person)).size
  return { own, others }
}

/** Adds a copy, or makes the one of this comment young again. Returns what takes a new one out. */
function remember(group: Group, copy: Copy): () => void {
  const before = group.copies.find(({ person, thing }) => person === copy.person && thing === copy.thing)
  if (before) {
    before.atMs = copy.atMs
    return () => {}
  }
  group.copies = [...group.copies, copy].slice(-MAX_COPIES)
  return () => {
    group.copies = group.copies.filter((each) => each !== copy)
  }
}

/** Changes that do not say of what count as changes of one comment. */
function thingOf({ room, comment, id, isEdit }: Submission): string {
  return isEdit ? `c ${room} ${comment ?? ''}` : `w ${room} ${id}`
}
