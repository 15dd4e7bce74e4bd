/**
 * The card: the comments on some words, or the form for a first one. A dialog beside the words, on a small screen a sheet.
 *
 * Owns its frame and what is in it; comments are drawn by the parts of the comment section. Beside the words it is not modal:
 * the text stays to be read. The sheet is, so that the browser keeps the focus in it.
 */
import type { CommentsView } from '../../room/comments.js'
import { writes } from '../../room/writes.js'
import { setAttribute } from '../arrange.js'
import { makeSwipeable } from '../box/drag.js'
import { createAnnouncer } from '../comments/announce.js'
import type { Desk } from '../comments/desk.js'
import { makeDesk } from '../comments/make-desk.js'
import { show } from '../comments/show.js'
import { commentStyle } from '../comments/style.js'
import { createThreadList, type ThreadList } from '../comments/thread-list.js'
import { createTyping } from '../comments/typing.js'
import { h } from '../dom.js'
import { aboveKeyboard } from '../floating/above-keyboard.js'
import { ownKeys } from '../floating/own-keys.js'
import { all, drawSoon } from '../live.js'
import type { CardParts } from './card-parts.js'
import { follow, placeCard, refit, SHEET, type Offset } from './card-place.js'
import { createForms, type Forms } from '../margin/forms.js'
import { createFrame } from '../margin/frame.js'
import type { Goal } from '../margin/goal.js'
import { marginStyle } from '../margin/style.js'
import type { MarkedThread } from '../margin/threads.js'

export interface Card {
  show(goal: Goal): void
  draw(): void
  place(): void
  hide(): void
  stop(): void
}

/** Times are said anew this often. */
const TICK_MS = 30_000

export function createCard(parts: CardParts): Card {
  const { root, live, room, comments: speech, reader, layer } = parts
  addStyle(root)
  const announcer = createAnnouncer(live.clock)
  const soon = drawSoon(() => draw())
  const typing = createTyping(room, live.clock, soon)
  let goal: Goal | undefined
  let offset: Offset | undefined
  let stopKeys: (() => void) | undefined
  /** Counts what has changed besides the comments. */
  let version = 0

  const made = makeDesk({ root, live, speech, room, page: undefined, announcer, acts: () => acts })
  const desk = withReader(made, reader)
  const list = createThreadList(desk, () => node.focus({ preventScroll: true }))
  const forms = createForms(desk, parts, (id) => parts.turn({ kind: 'threads', ids: [id], isGone: false }))
  const frame = createFrame(parts.speech, { close: () => parts.close(true), step: parts.step })
  const body = h('div', { class: 'inside' }, frame.lead, frame.quote, list.node)
  const node = h(
    'dialog',
    { class: 'card', part: 'card', tabindex: -1, 'aria-labelledby': 'card-title' },
    frame.header,
    body,
    forms.node,
    announcer.node,
  )
  const acts = actsOf({ parts, list, forms, wrote: typing.wrote, draw: () => draw() })
  root.append(node)

  function draw(): void {
    if (goal === undefined) return
    const ids = goal.kind === 'threads' ? goal.ids : []
    const isGone = goal.kind === 'threads' && goal.isGone
    const shown = inOrder(parts.threads(), ids)
    // What was shown has been deleted, or declined.
    if (goal.kind === 'threads' && shown.length === 0 && reader.get().status === 'ready') return parts.close(true)
    const { closed } = reader.get()
    const hadFocus = node.contains(root.activeElement)
    frame.draw(
      goal,
      parts.order(),
      shown.some(({ comment }) => parts.stateOf(comment.id) === 'changed'),
    )
    list.draw(shown, {
      isAway: live.client.status.get() !== 'online',
      isClosed: closed,
      version,
      typing: typing.names,
    })
    forms.draw(goal, closed || isGone ? undefined : shown)
    if (hadFocus && !node.contains(root.activeElement)) node.focus({ preventScroll: true })
  }
  function place(): void {
    const target = goal && parts.target(goal)
    if (target !== undefined && offset !== undefined && !isSheet()) follow(node, layer, target, offset)
  }
  function open(): void {
    if (node.open) return
    stopKeys = aboveKeyboard(node)
    if (isSheet()) node.showModal()
    // Not `show`, which takes the focus before the card is where it belongs, and the page with it.
    else node.setAttribute('open', '')
  }
  function put(): void {
    if (goal === undefined) return
    const target = parts.target(goal)
    offset = undefined
    if (isSheet()) {
      for (const name of ['inline-size', 'transform']) node.style.removeProperty(name)
    } else if (target !== undefined) {
      offset = placeCard(node, layer, parts.side(), target)
      node.scrollIntoView({ block: 'nearest', behavior: 'instant' })
    }
  }
  listen(node, frame.header, () => parts.close(true))
  const undo = all(
    makeRoomForPopups(node, body),
    watchHeight(node, (beforePx) => {
      if (offset !== undefined) offset = refit(node, offset, beforePx)
      place()
    }),
    reader.subscribe(soon),
    room.use(writes).settled(['comment.add'], (write, outcome) => {
      const { id } = outcome.status === 'refused' ? { id: undefined } : outcome.v
      if (typeof id !== 'string') return
      list.became(write.id, id)
      // What was just written goes on under the name the server gave it.
      if (goal?.kind === 'threads' && goal.ids.includes(write.id)) parts.turn({ ...goal, ids: [...goal.ids, id] })
    }),
    ...[room.can, room.members, room.me, live.client.status, live.client.id, live.ignored].map((noun) =>
      noun.subscribe(() => {
        version++
        soon()
      }),
    ),
    live.clock.every(TICK_MS, list.tick),
  )
  return {
    draw,
    place,
    show(next) {
      const isSame =
        goal?.kind === 'threads' && next.kind === 'threads' && next.ids.some((id) => list.find(id) !== undefined)
      goal = next
      if (!isSame) parts.reveal(next)
      draw()
      if (goal === undefined) return
      open()
      if (!isSame || offset === undefined) put()
      if (next.kind === 'write') forms.focus()
      else if (!isSame) node.focus({ preventScroll: true })
    },
    hide() {
      goal = undefined
      stopKeys?.()
      if (node.open) node.close()
    },
    stop() {
      undo()
      all(typing.stop, announcer.stop, list.stop)()
      stopKeys?.()
      node.remove()
    },
  }
}

/** Calls `grew` with the height a card had before it became taller. */
function watchHeight(node: HTMLElement, grew: (beforePx: number) => void): () => void {
  let beforePx = 0
  const sizes = new ResizeObserver(() => {
    const now = node.offsetHeight
    const was = beforePx
    beforePx = now
    if (was > 0 && now > was) grew(was)
  })
  sizes.observe(node)
  return () => sizes.disconnect()
}

/** What opens beside a button may stand out of a card that has nothing to scroll; in a long one it is scrolled to. */
function makeRoomForPopups(node: HTMLElement, body: HTMLElement): () => void {
  const look = (): void => {
    if (body.querySelector('.popup:not([hidden])') !== null) return
    node.removeAttribute('data-short')
    setAttribute(node, 'data-short', body.scrollHeight <= body.clientHeight + 1)
  }
  const sizes = new ResizeObserver(look)
  for (const element of [node, ...body.children]) sizes.observe(element)
  body.addEventListener('focusin', ({ target }) => {
    if (target instanceof Element) target.closest('.popup')?.scrollIntoView({ block: 'nearest' })
  })
  return () => sizes.disconnect()
}

/** In the order of the text. */
function inOrder(threads: readonly MarkedThread[], ids: readonly string[]): MarkedThread[] {
  const shown = threads.filter(({ comment }) => ids.includes(comment.id))
  return shown.sort((a, b) => ids.indexOf(a.comment.id) - ids.indexOf(b.comment.id))
}

function isSheet(): boolean {
  return matchMedia(SHEET).matches
}

/** The looks of comments, below those of the margin. */
function addStyle(root: ShadowRoot): void {
  if (root.adoptedStyleSheets.includes(commentStyle)) return
  const [ground] = root.adoptedStyleSheets
  root.adoptedStyleSheets = [...(ground ? [ground] : []), commentStyle, marginStyle]
}

/** Reads what the margin reads, and writes as everybody does. */
function withReader(desk: Desk, reader: CardParts['reader']): Desk {
  const self = (): ReturnType<Desk['self']> => ownAuthor(reader.get(), desk.isMe)
  return {
    ...desk,
    self,
    comments: {
      ...desk.comments,
      get: reader.get,
      subscribe: reader.subscribe,
      thread: reader.thread,
      showNew: () => undefined,
    },
  }
}

function ownAuthor({ list }: CommentsView, isMe: Desk['isMe']): ReturnType<Desk['self']> {
  for (const { comment, answers } of list)
    for (const { author } of [comment, ...answers]) if (author?.name && isMe(author)) return author
  return undefined
}

interface Acting {
  readonly parts: CardParts
  readonly list: ThreadList
  readonly forms: Forms
  wrote(thread?: string): void
  draw(): void
}

function actsOf({ parts, list, forms, wrote, draw }: Acting): Pick<Desk, 'wrote' | 'redraw' | 'rewrite' | 'reveal'> {
  return {
    wrote,
    redraw: draw,
    reveal(id) {
      list.unfold(id)
      if (list.find(id) === undefined) draw()
      const card = list.find(id)
      if (card) show(card.node)
    },
    rewrite({ text, parent, passage }) {
      const card = parent === undefined ? undefined : list.find(parent)
      if (card) return card.answer(text)
      if (passage) parts.turn({ kind: 'write', passage, text })
      else forms.focus()
    },
  }
}

/** The ways to shut it: Escape, a press beside it where it is modal, a swipe down. */
function listen(node: HTMLDialogElement, header: HTMLElement, close: () => void): void {
  ownKeys(node)
  node.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    close()
  })
  // Asked for by the browser itself: a gesture, or Escape with the focus elsewhere.
  node.addEventListener('cancel', (event) => {
    event.preventDefault()
    close()
  })
  node.addEventListener('pointerdown', (event) => {
    const { top, bottom, left, right } = node.getBoundingClientRect()
    const { clientX: x, clientY: y, target } = event
    if (target === node && isSheet() && (x < left || x > right || y < top || y > bottom)) close()
  })
  makeSwipeable(header, node, isSheet, close)
}
