/**
 * `<roomful-box>`: the pill in the corner, and the panel it opens into.
 *
 * Stays out of the page until the room has been joined once, so that a page whose server is away or refuses looks as if the
 * box did not exist. Nothing is remembered on the device before the visitor has chosen to be seen. [D8]
 */
import { setAttribute } from '../arrange.js'
import { h } from '../dom.js'
import { all, inRoom, type Live } from '../live.js'
import { listSheet } from '../people-list.js'
import { followScheme } from '../scheme.js'
import type { Mount } from '../shell.js'
import { ground } from '../theme.js'
import { speak, type Speech } from '../words/words.js'
import { cornerByKey, isCorner, type Corner } from './corner.js'
import { glide, makeDraggable, makeSwipeable } from './drag.js'
import { forget, isHidden, recall, remember, setHidden } from './memory.js'
import { createPanel, SHEET, type Panel } from './panel.js'
import { createPill } from './pill.js'
import { boxStyle } from './style.js'

export const mount: Mount = (host, root, live) => {
  root.adoptedStyleSheets = [ground, boxStyle, listSheet]
  if (isHidden(live.storage.session)) return { stop: () => undefined }
  return { stop: speak(host, (speech) => whenJoined(live, () => build(host, root, live, speech))) }
}

/** Waits until the server has let the page in, then shows. */
function whenJoined(live: Live, show: () => () => void): () => void {
  let undo: (() => void) | undefined
  const look = (): void => {
    if (undo === undefined && live.room.get().status.get() === 'joined') undo = show()
  }
  const stop = inRoom(live, (room) => {
    look()
    return room.status.subscribe(look)
  })
  return () => {
    stop()
    undo?.()
  }
}

interface Place {
  corner: Corner
  isMini: boolean
  isOpen: boolean
}

/** How the box was left, for a page that builds itself anew without being loaded anew. */
let left: Place | undefined

function build(host: HTMLElement, root: ShadowRoot, live: Live, speech: Speech): () => void {
  const place = (left ??= firstPlace(host, live))
  place.isOpen = false
  const pill = createPill(live, speech)
  const dock = h('div', { class: 'dock' }, pill.node)
  const panel: Panel = createPanel({
    live,
    speech,
    close: () => open(false),
    minimise: () => ((place.isMini = true), open(false)),
    moveTo: (corner) => move(corner),
    hideForVisit() {
      setHidden(live.storage.session, true)
      stop()
      root.replaceChildren()
    },
  })
  const section = h('section', { 'aria-label': speech.words.title }, dock, panel.node)
  root.replaceChildren(section)
  const paint = (): void => {
    for (const node of [dock, panel.node]) setAttribute(node, 'data-corner', place.corner)
    setAttribute(dock, 'data-mini', place.isMini)
    setAttribute(dock, 'data-open', place.isOpen)
    setAttribute(pill.node, 'aria-expanded', String(place.isOpen))
    panel.setCorner(place.corner)
    if (live.room.get().me.get().isShown) remember(live.storage.local, place.corner, place.isMini)
  }
  const open = (isOpen: boolean): void => {
    if (isOpen === place.isOpen) return
    place.isOpen = isOpen
    if (isOpen) {
      place.isMini = false
      panel.start()
    } else panel.stop()
    panel.node.hidden = !isOpen
    paint()
    if (isOpen) panel.focus()
    else pill.node.focus({ preventScroll: true })
  }
  const put = (corner: Corner): void => {
    place.corner = corner
    paint()
  }
  const move = (corner: Corner): void => {
    const moved = place.isOpen ? panel.node : dock
    const before = moved.getBoundingClientRect()
    put(corner)
    glide(moved, before)
  }
  const isSheet = matchMedia(SHEET)
  makeDraggable(pill.node, dock, () => true, put)
  makeDraggable(panel.header, panel.node, () => !isSheet.matches, put)
  makeSwipeable(
    panel.header,
    panel.node,
    () => isSheet.matches,
    () => open(false),
  )
  pill.node.addEventListener('click', () => open(true))
  moveByKeys(pill.node, () => place.corner, move)
  paint()
  const stop = all(
    followScheme(host, live.settings.theme),
    closeOn(host, panel.node, () => open(false)),
    shrinkWhileReading(dock),
    // What is opened stands where the panel lies on a small screen.
    live.chat.subscribe((isAsked) => isAsked && open(false)),
    inRoom(live, (room) => room.me.subscribe(({ isShown }) => (isShown ? paint() : forget(live.storage.local)))),
    pill.start(section),
    panel.stop,
  )
  return stop
}

function firstPlace(host: HTMLElement, live: Live): Place {
  const { corner, isMini } = recall(live.storage.local)
  const stated = [host.getAttribute('corner'), live.settings.corner].find(isCorner)
  const isRtl = getComputedStyle(host).direction === 'rtl'
  return { corner: corner ?? stated ?? (isRtl ? 'top-left' : 'top-right'), isMini, isOpen: false }
}

/** The arrow keys move the closed box, for those who cannot drag. */
function moveByKeys(pill: HTMLElement, corner: () => Corner, move: (corner: Corner) => void): void {
  pill.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const next = cornerByKey(corner(), event.key)
    if (next === undefined) return
    event.preventDefault()
    move(next)
  })
}

/** Escape inside the box, and a press outside of it where it is a sheet. */
function closeOn(host: HTMLElement, panel: HTMLElement, close: () => void): () => void {
  const stop = new AbortController()
  const isSheet = matchMedia(SHEET)
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    close()
  })
  const press = (event: Event): void => {
    if (isSheet.matches && panel.hidden === false && !event.composedPath().includes(host)) close()
  }
  document.addEventListener('pointerdown', press, { signal: stop.signal, passive: true })
  return () => stop.abort()
}

/** On a small screen scrolling down means reading: the pill makes itself a dot until one scrolls up again. */
function shrinkWhileReading(dock: HTMLElement): () => void {
  const stop = new AbortController()
  const isSmall = matchMedia(SHEET)
  let before = scrollY
  const look = (): void => {
    const moved = scrollY - before
    if (Math.abs(moved) < 12) return
    before = scrollY
    dock.toggleAttribute('data-scrolled', isSmall.matches && moved > 0)
  }
  document.addEventListener('scroll', look, { signal: stop.signal, passive: true })
  return () => stop.abort()
}
