/**
 * One entry of a word list as its owner wrote it: whether it can be used, and as what it is looked for.
 *
 * A star at an end opens that end: `bad*` also finds longer words that begin so. In scripts that put no spaces between
 * words an entry is open at both ends.
 */
import { readingsOf } from './fold.js'

const MAX_ENTRY_CHARS = 64
const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
/** Particles follow a Korean word without a space. */
const OPEN_AFTER = /\p{Script=Hangul}/u
const SIGN_FOR_LETTER = /[@$!|€£]/

/** What is wrong with an entry of a list, as the end of a sentence; undefined when it is good. */
export function wordProblem(word: string): string | undefined {
  if (word.length > MAX_ENTRY_CHARS) return `is longer than ${MAX_ENTRY_CHARS} characters`
  const letters = spelledOut(word)
  if (letters.length === 0) return 'holds no letter or digit'
  if (WITHOUT_SPACES.test(word)) return undefined
  if (letters.length === 1 && bare(word).length > 1) return `is no more than "${letters}" without its signs`
  if (letters.length < 3 && bare(word) !== word.trim()) return 'needs three letters beside a star'
  return undefined
}

/** An entry as it is looked for: as it stands, run together, and with its digits and signs read as letters. */
export function spellingsOf(word: string): ReadonlySet<string> {
  const entry = bare(word)
  const readings = readingsOf(entry)
  // Without its signs `a$$` would be `a`.
  const folded = SIGN_FOR_LETTER.test(entry) && readings.length > 1 ? readings.slice(1) : readings
  return new Set(
    folded.flatMap((each) => {
      const spaced = each.replaceAll('.', '')
      return [spaced, spaced.replaceAll(' ', '')]
    }),
  )
}

function spelledOut(word: string): string {
  return [...spellingsOf(word)].at(-1)?.replaceAll(' ', '') ?? ''
}

/** Whether an entry may begin, and end, inside a longer word. */
export function opennessOf(word: string): [before: boolean, after: boolean] {
  const entry = word.trim()
  const isAnywhere = WITHOUT_SPACES.test(entry)
  return [isAnywhere || entry.startsWith('*'), isAnywhere || entry.endsWith('*') || OPEN_AFTER.test(entry)]
}

/** Without stars at its ends. */
function bare(word: string): string {
  let entry = word.trim()
  while (entry.startsWith('*')) entry = entry.slice(1)
  while (entry.endsWith('*')) entry = entry.slice(0, -1)
  return entry.trim()
}
