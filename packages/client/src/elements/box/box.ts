/**
 * `<roomful-box>`: the pill in the corner, and the panel it opens into.
 *
 * Stays out of the page until the server has answered once, so that a page whose server is away looks as if the box did not
 * exist. Nothing is remembered before the visitor has chosen to be seen. [D8]
 */
import type { Room } from '../../room/room.js'
import { h, setAttribute, setText } from '../dom.js'
import { all, drawSoon, inRoom, type Live } from '../live.js'
import { byPresence, createStack } from '../people-stack.js'
import { followScheme } from '../scheme.js'
import type { Mount } from '../shell.js'
import { ground } from '../theme.js'
import { digits, plural, speak, type Speech } from '../words/words.js'
import { cornerByKey, isCorner, type Corner } from './corner.js'
import { glide, makeDraggable } from './drag.js'
import { forget, isHidden, recall, remember, setHidden } from './memory.js'
import { createPanel } from './panel.js'
import { boxStyle } from './style.js'

export const mount: Mount = (host, root, live) => {
  root.adoptedStyleSheets = [ground, boxStyle]
  if (isHidden(live.storage.session)) return { stop: () => undefined }
  return { stop: speak(host, (speech) => whenWelcome(live, () => build(host, root, live, speech))) }
}

/** Waits for the first answer of the server, then shows. */
function whenWelcome(live: Live, show: () => () => void): () => void {
  const isReady = (): boolean => ['online', 'refused'].includes(live.client.status.get())
  if (isReady()) return show()
  let stop = live.client.status.subscribe(() => {
    if (!isReady()) return
    stop()
    stop = show()
  })
  return () => stop()
}

interface Place {
  corner: Corner
  isMini: boolean
  isOpen: boolean
}

function build(host: HTMLElement, root: ShadowRoot, live: Live, speech: Speech): () => void {
  const { words } = speech
  const kept = recall(live.storage.local)
  const stated = [host.getAttribute('corner'), live.settings.corner].find(isCorner)
  const isRtl = getComputedStyle(host).direction === 'rtl'
  const place: Place = { corner: kept.corner ?? stated ?? (isRtl ? 'top-left' : 'top-right'), isMini: kept.isMini, isOpen: false }
  const pill = createPill(live, speech)
  const dock = h('div', { class: 'dock' }, pill.node)
  const panel = createPanel({
    live,
    speech,
    close: () => open(false),
    minimise: () => ((place.isMini = true), open(false)),
    moveTo: (corner) => move(corner),
    hideForVisit() {
      setHidden(live.storage.session, true)
      root.replaceChildren()
    },
  })
  const section = h('section', { 'aria-label': words.title }, dock, panel.node)
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
    if (isOpen === place.isOpen) return paint()
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
  const move = (corner: Corner): void => {
    const moved = place.isOpen ? panel.node : dock
    const before = moved.getBoundingClientRect()
    place.corner = corner
    paint()
    glide(moved, before)
  }
  makeDraggable(pill.node, dock, (corner) => ((place.corner = corner), paint()))
  makeDraggable(panel.header, panel.node, (corner) => ((place.corner = corner), paint()))
  pill.node.addEventListener('click', () => open(true))
  pill.node.addEventListener('keydown', (event) => {
    const corner = event.altKey ? undefined : cornerByKey(place.corner, event.key)
    if (corner === undefined) return
    event.preventDefault()
    move(corner)
  })
  paint()
  return all(
    followScheme(host, live.settings.theme),
    closeOn(host, panel.node, place, () => open(false)),
    inRoom(live, (room) => room.me.subscribe(({ isShown }) => (isShown ? paint() : forget(live.storage.local)))),
    pill.start(section),
    () => panel.stop(),
  )
}

/** Escape inside the box, and a press outside of it where it is a sheet. */
function closeOn(host: HTMLElement, panel: HTMLElement, place: Place, close: () => void): () => void {
  const stop = new AbortController()
  const sheet = matchMedia('(max-width: 480px)')
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    close()
  })
  document.addEventListener('pointerdown', (event) => place.isOpen && sheet.matches && !event.composedPath().includes(host) && close(), { signal: stop.signal, passive: true })
  return () => stop.abort()
}

/** The closed box. */
function createPill(live: Live, speech: Speech): { node: HTMLButtonElement; start(section: HTMLElement): () => void } {
  const { words, lang } = speech
  const stack = createStack()
  const text = h('span')
  const more = h('span', { class: 'unseen' })
  const node = h('button', { class: 'pill', part: 'pill', type: 'button', 'aria-haspopup': 'dialog', 'aria-controls': 'panel', title: words.restore }, h('span', { class: 'dot', part: 'dot' }), text, more, stack.node)
  const draw = (section: HTMLElement, room: Room): void => {
    const isRefused = live.client.status.get() === 'refused' || room.status.get() === 'refused'
    const count = room.count.get()?.people
    const isOff = isRefused || live.client.lost.get() || count === undefined
    section.dataset['status'] = isRefused ? 'refused' : isOff ? 'offline' : 'live'
    setText(text, isOff ? words.offline : matchMedia('(max-width: 480px)').matches ? digits(count, lang) : plural(words.pill, count, lang))
    setText(more, isOff ? '' : `${plural(words.people, count, lang)}. ${words.restore}`)
    stack.draw(byPresence(room.members.get()), 3, (extra) => plural(words.more, extra, lang))
  }
  return {
    node,
    start: (section) =>
      inRoom(live, (room) => {
        const soon = drawSoon(() => draw(section, room))
        draw(section, room)
        const nouns = [room.members, room.count, room.status, live.client.status, live.client.lost]
        return all(...nouns.map((noun) => noun.subscribe(soon)))
      }),
  }
}
