/** A pod on the stage: its shape, its way, and what is known of when it moved. No knowledge of rooms or anchors. */
import type { Member } from '@roomful/protocol'
import { addPlace, createTrack, jumpTo, type Track } from './motion.js'
import { createPod, type Pod, type PodKind } from './pod.js'

/** A place on the layer and the shape it asks for. */
export interface Spot {
  readonly x: number
  readonly y: number
  readonly kind: PodKind
}

export interface Actor {
  readonly pod: Pod
  readonly track: Track
  kind: PodKind
  movedMs: number
}

const LABEL_WIDTH_PX = 200
const LABEL_HEIGHT_PX = 48

export function createActor(spot: Spot, nowMs: number): Actor {
  return { pod: createPod(), track: createTrack(spot.x, spot.y, nowMs), kind: spot.kind, movedMs: nowMs }
}

/** Lets an actor move to a spot, or be there at once where the page rather than the person has moved. */
export function putActor(actor: Actor, member: Member, spot: Spot, isMove: boolean, nowMs: number): void {
  const { pod, track } = actor
  const wasKind = actor.kind
  actor.kind = spot.kind
  pod.draw(member)
  pod.setKind(spot.kind)
  if (isMove && spot.kind === 'glide' && wasKind === 'glide') addPlace(track, spot.x, spot.y, nowMs)
  else if (!isNear(track, spot)) jumpTo(track, spot.x, spot.y, nowMs)
  if (!isMove) return
  actor.movedMs = nowMs
  pod.node.removeAttribute('data-resting')
  if (spot.kind === 'tap') pod.ripple()
}

export function paintActor({ pod, track }: Actor): void {
  pod.node.style.setProperty('transform', `translate3d(${track.x.toFixed(1)}px,${track.y.toFixed(1)}px,0)`)
}

/** Near an edge the name goes to the other side of the pointer, so that it can be read. */
export function turnLabel({ kind, pod }: Actor, { x, y }: Spot, width: number, height: number): void {
  const sides = [x > width - LABEL_WIDTH_PX && 'x', y > height - LABEL_HEIGHT_PX && 'y'].filter(
    (side) => side !== false,
  )
  if (kind === 'glide') pod.node.dataset['flip'] = sides.join(' ')
}

/** Whether two points are the same but for rounding. */
export function isNear(
  a: { readonly x: number; readonly y: number },
  b: { readonly x: number; readonly y: number },
): boolean {
  return Math.abs(a.x - b.x) < 1.5 && Math.abs(a.y - b.y) < 1.5
}

/** Who moved longest ago. */
export function oldestOf(actors: ReadonlyMap<string, Actor>): string | undefined {
  let oldest: string | undefined
  let movedMs = Number.POSITIVE_INFINITY
  for (const [id, actor] of actors) if (actor.movedMs < movedMs) [oldest, movedMs] = [id, actor.movedMs]
  return oldest
}
