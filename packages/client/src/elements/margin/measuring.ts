/** Where everything stands: measures marks, puts the markers to them, and tells where the card belongs. */
import { createLayer, type Layer } from '../pods/layer.js'
import type { PassageLayer } from '../passages/passage-layer.js'
import type { Target } from '../margin-card/card-place.js'
import { DRAFT, type Goal } from './goal.js'
import { markersOf } from './markers.js'
import { belowOf, MARKER_PX, sideOf, spotOf } from './places.js'
import type { Marker, Rail, Side } from './rail.js'
import type { MarkedThread } from './threads.js'

export interface Measuring {
  readonly layer: Layer
  markers(): readonly Marker[]
  side(): Side
  /** Puts the markers where the words are now. */
  place(threads: readonly MarkedThread[], fresh: ReadonlySet<string>, goal: Goal | undefined): void
  target(goal: Goal): Target | undefined
}

export function createMeasuring(content: Element, passages: PassageLayer, rail: Rail): Measuring {
  const layer = createLayer()
  // What is on it is for everybody.
  layer.node.removeAttribute('aria-hidden')
  let markers: readonly Marker[] = []
  let side = sideOf(content)

  const spot = (id: string): ReturnType<typeof spotOf> =>
    spotOf(id, passages, layer, side, passages.spanOf(id)?.start ?? 0)

  function below(): Target {
    const { edge, y } = belowOf(content, layer, side)
    const at = layer.toWindow(edge, y)
    return { left: side.isLeft ? at.x : at.x - MARKER_PX, top: at.y, bottom: at.y + MARKER_PX / 2, edge: at.x }
  }
  return {
    layer,
    markers: () => markers,
    side: () => side,
    place(threads, fresh, goal) {
      side = sideOf(content)
      layer.measure()
      markers = markersOf({
        threads,
        states: passages.states(),
        spot,
        below: belowOf(content, layer, side),
        sizePx: MARKER_PX,
        open: goal?.kind === 'threads' ? goal.ids : [],
        fresh,
      })
      rail.draw(markers, side)
    },
    target(goal) {
      if (goal.kind === 'threads' && goal.isGone) return below()
      const id = goal.kind === 'write' ? DRAFT : goal.ids.find((each) => passages.boxes(each).length > 0)
      const boxes = id === undefined ? [] : passages.boxes(id)
      const [first] = boxes
      const last = boxes.at(-1)
      const place = id === undefined ? undefined : spot(id)
      // Folded away meanwhile: where it was is no longer to be seen.
      if (first === undefined || last === undefined || place === undefined) return below()
      const left = Math.min(...boxes.map((box) => box.left))
      return { left, top: first.top, bottom: last.bottom, edge: layer.toWindow(place.edge, 0).x }
    },
  }
}
