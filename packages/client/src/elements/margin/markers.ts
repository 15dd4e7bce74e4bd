/** Which markers there are: one for marks that stand together, and one for all whose words are gone. Pure. */
import type { PassageState } from '../passages/passage-layer.js'
import { clustersOf, type Spot } from './clusters.js'
import type { Marker } from './rail.js'
import { sizeOf, type MarkedThread } from './threads.js'

export interface Measured {
  readonly threads: readonly MarkedThread[]
  readonly states: ReadonlyMap<string, PassageState>
  /** Where a mark is; undefined where it cannot be seen. */
  readonly spot: (id: string) => Spot | undefined
  /** Below the text. */
  readonly below: { readonly edge: number; readonly y: number }
  readonly sizePx: number
  /** Marks whose comments are open. */
  readonly open: readonly string[]
  /** Marks that came while the page was open, and were not looked at. */
  readonly fresh: ReadonlySet<string>
}

export function markersOf({ threads, states, spot, below, sizePx, open, fresh }: Measured): Marker[] {
  const byId = new Map(threads.map((thread) => [thread.comment.id, thread]))
  const marker = (ids: readonly string[], place: { readonly edge: number; readonly y: number }): Marker => {
    const own = ids.flatMap((id) => byId.get(id) ?? [])
    return {
      ids,
      count: own.reduce((sum, thread) => sum + sizeOf(thread), 0),
      quote: own[0]?.passage.exact ?? '',
      state: stateOf(own, states),
      isOpen: ids.some((id) => open.includes(id)),
      isFresh: ids.some((id) => fresh.has(id)),
      edge: place.edge,
      y: place.y,
    }
  }
  const gone = threads.map(({ comment }) => comment.id).filter((id) => states.get(id) === 'gone')
  const spots = threads.flatMap(({ comment: { id } }) => (states.get(id) === 'gone' ? [] : (spot(id) ?? [])))
  const markers = clustersOf(spots, sizePx).map((cluster) => marker(cluster.ids, cluster))
  return gone.length === 0 ? markers : [...markers, marker(gone, below)]
}

function stateOf(threads: readonly MarkedThread[], states: ReadonlyMap<string, PassageState>): Marker['state'] {
  const known = threads.map(({ comment }) => states.get(comment.id))
  if (known.includes('gone')) return 'gone'
  // One open matter is more than any number of settled ones.
  if (threads.every(({ comment }) => comment.resolved === true)) return 'resolved'
  return known.includes('changed') ? 'changed' : 'open'
}
