/**
 * The words of a page, numbered, and where each stands: what passages are looked up in.
 *
 * A run of letters and digits is a word whatever its case; every other sign is one of its own, and so is every character of
 * scripts without spaces. Made once for all passages of a page, and only when one of them is not where it was.
 */

export interface Words {
  /** Number of the word at each place; −1 for one that the page does not have. */
  readonly ids: Int32Array
  /** Where the word at each place begins and ends, in UTF-16 units. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly length: number
}

export interface WordIndex {
  readonly text: string
  readonly words: Words
  /** Where a word stands, in order; for −1 nowhere. */
  places(id: number): Int32Array
  /** Another text in the numbers of this page. */
  read(text: string): Words
}

export function indexWords(text: string): WordIndex {
  const numbers = new Map<string, number>()
  const kinds = new Uint8Array(0x10000)
  const words = split(text, kinds, (word) => {
    const known = numbers.get(word)
    if (known === undefined) numbers.set(word, numbers.size)
    return known ?? numbers.size - 1
  })
  const { firsts, places } = gather(words, numbers.size)
  return {
    text,
    words,
    places: (id) => (id < 0 ? places.subarray(0, 0) : places.subarray(firsts[id], firsts[id + 1])),
    read: (other) => split(other, kinds, (word) => numbers.get(word) ?? -1),
  }
}

/** The first place at or after `place` in a list of places. */
export function firstFrom(places: Int32Array, place: number): number {
  let low = 0
  let high = places.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((places[middle] ?? 0) < place) low = middle + 1
    else high = middle
  }
  return low
}

/** At most `limit` of a list of places, those nearest to `place`, nearest first. */
export function* nearest(places: Int32Array, place: number, limit: number): Generator<number> {
  let right = firstFrom(places, place)
  let left = right - 1
  for (let count = 0; count < limit && (left >= 0 || right < places.length); count++) {
    const before = left >= 0 ? place - (places[left] ?? 0) : Number.POSITIVE_INFINITY
    const after = right < places.length ? (places[right] ?? 0) - place : Number.POSITIVE_INFINITY
    yield places[before < after ? left-- : right++] ?? 0
  }
}

/** All places sorted by word, and where each word's begin. */
function gather({ ids, length }: Words, wordCount: number): { firsts: Int32Array; places: Int32Array } {
  const firsts = new Int32Array(wordCount + 1)
  for (let at = 0; at < length; at++) bump(firsts, (ids[at] ?? 0) + 1)
  for (let id = 0; id < wordCount; id++) firsts[id + 1] = (firsts[id + 1] ?? 0) + (firsts[id] ?? 0)
  const next = firsts.slice()
  const places = new Int32Array(length)
  for (let at = 0; at < length; at++) places[bump(next, ids[at] ?? 0)] = at
  return { firsts, places }
}

/** Adds one; returns what was there. */
function bump(numbers: Int32Array, at: number): number {
  const before = numbers[at] ?? 0
  numbers[at] = before + 1
  return before
}

const SPACE = 1
const LETTER = 2
const SIGN = 3

function split(text: string, kinds: Uint8Array, numberOf: (word: string) => number): Words {
  const ids = new Int32Array(text.length)
  const starts = new Int32Array(text.length)
  const ends = new Int32Array(text.length)
  let length = 0
  for (let at = 0; at < text.length;) {
    const kind = kindOf(text.charCodeAt(at), kinds)
    const start = at++
    if (kind === SPACE) continue
    if (kind === LETTER) while (at < text.length && kindOf(text.charCodeAt(at), kinds) === LETTER) at++
    else if (isPair(text, start)) at++
    ids[length] = numberOf(text.slice(start, at).toLowerCase())
    starts[length] = start
    ends[length++] = at
  }
  return { ids: ids.slice(0, length), starts: starts.slice(0, length), ends: ends.slice(0, length), length }
}

/** Scripts without spaces between words: their characters stand alone. */
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff66-\uff9f]/

/** `kinds` remembers: a page has few different characters, and asking a regular expression for each would take most of the time. */
function kindOf(code: number, kinds: Uint8Array): number {
  const known = kinds[code]
  if (known !== undefined && known !== 0) return known
  const char = String.fromCharCode(code)
  const kind = /\s/.test(char) ? SPACE : !UNSPACED.test(char) && /[\p{L}\p{N}\p{M}]/u.test(char) ? LETTER : SIGN
  kinds[code] = kind
  return kind
}

function isPair(text: string, at: number): boolean {
  return (text.codePointAt(at) ?? 0) > 0xffff
}
