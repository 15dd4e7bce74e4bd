/**
 * Which marks share a marker beside the text, and where it stands. Pure.
 *
 * Markers stand at the height of their words and never over each other: marks too near to each other for two markers share
 * one, instead of pushing the next ones further and further from what they are about.
 */

/** One mark, measured. */
export interface Spot {
  readonly id: string
  /** Top of its first line, and the edge of its column, on the layer. */
  readonly y: number
  readonly edge: number
  /** Where it begins in the text. */
  readonly start: number
}

/** What one marker is about. */
export interface Cluster {
  /** In the order of the text. */
  readonly ids: readonly string[]
  readonly y: number
  readonly edge: number
}

/** Columns whose edges differ by more are two. */
const SAME_EDGE_PX = 24

/** @param sizePx height of a marker with the space it needs */
export function clustersOf(spots: readonly Spot[], sizePx: number): Cluster[] {
  const open: { spots: Spot[]; y: number; edge: number }[] = []
  for (const spot of [...spots].sort((a, b) => a.y - b.y || a.start - b.start)) {
    const near = open.find(({ y, edge }) => spot.y - y < sizePx && Math.abs(spot.edge - edge) <= SAME_EDGE_PX)
    if (near) near.spots.push(spot)
    else open.push({ spots: [spot], y: spot.y, edge: spot.edge })
  }
  return open
    .map(({ spots: own, y, edge }) => ({ own: own.sort((a, b) => a.start - b.start), y, edge }))
    .sort((a, b) => (a.own[0]?.start ?? 0) - (b.own[0]?.start ?? 0))
    .map(({ own, y, edge }) => ({ ids: own.map(({ id }) => id), y, edge }))
}
