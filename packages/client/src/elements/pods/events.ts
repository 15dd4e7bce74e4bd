/**
 * What members send to everyone, painted: reactions that burst at the words they are about, and calls to look at a place.
 *
 * A call never moves the page; it offers a button. What others send is checked here and only ever looked up or shown as text.
 */
import type { CursorPlace, Json } from '@roomful/protocol'
import type { EventSender } from '../../room/events.js'
import type { Room } from '../../room/room.js'
import { h, setText } from '../dom.js'
import { all, type Burst, type Live } from '../live.js'
import { EMOJI, readPlace, readReaction } from '../reaction-rules.js'
import { fillIn } from '../words/fill-in.js'
import { plural, type Speech } from '../words/words.js'
import type { Anchors } from './anchors.js'
import { createBursts } from './bursts.js'
import { scrollWith } from './guide.js'
import type { Layer } from './layer.js'
import { locate } from './locate.js'

/** Screen readers hear of reactions in bundles, or they would hear of nothing else. */
const SAY_EVERY_MS = 2_500

export interface EventsOnPage {
  /** Where reactions are told to screen readers. */
  readonly said: HTMLElement
  listen(room: Room): () => void
}

export function createEventsOnPage(live: Live, { words, lang }: Speech, layer: Layer, anchors: Anchors): EventsOnPage {
  const paint = createBursts(layer.node)
  const said = h('div', { class: 'unseen', role: 'status' })
  const say = bundle(live, said, (first, count) => (count === 1 ? first : plural(words.reactedMany, count, lang)))

  const pointOf = (place: CursorPlace | undefined): { x: number; y: number } | undefined => {
    const found = place === undefined ? undefined : locate(anchors, place)
    return found === undefined ? undefined : layer.fromWindow(found.x, found.y)
  }
  let measuredMs = Number.NEGATIVE_INFINITY
  const burst = (room: Room, { emoji, place, ref }: Burst): void => {
    // Measuring lays the page out; a storm of reactions must not do that each time.
    const nowMs = live.clock.monotonic()
    if (nowMs - measuredMs > 1_000) layer.measure()
    measuredMs = nowMs
    const cursor = ref === undefined ? undefined : room.cursors.get().get(ref)
    paint(emoji, pointOf(place) ?? pointOf(cursor) ?? layer.fromWindow(innerWidth / 2, innerHeight * 0.7))
  }
  const reacted = (room: Room, data: Json, { isMe, ref, member }: EventSender): void => {
    const reaction = readReaction(data)
    if (reaction === undefined || isMe) return
    burst(room, { ...reaction, ref })
    const index = EMOJI.findIndex((emoji) => emoji === reaction.emoji)
    say(
      fillIn(words.reacted, {
        name: member?.name ?? words.someone,
        reaction: words.reactions[index] ?? reaction.emoji,
      }),
    )
  }
  const called = (data: Json, { isMe, member }: EventSender): void => {
    const place = readPlace(data)
    if (isMe || place === undefined) return
    const text = fillIn(words.gatherAsk, { name: member?.name ?? words.someone })
    live.notice.set({ text, action: { label: words.goThere, run: () => goTo(place) } })
  }
  const goTo = (place: CursorPlace): void => {
    const found = locate(anchors, place)
    if (found === undefined) return
    const at = layer.fromWindow(found.x, found.y)
    beacon(layer, at.x, at.y)
    scrollWith(found.anchor, found.y - innerHeight * 0.42)
  }
  return {
    said,
    listen: (room) =>
      all(
        room.on('gather', called),
        live.settings.hasReactions ? room.on('reaction', (data, from) => reacted(room, data, from)) : () => undefined,
        live.burst.subscribe((one) => one !== undefined && live.settings.hasReactions && burst(room, one)),
      ),
  }
}

/** Gathers sentences and says one for all of them. */
function bundle(
  live: Live,
  said: HTMLElement,
  join: (first: string, count: number) => string,
): (sentence: string) => void {
  let count = 0
  return (sentence) => {
    if (count++ > 0) return
    live.clock.after(SAY_EVERY_MS, () => {
      setText(said, join(sentence, count))
      count = 0
    })
  }
}

/** Shows the place one was brought to. */
function beacon(layer: Layer, x: number, y: number): void {
  const node = h('span', { class: 'beacon' })
  node.style.setProperty('transform', `translate(${String(x)}px,${String(y)}px)`)
  layer.node.append(node)
  node
    .animate(
      [
        { scale: 0.4, opacity: 0 },
        { scale: 1, opacity: 1, offset: 0.3 },
        { scale: 1.25, opacity: 0 },
      ],
      { duration: 1_200, iterations: 2 },
    )
    .finished.then(
      () => node.remove(),
      () => node.remove(),
    )
}
