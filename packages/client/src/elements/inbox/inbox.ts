/**
 * `<roomful-inbox>`: a bell with the number of unread notices, and what it opens: who answered or mentioned the reader.
 *
 * Shown to people the site knows and to guests who have chosen to be seen: nobody else has an inbox that is theirs tomorrow.
 * Opening it marks what is there as read. Parts: `bell`, `badge`, `panel`, `list`, `notice`, `mail`, `field`, `button`.
 */
import { notices as noticesOf, type Notices } from '../../room/notices.js'
import type { Room } from '../../room/room.js'
import { setAttribute } from '../arrange.js'
import { isGuest } from '../comments/desk.js'
import { h, setText } from '../dom.js'
import { aboveKeyboard } from '../floating/above-keyboard.js'
import { ownKeys } from '../floating/own-keys.js'
import { all, drawSoon, inRoom, type Live } from '../live.js'
import { icon } from '../picture.js'
import { followScheme } from '../scheme.js'
import type { Mount } from '../shell.js'
import { ground } from '../theme.js'
import { speakOfInbox, type InboxSpeech } from '../words/inbox/inbox-words.js'
import { digits, plural } from '../words/words.js'
import { createNoticeList } from './list.js'
import { createMailForm } from './mail-form.js'
import { inboxStyle } from './style.js'

const BELL =
  'M10 3a4.6 4.6 0 0 0-4.6 4.6c0 4.2-1.6 5.4-1.6 5.4h12.4s-1.6-1.2-1.6-5.4A4.6 4.6 0 0 0 10 3zM8.4 15.6a1.8 1.8 0 0 0 3.2 0'
const CLOSE = 'M6 6l8 8M14 6l-8 8'
const MAX_SHOWN = 99

export const mount: Mount = (host, root, live) => {
  root.adoptedStyleSheets = [ground, inboxStyle]
  const stop = all(
    followScheme(host, live.settings.theme),
    speakOfInbox(host, (speech) =>
      inRoom(live, (room) => whileKnown(live, room, () => show(host, root, live, speech, room))),
    ),
  )
  return { stop }
}

/** Runs `start` while the person is somebody who can be told of something later. */
function whileKnown(live: Live, room: Room, start: () => () => void): () => void {
  let undo: (() => void) | undefined
  const look = (): void => {
    const isKnown = room.status.get() !== 'refused' && (room.me.get().isShown || !isGuest(live.client.id.get()))
    if (isKnown) undo ??= start()
    else {
      undo?.()
      undo = undefined
    }
  }
  look()
  const stops = [room.me, room.status, live.client.id].map((noun) => noun.subscribe(look))
  return all(...stops, () => undo?.())
}

function show(host: HTMLElement, root: ShadowRoot, live: Live, speech: InboxSpeech, room: Room): () => void {
  const { words, lang } = speech
  const inbox = room.use(noticesOf)
  const badge = h('span', { class: 'badge', part: 'badge', 'aria-hidden': 'true', hidden: true })
  const heard = h('div', { class: 'unseen', role: 'status' })
  const bell = h(
    'button',
    {
      class: 'bell',
      part: 'bell',
      type: 'button',
      'aria-haspopup': 'dialog',
      'aria-expanded': 'false',
      'aria-controls': 'panel',
    },
    icon(BELL),
    badge,
  )
  const panel = createPanel(live, room, speech, inbox, () => open(false))
  root.replaceChildren(bell, heard, panel.node)
  let unread = 0
  let stopKeys: (() => void) | undefined

  function open(isOpen: boolean): void {
    if (panel.node.hidden === !isOpen) return
    setAttribute(bell, 'aria-expanded', String(isOpen))
    panel.node.hidden = !isOpen
    stopKeys?.()
    stopKeys = undefined
    if (!isOpen) return panel.shut()
    stopKeys = aboveKeyboard(panel.node)
    panel.open()
    keepInWindow(host, panel.node)
    panel.node.focus({ preventScroll: true })
  }
  const draw = (): void => {
    const view = inbox.get()
    if (view.unread > unread) setText(heard, plural(words.news, view.unread - unread, lang))
    unread = view.unread
    badge.hidden = unread === 0
    setText(badge, unread > MAX_SHOWN ? `${digits(MAX_SHOWN, lang)}+` : digits(unread, lang))
    const label = unread === 0 ? words.title : `${words.title}: ${plural(words.unread, unread, lang)}`
    setAttribute(bell, 'aria-label', label)
    bell.title = label
    panel.draw()
  }
  bell.addEventListener('click', () => open(panel.node.hidden === true))
  const soon = drawSoon(draw)
  draw()
  return all(
    inbox.subscribe(soon),
    closeOn(host, panel.node, bell, open),
    () => stopKeys?.(),
    () => root.replaceChildren(),
  )
}

interface Panel {
  readonly node: HTMLElement
  open(): void
  shut(): void
  draw(): void
}

function createPanel(live: Live, room: Room, speech: InboxSpeech, inbox: Notices, close: () => void): Panel {
  const { words } = speech
  const list = createNoticeList(live, speech, close)
  const mail = createMailForm(room, speech)
  const state = h('p', { class: 'state', role: 'status' })
  const empty = h('p', { class: 'empty' }, icon(BELL), h('b', {}, words.empty), h('span', {}, words.emptyMore))
  const more = h(
    'button',
    { class: 'button wide', part: 'button', type: 'button', onclick: () => readMore() },
    words.more,
  )
  const node = h(
    'div',
    {
      class: 'panel',
      part: 'panel',
      id: 'panel',
      role: 'dialog',
      'aria-labelledby': 'title',
      tabindex: -1,
      hidden: true,
    },
    h(
      'header',
      {},
      h('h2', { id: 'title' }, words.title),
      h(
        'button',
        {
          class: 'tool',
          part: 'button',
          type: 'button',
          'aria-label': words.close,
          title: words.close,
          onclick: close,
        },
        icon(CLOSE),
      ),
    ),
    h('div', { class: 'body' }, state, empty, list.node, more),
    mail.node,
  )
  ownKeys(node)
  let fresh: ReadonlySet<number> = new Set()
  function readMore(): void {
    const last = list.node.lastElementChild
    more.disabled = true
    inbox
      .more()
      .then(
        () => last?.nextElementSibling?.querySelector<HTMLElement>('a')?.focus(),
        () => setText(state, words.failed),
      )
      .finally(() => (more.disabled = false))
  }
  /** What is to be seen counts as read; it stays marked until the inbox is shut. */
  function markRead(): void {
    const unread = inbox.get().list.filter(({ isRead }) => !isRead)
    if (unread.length === 0) return
    fresh = new Set([...fresh, ...unread.map(({ n }) => n)])
    inbox.read()
  }
  function draw(): void {
    if (node.hidden !== false) return
    markRead()
    const view = inbox.get()
    setText(state, view.status === 'loading' ? words.loading : view.status === 'failed' ? words.failed : '')
    state.hidden = state.textContent === ''
    empty.hidden = view.status !== 'ready' || view.list.length > 0
    list.node.hidden = view.list.length === 0
    more.hidden = !view.more
    list.draw(view.list, fresh)
  }
  return {
    node,
    draw,
    open() {
      mail.look()
      draw()
    },
    shut: () => (fresh = new Set()),
  }
}

/** Escape inside, and a press outside. */
function closeOn(
  host: HTMLElement,
  panel: HTMLElement,
  bell: HTMLElement,
  open: (isOpen: boolean) => void,
): () => void {
  const stop = new AbortController()
  const { signal } = stop
  panel.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return
      open(false)
      bell.focus({ preventScroll: true })
    },
    { signal },
  )
  document.addEventListener(
    'pointerdown',
    (event) => {
      if (!event.composedPath().includes(host)) open(false)
    },
    { signal, passive: true },
  )
  return () => stop.abort()
}

/** A bell at the start of a line opens towards its end. */
function keepInWindow(host: HTMLElement, panel: HTMLElement): void {
  panel.removeAttribute('data-start')
  const { left, right } = panel.getBoundingClientRect()
  if (left < 0 || right > document.documentElement.clientWidth) setAttribute(panel, 'data-start', host.isConnected)
}
