/**
 * The way to what a crowd adds to the page (`crowd/show-crowd.ts`), which is fetched when there is one.
 *
 * A crowd that ends and comes back finds its parts here; a page that never has one never fetches them.
 */
import { crowdOf } from '../crowd/crowd-of.js'
import type { CrowdParts } from '../crowd/show-crowd.js'
import { all, watch } from '../live.js'

/** Shows the room's crowd while there is one, until the returned undo. */
export function openCrowdDoor(parts: CrowdParts): () => void {
  let stop: (() => void) | undefined
  let isWanted = false
  const open = (): void => {
    import('../crowd/show-crowd.js').then(
      ({ showCrowd }) => {
        if (isWanted) stop ??= showCrowd(parts)
      },
      () => undefined, // The server is away. The page is as it was.
    )
  }
  const close = (): void => {
    stop?.()
    stop = undefined
  }
  return all(
    watch(crowdOf(parts.room), (view) => {
      const isCrowd = view !== undefined
      if (isCrowd === isWanted) return
      isWanted = isCrowd
      if (isCrowd) open()
      else close()
    }),
    () => (isWanted = false),
    close,
  )
}
