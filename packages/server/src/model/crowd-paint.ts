/**
 * Whose cursor goes to whom in a crowd. [U5,U6] Pure; the frames are made in `hub/crowd-cursors.ts`.
 *
 * Invariant: who is not in the result is sent to nobody, and needs no place in any tick.
 */
import type { CrowdPerson, CrowdSample, CrowdSeat } from './crowd.js'
import { CROWD_SECTION } from '@roomful/protocol'

/** Who is sent one cursor. */
export interface Paint<R> {
  isEverywhere: boolean
  /** Those who read in no section. */
  isInPage: boolean
  /** Those who read in this section; 0: none. */
  section: number
  /** Those who follow the person. */
  followers: ReadonlySet<R> | undefined
}

/** [U5] Of one person. More tabs than this are not somebody reading. */
const MAX_PAINTED_SEATS = 4

/** [U5] Whether the readers of a section are sent the cursor; 0 is no section. */
export function isPaintedIn<R>(paint: Paint<R> | undefined, section: number): boolean {
  return paint !== undefined && (paint.isEverywhere || (section === 0 ? paint.isInPage : paint.section === section))
}

/** Whose cursors go to whom. `followed` are the people somebody follows, with their followers. */
export function paintCrowd<S extends CrowdSeat, R>(
  sample: CrowdSample<CrowdPerson<S>>,
  followed: Iterable<readonly [CrowdPerson<S>, ReadonlySet<R>]>,
): Map<S, Paint<R>> {
  const painted = new Map<S, Paint<R>>()
  const of = (seat: S): Paint<R> => {
    let paint = painted.get(seat)
    if (!paint) painted.set(seat, (paint = { isEverywhere: false, isInPage: false, section: 0, followers: undefined }))
    return paint
  }
  for (const person of sample.notable) for (const seat of seatsOf(person)) of(seat).isEverywhere = true
  for (const person of sample.common.slice(0, CROWD_SECTION))
    for (const seat of seatsOf(person)) of(seat).isInPage = true
  for (const [section, people] of sample.sections) {
    for (const person of people) {
      for (const seat of seatsOf(person)) if (seat.section === section) of(seat).section = section
    }
  }
  for (const [person, followers] of followed) for (const seat of seatsOf(person)) of(seat).followers = followers
  return painted
}

function seatsOf<S extends CrowdSeat>({ seats }: CrowdPerson<S>): readonly S[] {
  return seats.filter(({ isShown }) => isShown).slice(0, MAX_PAINTED_SEATS)
}
