/**
 * Paints the pods of others: which, where, in what shape. One frame loop for all of them, which stops when nothing moves.
 *
 * Places become points of the layer when they arrive and when the page is laid out anew, never per frame: a frame only sets
 * transforms.
 */
import type { Live } from '../live.js'
import { createActor, isNear, oldestOf, paintActor, putActor, turnLabel, type Actor, type Spot } from './actor.js'
import type { Anchors } from './anchors.js'
import type { Whereabouts, Presence } from './whereabouts.js'
import type { Layer } from './layer.js'
import { locate } from './locate.js'
import { isNotable } from '../presence-order.js'
import { advance, jumpTo } from './motion.js'

/** More pods than this hide the page. The ones that moved last are shown. */
const MAX_PODS = 40
/** A name that stays on the text it points at is in the way: after this rest it folds to its initials. */
const RESTING_MS = 8_000
/** A finger leaves; its mark fades after this. */
const TAP_MS = 2_500
/** From so many on, names would hide the page: all but those that matter most are a dot with initials. */
const CROWD_PODS = 16
/** As long as the fade in `style.ts`. */
const FADE_MS = 400

export interface Stage {
  /** Cursor changes of these members. */
  show(ids: readonly string[]): void
  /** The roster or the page has changed: everything is where it is now, without a way. */
  settle(): void
  /** The page was scrolled: what hangs on fixed parts or in scrolling boxes has moved on the layer. */
  scrolled(): void
  /** Keeps these pods awake, and painted as long as they have a place: something hangs on them. */
  hold(ids: Iterable<string>): void
  nodeOf(id: string): HTMLElement | undefined
  /** Where a painted pod is in the window. */
  pointOf(id: string): { readonly x: number; readonly y: number } | undefined
  painted(): Iterable<string>
  clear(): void
}

export function createStage(
  live: Live,
  layer: Layer,
  anchors: Anchors,
  whereabouts: Whereabouts,
  changed: () => void,
): Stage {
  const actors = new Map<string, Actor>()
  let held: ReadonlySet<string> = new Set()
  const loop = createLoop(actors, changed)
  const rest = createRest(
    live,
    actors,
    (id) => held.has(id),
    (id) => remove(id),
  )

  function remove(id: string): void {
    const actor = actors.get(id)
    if (actor === undefined) return
    actors.delete(id)
    actor.pod.node.toggleAttribute('data-gone', true)
    live.clock.after(FADE_MS, () => actor.pod.node.remove())
  }
  function enter(id: string, spot: Spot, nowMs: number): Actor {
    const oldest = actors.size >= MAX_PODS ? oldestOf(actors) : undefined
    if (oldest !== undefined) remove(oldest)
    const actor = createActor(spot, nowMs)
    actors.set(id, actor)
    layer.node.append(actor.pod.node)
    return actor
  }
  function put(id: string, isMove: boolean): void {
    const presence = whereabouts.get(id)
    const spot = presence === undefined ? undefined : spotOf(presence, layer, anchors)
    if (presence === undefined || spot === undefined) return remove(id)
    const nowMs = live.clock.monotonic()
    const actor = actors.get(id) ?? enter(id, spot, nowMs)
    putActor(actor, presence.member, spot, isMove, nowMs)
    const isNamed = isNotable(presence.member) || live.following.get() === id || held.has(id)
    actor.pod.node.toggleAttribute('data-named', isNamed)
    turnLabel(actor, spot, layer.size().width, layer.size().height)
  }
  const run = (): void => {
    layer.node.toggleAttribute('data-crowd', actors.size >= CROWD_PODS)
    loop.run()
    rest.watch()
  }
  return {
    show(ids) {
      for (const id of ids) put(id, true)
      run()
    },
    settle() {
      const present = new Map([...whereabouts.all()].map((presence) => [presence.member.id, presence]))
      for (const id of [...actors.keys()]) if (!present.has(id)) remove(id)
      if (present.size > 0) layer.measure()
      for (const [id, presence] of present) if (actors.has(id) || held.has(id) || !isFaded(presence)) put(id, false)
      run()
    },
    scrolled() {
      for (const [id, { track }] of actors) {
        const presence = whereabouts.get(id)
        const spot = presence === undefined ? undefined : spotOf(presence, layer, anchors)
        const last = track.samples.at(-1)
        if (spot !== undefined && last !== undefined && !isNear(last, spot))
          jumpTo(track, spot.x, spot.y, live.clock.monotonic())
      }
      run()
    },
    hold(ids) {
      held = new Set(ids)
      for (const id of held) {
        if (!actors.has(id)) put(id, false)
        const node = actors.get(id)?.pod.node
        node?.removeAttribute('data-resting')
        node?.toggleAttribute('data-named', true)
      }
      run()
    },
    nodeOf: (id) => actors.get(id)?.pod.node,
    pointOf(id) {
      const track = actors.get(id)?.track
      return track === undefined ? undefined : layer.toWindow(track.x, track.y)
    },
    painted: () => actors.keys(),
    clear() {
      loop.stop()
      rest.stop()
      for (const { pod } of actors.values()) pod.node.remove()
      actors.clear()
    },
  }
}

function spotOf({ member, place }: Presence, layer: Layer, anchors: Anchors): Spot | undefined {
  const found = locate(anchors, place)
  if (found === undefined) return undefined
  const { x, y } = layer.fromWindow(found.x, found.y)
  if (place.mode === 2) return { x: layer.size().width, y, kind: 'scroll' }
  return { x, y, kind: member.pointer === 'touch' ? 'tap' : 'glide' }
}

/** A tap of long ago is not shown again because the page was laid out anew. */
function isFaded({ member, place }: Presence): boolean {
  return member.pointer === 'touch' && place.mode !== 2
}

interface Loop {
  run(): void
  stop(): void
}

function createLoop(actors: ReadonlyMap<string, Actor>, changed: () => void): Loop {
  let frame: number | undefined
  const tick = (nowMs: number): void => {
    frame = undefined
    let isMoving = false
    for (const actor of actors.values()) {
      if (actor.kind === 'glide' && advance(actor.track, nowMs)) isMoving = true
      paintActor(actor)
    }
    changed()
    if (isMoving) run()
  }
  const run = (): void => {
    frame ??= requestAnimationFrame(tick)
  }
  return {
    run,
    stop() {
      if (frame !== undefined) cancelAnimationFrame(frame)
      frame = undefined
    },
  }
}

/** One timer for all: names that rest fold, marks of fingers go. It sleeps once there is nothing left to do. */
function createRest(
  live: Live,
  actors: ReadonlyMap<string, Actor>,
  isHeld: (id: string) => boolean,
  remove: (id: string) => void,
): { watch(): void; stop(): void } {
  let cancel: (() => void) | undefined
  const look = (): void => {
    cancel = undefined
    const nowMs = live.clock.monotonic()
    for (const [id, { kind, movedMs, pod }] of actors) {
      if (isHeld(id)) continue
      if (kind === 'tap' && nowMs - movedMs > TAP_MS) remove(id)
      else if (nowMs - movedMs > RESTING_MS) pod.node.toggleAttribute('data-resting', true)
    }
    watch()
  }
  const watch = (): void => {
    const hasAwake = [...actors].some(([id, { pod }]) => !isHeld(id) && !pod.node.hasAttribute('data-resting'))
    if (hasAwake) cancel ??= live.clock.after(1_000, look)
  }
  return {
    watch,
    stop() {
      cancel?.()
      cancel = undefined
    },
  }
}
