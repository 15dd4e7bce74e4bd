/**
 * Paints the pods of others: which, where, in what shape. One frame loop for all of them, which stops when nothing moves.
 *
 * Places become points of the layer when they arrive and when the page is laid out anew, never per frame: a frame only sets
 * transforms.
 */
import type { ActivityState } from '@roomful/protocol'
import type { Live } from '../live.js'
import type { Anchors } from './anchors.js'
import type { Crowd, Presence } from './crowd.js'
import type { Layer } from './layer.js'
import { locate } from './locate.js'
import { addPlace, advance, createTrack, jumpTo, type Track } from './motion.js'
import { createPod, type Pod, type PodKind } from './pod.js'

/** More pods than this hide the page. The ones that moved last are shown. */
const MAX_PODS = 40
/** A name that stays on the text it points at is in the way: after this rest it folds to its initials. */
const RESTING_MS = 8_000
/** A finger leaves; its mark fades after this. */
const TAP_MS = 2_500
const LABEL_WIDTH = 200

interface Actor {
  readonly pod: Pod
  readonly track: Track
  kind: PodKind
  movedMs: number
  state: ActivityState
}

export interface Stage {
  /** Cursor changes of these members. */
  show(ids: readonly string[]): void
  /** The roster or the page has changed: everything is where it is now, without a way. */
  settle(): void
  /** The page was scrolled: what hangs on fixed parts or in scrolling boxes has moved on the layer. */
  scrolled(): void
  /** Where a painted pod is in the window. */
  pointOf(id: string): { readonly x: number; readonly y: number } | undefined
  painted(): Iterable<string>
  clear(): void
}

export function createStage(live: Live, layer: Layer, anchors: Anchors, crowd: Crowd, changed: () => void): Stage {
  const actors = new Map<string, Actor>()
  let frame: number | undefined
  let rest: (() => void) | undefined

  const paint = (actor: Actor): void => {
    const { x, y } = actor.track
    actor.pod.node.style.setProperty('transform', `translate3d(${x.toFixed(1)}px,${y.toFixed(1)}px,0)`)
  }
  const tick = (nowMs: number): void => {
    frame = undefined
    let isMoving = false
    for (const actor of actors.values()) {
      if (actor.kind === 'glide' && advance(actor.track, nowMs)) isMoving = true
      paint(actor)
    }
    changed()
    if (isMoving) frame = requestAnimationFrame(tick)
  }
  const run = (): void => {
    frame ??= requestAnimationFrame(tick)
  }
  const remove = (id: string): void => {
    const actor = actors.get(id)
    if (actor === undefined) return
    actors.delete(id)
    actor.pod.node.toggleAttribute('data-gone', true)
    live.clock.after(400, () => actor.pod.node.remove())
  }
  const pointOn = ({ member, place }: Presence): { x: number; y: number; kind: PodKind } | undefined => {
    const found = locate(anchors, place)
    if (found === undefined) return undefined
    const { x, y } = layer.fromWindow(found.x, found.y)
    if (place.mode === 2) return { x: layer.size().width, y, kind: 'scroll' }
    return { x, y, kind: member.pointer === 'touch' ? 'tap' : 'glide' }
  }
  const enter = (presence: Presence, x: number, y: number, nowMs: number, kind: PodKind): Actor => {
    if (actors.size >= MAX_PODS) remove(oldest(actors))
    const actor: Actor = { pod: createPod(), track: createTrack(x, y, nowMs), kind, movedMs: nowMs, state: presence.member.state }
    actors.set(presence.member.id, actor)
    layer.node.append(actor.pod.node)
    return actor
  }
  const put = (id: string, isMove: boolean): void => {
    const presence = crowd.get(id)
    const point = presence === undefined ? undefined : pointOn(presence)
    if (presence === undefined || point === undefined) return remove(id)
    const nowMs = live.clock.monotonic()
    const known = actors.get(id)
    const actor = known ?? enter(presence, point.x, point.y, nowMs, point.kind)
    actor.pod.draw(presence.member)
    actor.pod.setKind((actor.kind = point.kind))
    if (isMove && known !== undefined && point.kind === 'glide') addPlace(actor.track, point.x, point.y, nowMs)
    else if (!isNear(actor.track, point)) jumpTo(actor.track, point.x, point.y, nowMs)
    if (isMove) {
      actor.movedMs = nowMs
      actor.pod.node.removeAttribute('data-resting')
      if (point.kind === 'tap') actor.pod.ripple()
    }
    flip(actor, point, layer.size())
  }
  /** One timer for all names that are due to fold. */
  const watchRest = (): void => {
    rest ??= live.clock.after(1_000, () => {
      rest = undefined
      const nowMs = live.clock.monotonic()
      for (const [id, { kind, movedMs, pod }] of actors) {
        if (nowMs - movedMs > RESTING_MS) pod.node.toggleAttribute('data-resting', true)
        if (kind === 'tap' && nowMs - movedMs > TAP_MS) remove(id)
      }
      if ([...actors.values()].some(({ pod }) => !pod.node.hasAttribute('data-resting'))) watchRest()
    })
  }
  const after = (): void => {
    run()
    if (actors.size > 0) watchRest()
  }
  return {
    show(ids) {
      for (const id of ids) put(id, true)
      after()
    },
    settle() {
      const present = new Set([...crowd.all()].map(({ member }) => member.id))
      for (const id of [...actors.keys()]) if (!present.has(id)) remove(id)
      if (present.size > 0) layer.measure()
      for (const id of present) if (actors.has(id) || !isFaded(crowd.get(id))) put(id, false)
      after()
    },
    scrolled() {
      for (const [id, actor] of actors) {
        const presence = crowd.get(id)
        const point = presence === undefined ? undefined : pointOn(presence)
        const last = actor.track.samples.at(-1)
        if (point !== undefined && last !== undefined && !isNear(last, point)) jumpTo(actor.track, point.x, point.y, live.clock.monotonic())
      }
      after()
    },
    pointOf(id) {
      const actor = actors.get(id)
      return actor === undefined ? undefined : layer.toWindow(actor.track.x, actor.track.y)
    },
    painted: () => actors.keys(),
    clear() {
      if (frame !== undefined) cancelAnimationFrame(frame)
      frame = undefined
      rest?.()
      rest = undefined
      for (const { pod } of actors.values()) pod.node.remove()
      actors.clear()
    },
  }
}

/** A tap of long ago is not shown again because the page was laid out anew. */
function isFaded(presence: Presence | undefined): boolean {
  return presence?.member.pointer === 'touch' && presence.place.mode !== 2
}

function isNear(a: { x: number; y: number }, b: { x: number; y: number }): boolean {
  return Math.abs(a.x - b.x) < 1.5 && Math.abs(a.y - b.y) < 1.5
}

function oldest(actors: ReadonlyMap<string, Actor>): string {
  let found = ''
  let movedMs = Number.POSITIVE_INFINITY
  for (const [id, actor] of actors) if (actor.movedMs < movedMs) [found, movedMs] = [id, actor.movedMs]
  return found
}

/** Near an edge the name goes to the other side of the pointer, so that it can be read. */
function flip(actor: Actor, { x, y }: { x: number; y: number }, size: { width: number; height: number }): void {
  const sides = [x > size.width - LABEL_WIDTH && 'x', y > size.height - 48 && 'y'].filter((side) => side !== false)
  if (actor.kind === 'glide') actor.pod.node.dataset['flip'] = sides.join(' ')
}
