/**
 * How a pod gets from place to place: a little in the past, so that there is always a next place to go to.
 *
 * Places come every 25 to 60 ms. Painting them as they were 60 ms ago, straight from one to the next, and rounding the
 * corners gives an even movement without guessing. Pure: time is a parameter.
 */

/** Less, and a late place stops the pod; more, and it trails behind. With half a send interval and a tick it stays below 150 ms. */
export const BEHIND_MS = 60
/** Rounds corners: after this time two thirds of a jump are made. */
const SOFT_MS = 22
/** After a pause longer than this the next place is a new movement. */
const REST_MS = 110
const NEAR_PX = 0.2

interface Sample {
  readonly atMs: number
  readonly x: number
  readonly y: number
}

export interface Track {
  /** Where the pod is painted. */
  x: number
  y: number
  samples: readonly Sample[]
  paintedMs: number
}

export function createTrack(x: number, y: number, nowMs: number): Track {
  return { x, y, samples: [{ atMs: nowMs, x, y }], paintedMs: nowMs }
}

/** Takes a new place. */
export function addPlace(track: Track, x: number, y: number, nowMs: number): void {
  const last = track.samples.at(-1)
  const isResting = last === undefined || nowMs - last.atMs > REST_MS
  // After a rest the pod starts from where it stands, not from a line drawn through the whole pause.
  const before = isResting
    ? [{ atMs: nowMs - BEHIND_MS, x: last?.x ?? x, y: last?.y ?? y }]
    : track.samples.filter(({ atMs }) => atMs > nowMs - 4 * REST_MS)
  if (isResting) track.paintedMs = Math.max(track.paintedMs, nowMs - 16)
  track.samples = [...before, { atMs: nowMs, x, y }]
}

/** The page has been laid out anew: the pod is there, without a way. */
export function jumpTo(track: Track, x: number, y: number, nowMs: number): void {
  Object.assign(track, createTrack(x, y, nowMs))
}

/** Moves the track to its place at `nowMs`. False once it rests. */
export function advance(track: Track, nowMs: number): boolean {
  const target = placeAt(track.samples, nowMs - BEHIND_MS)
  const share = 1 - Math.exp(-Math.max(0, nowMs - track.paintedMs) / SOFT_MS)
  track.paintedMs = nowMs
  track.x += (target.x - track.x) * share
  track.y += (target.y - track.y) * share
  const last = track.samples.at(-1)
  if (last === undefined || nowMs - BEHIND_MS < last.atMs) return true
  if (Math.abs(last.x - track.x) > NEAR_PX || Math.abs(last.y - track.y) > NEAR_PX) return true
  track.x = last.x
  track.y = last.y
  return false
}

function placeAt(samples: readonly Sample[], atMs: number): { x: number; y: number } {
  let before = samples[0]
  for (const sample of samples) {
    if (sample.atMs > atMs) {
      if (before === undefined || before === sample) return sample
      const part = (atMs - before.atMs) / (sample.atMs - before.atMs)
      return { x: before.x + (sample.x - before.x) * part, y: before.y + (sample.y - before.y) * part }
    }
    before = sample
  }
  return before ?? { x: 0, y: 0 }
}
