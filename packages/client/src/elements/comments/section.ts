/**
 * The comment section of one room: makes its parts, and draws them when something has changed.
 *
 * Owns when the page's own markup gives way to the live comments. Invariant: drawing moves nothing of what is being read, and
 * takes no focus.
 */
import { writes } from '../../room/writes.js'
import type { Room } from '../../room/room.js'
import type { Composer } from '../compose/composer.js'
import { all, drawSoon, watch, type Live } from '../live.js'
import { createQueue, type Queue } from '../moderate/queue.js'
import type { CommentSpeech } from '../words/comments/comments-words.js'
import { createAnnouncer } from './announce.js'
import { createArrivals } from './arrivals.js'
import type { Desk, Rewritten } from './desk.js'
import { newForm } from './forms.js'
import { createFrame, type Frame } from './frame.js'
import { createHead, type Head } from './head.js'
import { keepPlace } from './keep-place.js'
import { makeDesk } from './make-desk.js'
import { followAddress } from './permalink.js'
import { show } from './show.js'
import { markupIn } from './take-over.js'
import { createThreadList, type ThreadList } from './thread-list.js'
import { createTyping, type Typing } from './typing.js'
import { createWays, type Ways } from './ways.js'

export interface SectionOptions {
  readonly host: HTMLElement
  readonly root: ShadowRoot
  readonly live: Live
  readonly speech: CommentSpeech
  readonly room: Room
  /** Address of the page the comments are about, where it is not this one. */
  readonly page?: string
}

/** Times are said anew this often. */
const TICK_MS = 30_000

interface Parts {
  readonly queue: Queue
  readonly head: Head
  readonly form: Composer
  readonly list: ThreadList
  readonly frame: Frame
  readonly ways: Ways
}

export function showSection({ host, root, live, speech, room, page }: SectionOptions): () => void {
  const announcer = createAnnouncer(live.clock)
  const markup = markupIn(host)
  let isShown = false
  let isStopped = false

  const desk = makeDesk({ root, live, speech, room, page, announcer, acts: () => acts })
  const named = markup?.drafts(desk.drafts)
  if (named) room.me.set(named)
  /** Counts what has changed besides the comments. */
  let version = 0
  const soon = drawSoon(() => draw())
  const changed = (): void => {
    version++
    soon()
  }
  const typing = createTyping(room, live.clock, soon)
  const arrivals = createArrivals(typing, announcer.say, speech)
  const parts = createParts(desk, host, () => draw())
  const { ways, form, list, frame } = parts
  const acts = {
    wrote: typing.wrote,
    redraw: () => draw(),
    reveal: ways.reveal,
    rewrite({ text, parent, passage }: Rewritten) {
      const card = parent === undefined ? undefined : list.find(parent)
      if (card) return card.answer(text)
      form.fill(text, [])
      if (passage) form.setPassage(passage)
      form.focus()
    },
  }

  function draw(): void {
    if (isStopped) return
    const view = desk.comments.get()
    if (isShown) keepPlace(host, root, () => paint(desk, parts, typing, version))
    // The page's own comments are better than the word that there are none to be had.
    else if (markup === undefined || view.status === 'ready' || view.status === 'stale') present()
    else return
    arrivals.saw(view)
    ways.drew(view)
  }
  function present(): void {
    isShown = true
    const put = (): void => {
      root.replaceChildren(frame.node, announcer.node)
      paint(desk, parts, typing, version)
    }
    if (markup) markup.replaceBy(put, (id) => list.find(id)?.node)
    else put()
  }

  startOrder(desk, host)
  const undo = follow(desk, parts, { soon, changed })
  draw()
  // What concerns this page is nothing to the comments of another.
  const unlink = page === undefined ? followPage(desk, form) : (): void => undefined
  return () => {
    isStopped = true
    all(undo, unlink, typing.stop, announcer.stop, list.stop)()
    frame.node.remove()
    announcer.node.remove()
  }
}

function createParts(desk: Desk, host: HTMLElement, draw: () => void): Parts {
  const { comments, live, speech } = desk
  const queue = createQueue(desk, () => {
    draw()
    head.focus()
  })
  const head = createHead({
    desk,
    level: levelOf(host),
    isQueueOpen: queue.isOpen,
    toggleQueue() {
      if (queue.isOpen()) queue.shut()
      else queue.open()
      draw()
    },
  })
  const form = newForm(desk)
  const list = createThreadList(desk, head.focus)
  const ways = createWays({ desk, list, draw })
  const again = (): Promise<void> => comments.sort(comments.get().sort)
  const frame = createFrame({
    desk,
    head: head.node,
    queue: queue.node,
    form: form.node,
    threads: list.node,
    showNew: ways.showNew,
    showAll: () => void again().then(head.focus, () => desk.tell(speech.words.refusals.other)),
    retry() {
      live.client.retry()
      // Of a failure the view tells.
      again().catch(() => undefined)
    },
    more: comments.more,
  })
  return { queue, head, form, list, frame, ways }
}

function paint(desk: Desk, { head, form, list, frame }: Parts, typing: Typing, version: number): void {
  const view = desk.comments.get()
  const { room, live } = desk
  // Before the server has let us in nobody knows what is allowed; the open way is the usual one.
  const canWrite = room.can.get().size === 0 || desk.may('comment')
  head.draw(view)
  form.setGuest(desk.guest())
  list.draw(view.list, {
    isAway: live.client.status.get() !== 'online',
    isClosed: view.closed,
    version,
    typing: typing.names,
  })
  frame.draw(view, { isAway: live.client.lost.get(), canWrite, typing: typing.names(undefined) })
}

/** Everything that can change what is shown. */
function follow(
  desk: Desk,
  { list, queue }: Parts,
  { soon, changed }: { readonly soon: () => void; readonly changed: () => void },
): () => void {
  const { room, live, comments, moderation } = desk
  const { lost, status, id } = live.client
  return all(
    comments.subscribe(soon),
    room.use(writes).settled(['comment.add'], (write, outcome) => {
      if (outcome.status !== 'refused' && typeof outcome.v['id'] === 'string') list.became(write.id, outcome.v['id'])
    }),
    ...[room.can, lost, status, id, live.ignored].map((noun) => noun.subscribe(changed)),
    room.me.subscribe(soon),
    room.members.subscribe(list.greet),
    moderation.waiting.subscribe(() => {
      queue.refresh()
      soon()
    }),
    live.clock.every(TICK_MS, list.tick),
  )
}

/** Where the address of the page leads, and what somebody has marked on it to write about. */
function followPage(desk: Desk, form: Composer): () => void {
  const { live } = desk
  return all(
    followAddress((id) => desk.reveal(id, true)),
    watch(live.compose, (request) => {
      if (request === undefined) return
      live.compose.set(undefined)
      form.setPassage(request.passage)
      if (request.text !== undefined) form.fill(request.text, [])
      show(form.node)
      form.focus()
    }),
  )
}

function startOrder({ comments }: Desk, host: HTMLElement): void {
  const order = host.getAttribute('sort')
  // It is tried again until it works; the view tells.
  if (order === 'old' || order === 'top') comments.sort(order).catch(() => undefined)
}

function levelOf(host: HTMLElement): number {
  const level = Number(host.getAttribute('heading') ?? 2)
  return Number.isInteger(level) && level >= 1 && level <= 6 ? level : 2
}
