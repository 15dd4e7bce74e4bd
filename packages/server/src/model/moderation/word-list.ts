/**
 * Lists of words and phrases, made ready once to be found in any text in one walk. [S17,S33]
 *
 * Words are found whole, whatever their dress (see `fold.ts`): capitals, accents, look-alikes, digits for letters, signs
 * between letters, letters drawn apart by spaces, letters repeated. What an entry may look like is in `word-entry.ts`.
 * A trie, walked from each beginning of a token. Invariant: a walk is at most as long as the longest entry, drawn out, so
 * a scan is linear in the text. No entry and no text ever becomes a regular expression.
 */
import { readingsOf } from './fold.js'
import { DOT, LONGEST_RUN, SPACE } from './folded-writer.js'
import { opennessOf, spellingsOf } from './word-entry.js'

/** Entries of one list, and the bit that stands for it in the answer. */
export interface WordGroup {
  readonly words: readonly string[]
  readonly mark: number
}

export interface WordList {
  /** The marks of all groups of which something stands in the text, joined by `or`; 0 for nothing. */
  scan(text: string): number
}

interface Entry {
  /** How often each letter stands in a row, in order: `boot` is 1, 2, 1. */
  readonly runs: readonly number[]
  readonly letters: number
  readonly mark: number
  /** May end inside a token. */
  readonly isOpenAfter: boolean
}

const UNITS = 65_536
/** Where words begin at a token, and where entries open before begin anywhere. */
const ROOTS = { token: 0, anywhere: 1 }
/** Letters with gaps between them may repeat this often. More would let `a.a.a.a` make every walk as long as the text. */
const LONGEST_WALK_RUN = 8
/** `a b` is two short words, `b a d` is one drawn apart. */
const LEAST_DRAWN_APART = 3

export function compileWords(groups: readonly WordGroup[]): WordList {
  const edges = new Map<number, number>()
  const ends = new Map<number, Entry[]>()
  let nodes = 2
  let hasOpenBefore = false

  function insert(folded: string, word: string, mark: number): void {
    if (folded === '') return
    const [isOpenBefore, isOpenAfter] = opennessOf(word)
    const runs: number[] = []
    let node = isOpenBefore ? ROOTS.anywhere : ROOTS.token
    let last = -1
    for (let index = 0; index < folded.length; index++) {
      const unit = folded.charCodeAt(index)
      if (unit === last && unit !== SPACE) {
        runs.push(Math.min(LONGEST_RUN, (runs.pop() ?? 0) + 1))
        continue
      }
      const edge = node * UNITS + unit
      node = edges.get(edge) ?? nodes++
      edges.set(edge, node)
      last = unit
      if (unit !== SPACE) runs.push(1)
    }
    const letters = runs.reduce((sum, run) => sum + run, 0)
    const at = ends.get(node) ?? []
    ends.set(node, at)
    at.push({ runs, letters, mark, isOpenAfter })
    hasOpenBefore ||= isOpenBefore
  }

  for (const { words, mark } of groups) {
    for (const word of words) for (const folded of spellingsOf(word)) insert(folded, word, mark)
  }
  const walk = createWalk({ edges, ends })

  return {
    scan(text) {
      if (nodes === 2) return 0
      let found = 0
      for (const reading of readingsOf(text)) found |= scanReading(reading, hasOpenBefore, walk)
      return found
    },
  }
}

type Walk = (text: string, from: number, root: number, isDrawnApart: boolean) => number

function scanReading(text: string, hasOpenBefore: boolean, walk: Walk): number {
  let found = 0
  let before = SPACE
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    const isStart = isGapUnit(before) && !isGapUnit(unit)
    if (isStart) {
      found |= walk(text, at, ROOTS.token, false)
      if (isSingle(text, at)) found |= walk(text, at, ROOTS.token, true)
    }
    if (hasOpenBefore && !isGapUnit(unit)) found |= walk(text, at, ROOTS.anywhere, false)
    before = unit
  }
  return found
}

interface Trie {
  readonly edges: ReadonlyMap<number, number>
  readonly ends: ReadonlyMap<number, readonly Entry[]>
}

/**
 * Follows the text down the trie and returns the marks of all entries that end on the way.
 *
 * A dot between tokens is stepped over. A space must be one of the entry, except where letters are drawn apart: then
 * every token must be a single letter, and spaces are stepped over too.
 */
function createWalk({ edges, ends }: Trie): Walk {
  const runs: number[] = []
  return (text, from, root, isDrawnApart) => {
    let found = 0
    let node: number | undefined = root
    let last = -1
    runs.length = 0
    for (let at = from; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (unit === DOT || (unit === SPACE && isDrawnApart)) continue
      if (isDrawnApart && !isSingle(text, at)) return found
      if (unit === last) {
        const run = (runs.at(-1) ?? 0) + 1
        if (run > LONGEST_WALK_RUN) return found
        runs[runs.length - 1] = run
      } else {
        node = edges.get(node * UNITS + unit)
        if (node === undefined) return found
        last = unit
        if (unit === SPACE) {
          last = -1
          continue
        }
        runs.push(1)
      }
      for (const entry of ends.get(node) ?? NO_ENTRIES) {
        const isLongEnough = !isDrawnApart || entry.letters >= LEAST_DRAWN_APART
        const isWhole = entry.isOpenAfter || isGapUnit(text.charCodeAt(at + 1))
        if (isLongEnough && isWhole && hasRuns(entry, runs)) found |= entry.mark
      }
    }
    return found
  }
}

const NO_ENTRIES: readonly Entry[] = []

/** Whether the runs of the text are those of the entry, or drawn out: `baaad` for `bad`, but never `god` for `good`. */
function hasRuns(entry: Entry, runs: readonly number[]): boolean {
  return entry.runs.every((least, index) => {
    const run = runs[index] ?? 0
    return run === least || run >= LONGEST_RUN
  })
}

/** White space, the dot, or the end of the text (where `charCodeAt` is NaN). */
function isGapUnit(unit: number): boolean {
  return unit === SPACE || unit === DOT || Number.isNaN(unit)
}

function isSingle(text: string, at: number): boolean {
  return (at === 0 || isGapUnit(text.charCodeAt(at - 1))) && isGapUnit(text.charCodeAt(at + 1))
}
