/** How often a room speaks, by how many listen. Pure numbers; each says what it balances. */

/** [C3] Milliseconds between cursor ticks. Positions stay under 100 ms old: 55 ms of a sender's pace plus one tick. */
export function tickMs(readers: number): number {
  return readers <= 200 ? 25 : 40
}

/**
 * [U5] The same in a crowd. Every tick is as many writes as there are readers: at 40 ms ten thousand would take a core for
 * themselves. Half: they do. Double: twenty pods in a crowd jump.
 */
export function crowdTickMs(readers: number): number {
  return readers <= 1_000 ? 32 : readers <= 2_000 ? 40 : readers <= 5_000 ? 80 : 120
}

/** [P3] Milliseconds between changes of the roster. A thousand people at once are then some ten frames a reader. */
export function changeMs(readers: number): number {
  return readers <= 200 ? 100 : readers <= 1_000 ? 250 : 500
}

/** [Y4] Milliseconds between what a node tells the others of a room's people. Longer: moves between nodes take longer to settle. */
export function shareGapMs(readers: number): number {
  return Math.min(250, changeMs(readers))
}

/**
 * [Y5] How long a change is kept back where others have the room too. Somebody who changes nodes comes to one and leaves the
 * other in two messages, each up to a gap late: shorter, and everybody would see them flicker. While changes go on, twice this.
 */
export function holdMs(readers: number): number {
  return shareGapMs(readers) + 50
}

/** [N2] Together with the turn's end below a second, which is how exact the counts have to be. */
const MAX_COUNTS_GAP_MS = 800
/** [N2] Quiet for this long, and the next change is news again. */
const QUIET_MS = 1_000

/**
 * [N2] How long the next change of the counts has to wait. It doubles while changes keep coming: in a crowd that fills up,
 * telling everyone of everyone would cost more than letting them in.
 */
export function countsGapMs(readers: number, lastGapMs: number, sinceLastMs: number): number {
  return sinceLastMs > QUIET_MS ? changeMs(readers) : Math.min(MAX_COUNTS_GAP_MS, 2 * lastGapMs)
}
