/**
 * Two sequences of words laid beside each other: which word of a quote stands where on the page, after edits.
 *
 * An edit distance within a band around the place where the quote is expected, so that the work grows with the quote and
 * never with the page. Also the likeness of two single words, for slips of the pen.
 */

/** How far words may have moved against each other inside one quote. Half: a sentence put into a passage loses its end. */
const MIN_SLACK = 24
const MAX_SLACK = 64

const MISMATCH = -2
const GAP = -1
const IMPOSSIBLE = -1_000_000

const BESIDE = 1
const MISSING = 2
const ADDED = 3

/** How many words further or nearer than expected a word of the quote is still found. */
export function slackFor(quoteLength: number): number {
  return Math.min(MAX_SLACK, MIN_SLACK + (quoteLength >> 3))
}

/**
 * For each word of `quote` the place on the page it lies beside, equal or not; −1 where the page has none for it.
 *
 * @param gains what it is worth when the word is met again
 * @param shift the expected difference between a place on the page and one in the quote
 */
export function align(quote: Int32Array, gains: Int32Array, page: Int32Array, shift: number): Int32Array {
  const slack = slackFor(quote.length)
  const width = 2 * slack + 1
  // A column is a shift: in the cell (row, column) `row` words of the quote are laid, and the page is read up to this place.
  const placeOf = (row: number, column: number): number => row + shift - slack + column
  const steps = new Uint8Array((quote.length + 1) * width)
  // One cell more than there are columns: the way in from the right is closed.
  let before = new Int32Array(width + 1)
  let now = new Int32Array(width + 1)
  before[width] = now[width] = IMPOSSIBLE
  for (let row = 1; row <= quote.length; row++) {
    fillRow(
      before,
      now,
      steps.subarray(row * width, (row + 1) * width),
      quote[row - 1] ?? -1,
      gains[row - 1] ?? 0,
      page,
      placeOf(row, 0),
    )
    const done = before
    before = now
    now = done
  }
  return trace(quote.length, page.length, width, bestOf(before, width), steps, placeOf)
}

/** The innermost loop: it runs some million times when every passage of a long page was edited, so it asks as little as it can. */
function fillRow(
  before: Int32Array,
  now: Int32Array,
  steps: Uint8Array,
  word: number,
  gain: number,
  page: Int32Array,
  firstPlace: number,
): void {
  let left = IMPOSSIBLE
  let beside = before[0] as number
  for (let column = 0; column < steps.length; column++) {
    const place = firstPlace + column
    const isOnPage = place > 0 && place <= page.length
    const next = before[column + 1] as number
    let best = beside + (isOnPage ? (page[place - 1] === word ? gain : MISMATCH) : GAP)
    // A word changed counts as one changed, not as one gone and another come: its place is still known.
    let step = BESIDE
    if (next + GAP > best) {
      best = next + GAP
      step = MISSING
    }
    if (isOnPage && left + GAP > best) {
      best = left + GAP
      step = ADDED
    }
    steps[column] = step
    now[column] = left = best
    beside = next
  }
}

function bestOf(scores: Int32Array, width: number): number {
  let best = 0
  for (let column = 1; column < width; column++) if ((scores[column] ?? 0) > (scores[best] ?? 0)) best = column
  return best
}

function trace(
  length: number,
  pageLength: number,
  width: number,
  end: number,
  steps: Uint8Array,
  placeOf: (row: number, column: number) => number,
): Int32Array {
  const places = new Int32Array(length).fill(-1)
  let row = length
  let column = end
  while (row > 0) {
    const step = steps[row * width + column]
    if (step === ADDED) column--
    else {
      row--
      const place = placeOf(row, column)
      if (step === MISSING) column++
      else if (place >= 0 && place < pageLength) places[row] = place
    }
  }
  return places
}

/** How alike two texts are: 1 for equal, 0 for nothing in common. Counts letters changed, added, gone, or swapped. */
export function likeness(one: string, other: string): number {
  const longest = Math.max(one.length, other.length)
  if (longest === 0) return 1
  return 1 - distance(one, other) / longest
}

function distance(one: string, other: string): number {
  let twoBefore: number[] = []
  let before = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row++) {
    const now = [row]
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1]
      let best = Math.min(
        (before[column - 1] ?? 0) + (isSame ? 0 : 1),
        (before[column] ?? 0) + 1,
        (now[column - 1] ?? 0) + 1,
      )
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1])
        best = Math.min(best, (twoBefore[column - 2] ?? 0) + 1)
      now.push(best)
    }
    twoBefore = before
    before = now
  }
  return before[other.length] ?? 0
}
