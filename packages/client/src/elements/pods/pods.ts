/**
 * `<roomful-pods>`: what lies over the page. Pods, chips at the edges, following, calls to a place, bursts of reactions.
 *
 * Takes no room, catches no click except on its own chips, and asks for cursors only while somebody wants to see them.
 */
import type { Room } from '../../room/room.js'
import { h } from '../dom.js'
import { all, inRoom, isMe, watch, type Live } from '../live.js'
import { followScheme } from '../scheme.js'
import type { Mount } from '../shell.js'
import { ground } from '../theme.js'
import { speak, type Speech } from '../words/words.js'
import { createAnchors, type Anchors } from './anchors.js'
import { createChatDoor } from './chat-door.js'
import { openCrowdDoor } from './crowd-door.js'
import { createWhereabouts } from './whereabouts.js'
import { createEdges, type Away } from './edges.js'
import { createEventsOnPage } from './events.js'
import { createGuide, type Guide } from './guide.js'
import { createLayer, type Layer } from './layer.js'
import { locate } from './locate.js'
import { createNotices } from './notices.js'
import { pickMiddle } from './pick.js'
import { paced, tellPointer } from './pointer.js'
import { createStage } from './stage.js'
import { podsStyle } from './style.js'

export const mount: Mount = (host, root, live) => {
  root.adoptedStyleSheets = [ground, podsStyle]
  return { stop: speak(host, (speech) => build(host, root, live, speech)) }
}

interface Overlay {
  readonly host: HTMLElement
  readonly root: ShadowRoot
  readonly live: Live
  /** Lies over the window. */
  readonly view: HTMLElement
  readonly speech: Speech
  readonly layer: Layer
  readonly anchors: Anchors
  readonly guide: Guide
  /** Places for the chips above and below. */
  readonly above: HTMLElement
  readonly below: HTMLElement
}

function build(host: HTMLElement, root: ShadowRoot, live: Live, speech: Speech): () => void {
  const layer = createLayer()
  const anchors = createAnchors(live.clock)
  const guide = createGuide(live, speech.words)
  const notices = createNotices(live, speech.words)
  const events = createEventsOnPage(live, speech, layer, anchors)
  const above = h('div')
  const below = h('div')
  const view = h(
    'div',
    { class: 'view' },
    guide.frame,
    above,
    h('div', { class: 'bottom' }, notices.node, guide.chip, below),
    events.said,
  )
  const overlay: Overlay = { host, root, live, view, speech, layer, anchors, guide, above, below }
  root.replaceChildren(layer.node, view)
  layer.measure()
  // The middle of the window, for the shown and the unseen alike: where one points on the way to a button says nothing.
  live.here.current = () => pickMiddle(anchors)
  return all(
    followScheme(host, live.settings.theme),
    inRoom(live, (room) => all(live.settings.hasPods ? showPods(overlay, room) : () => undefined, events.listen(room))),
    () => guide.stop(),
    () => notices.stop(),
    () => anchors.stop(),
    () => (live.here.current = undefined),
  )
}

function showPods(overlay: Overlay, room: Room): () => void {
  const { live, speech, layer, anchors, guide, above, below } = overlay
  const whereabouts = createWhereabouts(({ id }) => isMe(live, id) || live.ignored.get().has(id))
  const edges = createEdges(speech, (id) => live.following.set(id))
  const stage = createStage(live, layer, anchors, whereabouts, () => drawEdges.run())
  const chat = createChatDoor({ ...overlay, room, stage })
  const drawEdges = paced(live, 100, () => {
    chat.moved()
    const away: Away[] = []
    for (const id of stage.painted()) {
      const point = stage.pointOf(id)
      const member = whereabouts.get(id)?.member
      if (point === undefined || member === undefined || member.state === 'away' || id === live.following.get())
        continue
      if (point.y < -8 || point.y > innerHeight + 8) away.push({ member, isAbove: point.y < 0 })
    }
    edges.draw(away)
  })
  const guideTo = (ids: Iterable<string>): void => {
    const id = live.following.get()
    const place = id === undefined ? undefined : whereabouts.get(id)?.place
    if (id === undefined || place === undefined || ![...ids].includes(id)) return
    const found = locate(anchors, place)
    if (found !== undefined) guide.seen(id, found)
  }
  const settle = (): void => {
    whereabouts.setMembers(room.members.get(), room.cursors.get())
    if (!live.podsHidden.get()) stage.settle()
    guide.members(room.members.get())
  }
  let stopCursors: (() => void) | undefined
  const listen = (): void => {
    const isWanted = !live.podsHidden.get() || live.following.get() !== undefined
    if (isWanted) {
      stopCursors ??= room.cursors.subscribe((changes) => {
        const ids = whereabouts.moved(changes)
        if (!live.podsHidden.get()) stage.show(ids)
        guideTo(ids)
      })
    } else {
      stopCursors?.()
      stopCursors = undefined
    }
    if (live.podsHidden.get()) {
      stage.clear()
      edges.draw([])
    } else settle()
    guideTo([live.following.get() ?? ''])
  }
  above.replaceChildren(edges.up)
  below.replaceChildren(edges.down)
  listen()
  const scrolled = (): void => {
    stage.scrolled()
    drawEdges.run()
  }
  const abort = new AbortController()
  document.addEventListener('scroll', scrolled, { signal: abort.signal, passive: true, capture: true })
  window.addEventListener('resize', settle, { signal: abort.signal, passive: true })
  return all(
    watch(live.client.lost, (isLost) => layer.node.toggleAttribute('data-lost', isLost)),
    tellPointer(live, room, anchors),
    openCrowdDoor({ ...overlay, room }),
    room.members.subscribe(settle),
    live.ignored.subscribe(settle),
    live.podsHidden.subscribe(listen),
    live.following.subscribe(listen),
    anchors.subscribe(settle),
    () => stopCursors?.(),
    () => chat.stop(),
    () => drawEdges.stop(),
    () => abort.abort(),
    () => stage.clear(),
    () => above.replaceChildren(),
    () => below.replaceChildren(),
  )
}
