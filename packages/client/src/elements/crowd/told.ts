/**
 * What a screen reader reads of the glow: how many are seen here, and by which heading most of them are.
 *
 * Rarely: once when the crowd has come, and then only where it has moved on. Pure; the clock is a parameter.
 */

/** A crowd that has just come is still finding its place. */
export const FIRST_MS = 4_000
/** Whoever listens to a text wants to hear the text. */
export const AGAIN_MS = 180_000

export interface Told {
  readonly atMs: number
  /** The heading that was named. */
  readonly section: number
}

/** Whether it is time to say that most people are at `section`. */
export function isNews(told: Told | undefined, section: number, nowMs: number): boolean {
  return told === undefined || (told.section !== section && nowMs - told.atMs >= AGAIN_MS)
}

/** The section with most people in it; ties go to the one that was met first, which is the warmer one. */
export function fullest(places: readonly { readonly section: number; readonly people: number }[]): number | undefined {
  const sums = new Map<number, number>()
  for (const { section, people } of places) sums.set(section, (sums.get(section) ?? 0) + people)
  let found: number | undefined
  for (const [section, people] of sums) if (found === undefined || people > (sums.get(found) ?? 0)) found = section
  return found
}
