/**
 * The margin of one text in one room: makes its parts, and draws them when something has changed.
 *
 * Owns what each part learns of the others, and when things are measured: once a frame at most, after the text, the layout or
 * the threads changed. Comments themselves are shown by the card, which is fetched when somebody is about to open one.
 */
import type { Passage } from '@roomful/protocol'
import type { Room } from '../../room/room.js'
import { createAnnouncer } from '../comments/announce.js'
import { all, drawSoon, type Live } from '../live.js'
import { createPassageLayer, type PassageLayer } from '../passages/passage-layer.js'
import { selectionPassage } from '../passages/select.js'
import type { MarginSpeech } from '../words/margin/margin-words.js'
import { createAsk, type Ask } from './ask.js'
import { createCardDoor, type CardDoor } from '../margin-card/card-door.js'
import { loadCard } from '../margin-card/card-load.js'
import { DRAFT } from './goal.js'
import { listenToPage, onceAFrame } from './listen.js'
import { createMarking, type Marking } from './marking.js'
import { createMeasuring, type Measuring } from './measuring.js'
import { createPickBlock, type PickBlock } from './pick-block.js'
import { createRail, type Rail } from './rail.js'
import { passageThreads, type PassageThreads } from './threads.js'

export interface MarginParts {
  readonly host: HTMLElement
  readonly root: ShadowRoot
  readonly live: Live
  readonly speech: MarginSpeech
  readonly room: Room
  /** Whose text it is. */
  readonly content: Element
}

/** What can be done from more than one place. */
interface Acts {
  open(ids: readonly string[], opener?: HTMLElement): void
  write(passage: Passage, text?: string): void
  mayWrite(): boolean
  /** Draws what is known now. */
  draw(): void
  /** The same, when this turn is over. */
  soon(): void
}

interface Made {
  readonly passages: PassageLayer
  readonly reader: PassageThreads
  readonly marking: Marking
  readonly measuring: Measuring
  readonly rail: Rail
  readonly ask: Ask
  readonly pick: PickBlock
  readonly door: CardDoor
  stop(): void
}

export function showMargin(parts: MarginParts): () => void {
  const { host, root, live, room } = parts
  const acts: Acts = {
    open(ids, opener) {
      if (ids.length === 0) return
      made.marking.arrivals.seen(ids)
      const isGone = ids.every((id) => made.passages.states().get(id) === 'gone')
      made.door.open({ kind: 'threads', ids, isGone }, opener ?? made.rail.buttonOf(ids))
    },
    write(passage, text = '') {
      if (host.getAttribute('compose') === 'comments' && handOver(live, passage, text)) return
      made.door.open({ kind: 'write', passage, text })
      getSelection()?.removeAllRanges()
    },
    mayWrite: () => room.can.get().has('comment') && !made.reader.get().closed,
    draw: () => draw(made, acts),
    soon: drawSoon(() => acts.draw()),
  }
  const made = makeParts(parts, acts)
  const stopHearing = hear(parts, made, acts)
  live.passages.current = made.marking.guide
  acts.draw()
  return () => {
    live.passages.current = undefined
    stopHearing()
    made.stop()
    root.replaceChildren()
  }
}

function makeParts(parts: MarginParts, acts: Acts): Made {
  const { live, speech, room, content } = parts
  const { words } = speech
  const reader = room.use(passageThreads)
  const announcer = createAnnouncer(live.clock)
  const passages = createPassageLayer({
    root: content,
    clock: live.clock,
    onPick: (ids) => acts.open(ids.filter((id) => marking.threads().some(({ comment }) => comment.id === id))),
  })
  const marking = createMarking(parts, passages, reader, announcer, acts.soon)
  const rail = createRail({
    speech,
    open: acts.open,
    look(ids) {
      if (ids.length > 0) door.prepare()
      marking.look(ids)
    },
  })
  const measuring = createMeasuring(content, passages, rail)
  const ask = createAsk(words, measuring.layer, acts.write)
  const pick = createPickBlock({
    words,
    content,
    layer: passages,
    changed(passage) {
      marking.choose(passage)
      acts.draw()
      if (passage !== undefined) passages.reveal(DRAFT)
    },
    write: acts.write,
    say: announcer.say,
  })
  const door = createCardDoor({
    load: () => loadCard({ parts, passages, reader, marking, measuring, door: () => door, open: acts.open }),
    changed: acts.draw,
    failed: () => announcer.tell(words.failed),
  })
  measuring.layer.node.append(rail.node)
  parts.root.replaceChildren(pick.node, measuring.layer.node, ask.node, announcer.node)
  const stop = all(door.stop, ask.stop, marking.stop, passages.stop, announcer.stop)
  return { passages, reader, marking, measuring, rail, ask, pick, door, stop }
}

function draw(made: Made, acts: Acts): void {
  const { marking, door, pick } = made
  marking.draw(door.goal())
  pick.node.hidden = !acts.mayWrite()
  offer(made, acts)
  door.draw()
  place(made)
}

function place({ marking, measuring, door, ask }: Pick<Made, 'marking' | 'measuring' | 'door' | 'ask'>): void {
  measuring.place(marking.threads(), marking.arrivals.fresh(), door.goal())
  ask.place()
  door.place()
}

/** The button beside the selection, where something can be written about it; and what others see of it. */
function offer({ ask, passages, door, marking }: Made, acts: Acts): void {
  const goal = door.goal()
  const selected = passages.selection.get()
  ask.offer(acts.mayWrite() && goal?.kind !== 'write' ? selected : undefined)
  marking.selecting.tell(goal?.kind === 'write' ? goal.passage : selected)
}

/** Everything that can change what is shown, and everything somebody can do outside of it. */
function hear({ live, host, room, content }: MarginParts, made: Made, acts: Acts): () => void {
  const { passages, reader, marking, door, pick } = made
  const frame = onceAFrame(() => place(made))
  return all(
    ...[reader, room.can].map((noun) => noun.subscribe(acts.soon)),
    passages.subscribe(acts.soon),
    passages.selection.subscribe((passage) => {
      if (passage !== undefined && acts.mayWrite()) door.prepare()
      offer(made, acts)
    }),
    listenToPage({
      live,
      host,
      content,
      anchors: passages.anchors,
      moved: frame.run,
      changed: acts.draw,
      pressed({ x, y }) {
        if (passages.at(x, y).length === 0) door.close(false)
      },
      command() {
        // Whoever is quick has selected it this very moment.
        const selected = selectionPassage(getSelection(), content, passages.page, passages.anchors)
        if (!acts.mayWrite()) return false
        if (selected === undefined) pick.start()
        else acts.write(selected)
        return true
      },
      follow: (comment) => marking.arrivals.wait(comment, (thread) => goTo(thread, made, acts)),
      compose: acts.write,
    }),
    frame.stop,
  )
}

function goTo(thread: string, { passages, door }: Made, acts: Acts): void {
  // Not while it is being drawn that it has come.
  queueMicrotask(() => {
    passages.reveal(thread)
    door.prepare()
    acts.open([thread])
  })
}

/** To a comment section on the page, where there is one. */
function handOver(live: Live, passage: Passage, text: string): boolean {
  live.compose.set({ passage, text })
  const isTaken = live.compose.get() === undefined
  live.compose.set(undefined)
  return isTaken
}
