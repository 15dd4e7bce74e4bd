/**
 * A crowd on the page: the glow beside the text, a sentence for screen readers, and what the server has to know of this
 * reader so that they see those who read where they read.
 *
 * Fetched when there is a crowd. [D8,U4] The section is told only while the person is shown and not paused; for all others
 * the crowd is a light in the margin.
 */
import { crowd, TELL_MS, type CrowdView } from '../../room/crowd.js'
import type { Room } from '../../room/room.js'
import { h, setText } from '../dom.js'
import { all, watch, type Live } from '../live.js'
import type { Anchors } from '../pods/anchors.js'
import type { Layer } from '../pods/layer.js'
import { startOfText } from '../pods/page-text.js'
import { paced } from '../pods/pointer.js'
import { fillIn } from '../words/fill-in.js'
import { plural, type Speech } from '../words/words.js'
import { createGlow } from './glow.js'
import { headingAbove, sectionNow } from './section.js'
import { glowStyle } from './style.js'
import { FIRST_MS, fullest, isNews, type Told } from './told.js'

export interface CrowdParts {
  readonly root: ShadowRoot
  readonly live: Live
  readonly room: Room
  readonly speech: Speech
  readonly layer: Layer
  readonly anchors: Anchors
  /** Lies over the window. */
  readonly view: HTMLElement
}

/** Shows the crowd and tells it about this reader, until the returned undo. */
export function showCrowd(parts: CrowdParts): () => void {
  return all(tellReader(parts), parts.live.settings.hasGlow ? showGlow(parts) : () => undefined)
}

/** [U4,U6] Where this reader reads, and whom they follow. */
function tellReader({ live, room, anchors }: CrowdParts): () => void {
  const its = room.use(crowd)
  const tell = paced(live, TELL_MS, () => {
    const isOpen = room.me.get().isShown && !live.isPaused.get()
    its.readAt(isOpen ? sectionNow(anchors) : 0)
  })
  const abort = new AbortController()
  const options = { signal: abort.signal, passive: true, capture: true }
  document.addEventListener('scroll', tell.run, options)
  window.addEventListener('resize', tell.run, options)
  tell.run()
  return all(
    ...[room.me, live.isPaused].map((noun) => noun.subscribe(tell.run)),
    anchors.subscribe(tell.run),
    watch(live.following, (id) => its.follow(id === undefined ? [] : [id])),
    () => abort.abort(),
    () => tell.stop(),
    () => its.readAt(0),
  )
}

function showGlow({ root, live, room, speech, layer, anchors, view }: CrowdParts): () => void {
  const its = room.use(crowd)
  const glow = createGlow(live, layer, anchors, speech.lang)
  const said = h('div', { class: 'unseen', role: 'status' })
  if (!root.adoptedStyleSheets.includes(glowStyle)) root.adoptedStyleSheets.push(glowStyle)
  layer.node.prepend(glow.node)
  view.append(said)
  let told: Told | undefined
  const say = (): void => {
    const now = its.get()
    const place = now === undefined ? undefined : warmestOf(now, anchors)
    const nowMs = live.clock.monotonic()
    if (now === undefined || place === undefined || live.podsHidden.get() || !isNews(told, place.section, nowMs)) return
    told = { section: place.section, atMs: nowMs }
    setText(said, fillIn(plural(speech.words.crowdAt, now.shown, speech.lang), { words: place.words }))
  }
  const saying = paced(live, FIRST_MS, say)
  const draw = (): void => {
    const now = its.get()
    if (now === undefined || live.podsHidden.get()) return glow.clear()
    glow.draw(now)
    if (told !== undefined) saying.run()
  }
  const cancelFirst = live.clock.after(FIRST_MS, say)
  const drawing = paced(live, 200, draw)
  drawing.run()
  const laidOut = (): void => {
    // The layer clips, and without a pod on it nobody else sees that the page has grown.
    layer.measure()
    drawing.run()
  }
  const abort = new AbortController()
  window.addEventListener('resize', laidOut, { signal: abort.signal, passive: true })
  return all(
    its.subscribe(drawing.run),
    live.podsHidden.subscribe(draw),
    anchors.subscribe(laidOut),
    () => cancelFirst(),
    () => drawing.stop(),
    () => saying.stop(),
    () => abort.abort(),
    () => glow.node.remove(),
    () => said.remove(),
  )
}

/** The heading by which most people are, and its words. */
function warmestOf(
  { warmth }: CrowdView,
  anchors: Anchors,
): { readonly section: number; readonly words: string } | undefined {
  const heads = new Map<number, Element>()
  const places: { section: number; people: number }[] = []
  for (const { anchor, people } of warmth) {
    const element = anchors.find(anchor)
    const head = element === undefined ? undefined : (headingAbove(element, anchors, 0) ?? element)
    const section = head === undefined ? undefined : anchors.nameOf(head)
    if (head === undefined || section === undefined) continue
    heads.set(section, head)
    places.push({ section, people })
  }
  const section = fullest(places)
  const head = section === undefined ? undefined : heads.get(section)
  const words = head === undefined ? '' : startOfText(head)
  return section === undefined || words === '' ? undefined : { section, words }
}
