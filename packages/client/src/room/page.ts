/** The room of the page, followed through the routes of a single-page app. Which room a page is: `model/page-identity.ts`. */
import type { Cancel } from '@roomful/protocol'
import { followTrail, startTrail } from '../model/page-identity.js'
import type { Environment } from '../platform/environment.js'
import { createSource, type Noun } from './noun.js'
import type { Room } from './room.js'

/** Apps change the address first and the head of the page a moment later; in between the page has a wrong identity. */
const ROUTE_SETTLE_MS = 100

export function followPage(
  { clock, page, report }: Environment,
  room: (id?: string) => Room,
  home: string,
): { readonly noun: Noun<Room>; readonly stop: () => void } {
  const place = page.place()
  const source = createSource(room(), report)
  if (!place) return { noun: source.noun, stop: () => undefined }
  let trail = startTrail(place, home)
  let pending: Cancel | undefined

  function arrive(): void {
    pending = undefined
    const now = page.place()
    if (!now) return
    const before = trail.room
    trail = followTrail(trail, now, home)
    if (trail.room === before) return
    const old = source.noun.get()
    // The new one first: the connection is never without a room.
    source.set(room(trail.room))
    old.leave()
  }

  const stopRoute = page.onRoute(() => {
    pending ??= clock.after(ROUTE_SETTLE_MS, arrive)
  })
  return {
    noun: source.noun,
    stop() {
      stopRoute()
      pending?.()
    },
  }
}
