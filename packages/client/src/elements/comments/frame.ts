/**
 * The fixed parts of a section in their order, and the sentences for every state it can be in.
 *
 * What is always there keeps its height while something loads, so that little moves when the comments arrive.
 */
import type { CommentsView } from '../../room/comments.js'
import { button } from '../box/controls.js'
import { h, setText } from '../dom.js'
import { ICONS } from '../floating/icons.js'
import { icon } from '../picture.js'
import { plural } from '../words/words.js'
import type { Desk } from './desk.js'
import { createTypingLine } from './typing-line.js'

/** What is true besides the comments. */
export interface FrameState {
  readonly isAway: boolean
  readonly canWrite: boolean
  /** Names of those who write a new comment. */
  readonly typing: readonly string[]
}

export interface Frame {
  readonly node: HTMLElement
  draw(view: CommentsView, state: FrameState): void
}

export interface FrameOptions {
  readonly desk: Desk
  readonly head: HTMLElement
  readonly queue: HTMLElement
  /** The form for a new comment. */
  readonly form: HTMLElement
  readonly threads: HTMLElement
  showNew(): void
  showAll(): void
  retry(): void
  more(): Promise<void>
}

const SKELETON_ROWS = 3

export function createFrame(options: FrameOptions): Frame {
  const { desk, form, threads } = options
  const { words, lang } = desk.speech
  const offline = banner(ICONS.offline, words.offline)
  const around = banner(ICONS.link, words.around, button(words.showAll, 'small', options.showAll))
  const closed = banner(ICONS.lock, words.closed)
  const barred = banner(ICONS.lock, words.cannotWrite)
  const typing = createTypingLine(desk.speech)
  const fresh = h('button', { class: 'fresh', part: 'new', type: 'button', onclick: options.showNew })
  const freshPlace = h('div', { class: 'fresh-place', hidden: true }, fresh)
  const skeleton = createSkeleton(words.loading)
  const failed = h(
    'div',
    { class: 'state', part: 'failed', hidden: true },
    icon(ICONS.alert),
    h('p', {}, words.failed),
    button(words.tryAgain, 'small', options.retry),
  )
  const emptyMore = h('p', { class: 'nothing' })
  const empty = h(
    'div',
    { class: 'state', part: 'empty', hidden: true },
    icon(ICONS.bubble),
    h('p', { class: 'strong' }, words.empty),
    emptyMore,
  )
  const more = h(
    'button',
    { class: 'button more', part: 'more', type: 'button', onclick: () => readMore() },
    words.more,
  )
  const section = h(
    'section',
    { class: 'comments', part: 'section', 'aria-labelledby': 'title' },
    ...[options.head, options.queue, closed, barred, form, offline, around, typing.node, freshPlace],
    ...[skeleton, failed, empty, threads, more],
  )

  // How narrow it is decides the looks; the host itself must not change while the page's own markup stands in it.
  const node = h('div', { class: 'width' }, section)

  function readMore(): void {
    const last = threads.lastElementChild
    more.setAttribute('aria-busy', 'true')
    options.more().then(
      () => {
        more.removeAttribute('aria-busy')
        // On with what the reader asked for, and not with the button at its end.
        last?.nextElementSibling?.querySelector<HTMLElement>('.comment')?.focus({ preventScroll: true })
      },
      () => {
        more.removeAttribute('aria-busy')
        desk.tell(words.refusals.other)
      },
    )
  }

  return {
    node,
    draw(view, { isAway, canWrite, typing: names }) {
      const { status, list } = view
      const isRead = status === 'ready' || status === 'stale'
      const isOpen = !view.closed && status !== 'failed'
      closed.hidden = !view.closed
      barred.hidden = canWrite || !isOpen
      form.hidden = !canWrite || !isOpen
      // Nothing has been read and nothing will be, for the moment.
      const isOut = status === 'failed' || (status === 'loading' && isAway && list.length === 0)
      offline.hidden = !isAway || isOut
      around.hidden = view.around === undefined
      typing.draw(names)
      const count = view.fresh - list.reduce((sum, thread) => sum + thread.fresh, 0)
      freshPlace.hidden = count <= 0
      if (count > 0) setLabel(fresh, plural(words.showFresh, count, lang))
      skeleton.hidden = status !== 'loading' || isOut || list.length > 0
      failed.hidden = !isOut
      empty.hidden = !isRead || list.length > 0
      setText(emptyMore, canWrite && !view.closed ? words.emptyMore : words.emptyClosed)
      threads.hidden = list.length === 0
      more.hidden = !view.more || list.length === 0
    },
  }
}

function setLabel(fresh: HTMLElement, label: string): void {
  if (fresh.textContent !== label) fresh.replaceChildren(icon(ICONS.up), label)
}

function banner(path: string, text: string, ...more: Node[]): HTMLElement {
  return h('div', { class: 'banner', part: 'banner', hidden: true }, icon(path), h('p', {}, text), ...more)
}

/** Grey shapes where comments will be. */
function createSkeleton(label: string): HTMLElement {
  const row = (): HTMLElement =>
    h('div', { class: 'bone' }, h('i', { class: 'round' }), h('div', {}, h('i'), h('i'), h('i')))
  return h(
    'div',
    { class: 'skeleton', part: 'loading', role: 'img', 'aria-label': label },
    ...Array.from({ length: SKELETON_ROWS }, row),
  )
}
