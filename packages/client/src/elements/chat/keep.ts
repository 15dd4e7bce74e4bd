/** Makes a comment of words beside a pod: about the words of the page that are under the pointer, where there are any. [T11] */
import { checkPassage, unpackText, type Passage } from '@roomful/protocol'
import { describePassage } from '../../model/passage.js'
import { comments } from '../../room/comments.js'
import type { Room } from '../../room/room.js'
import type { Live } from '../live.js'
import { contentRoot } from '../passages/content-root.js'
import { mapPage } from '../passages/page-map.js'
import type { Anchors } from '../pods/anchors.js'
import { textNodes } from '../pods/page-text.js'
import { pick } from '../pods/pick.js'
import type { TalkWords } from '../words/talk/talk-words.js'
import { refusalIn } from './refusal.js'
import type { Place } from './own-words.js'
import { wordsAt } from './words-at.js'

export interface KeepParts {
  readonly live: Live
  readonly room: Room
  readonly anchors: Anchors
  readonly words: TalkWords
}

export function keepWords({ live, room, anchors, words }: KeepParts, text: string, at: Place | undefined): void {
  const passage = (at && live.passages.current?.at(at.x, at.y)) ?? passageAt(anchors, at)
  const write = room.use(comments).add(text, passage === undefined ? {} : { passage })
  const show = passage && { label: words.show, run: () => void live.passages.current?.flash(write.id, passage) }
  const isMarked = show !== undefined && live.passages.current !== undefined
  write.done.then(
    () =>
      live.notice.set({
        text: write.get().status === 'held' ? words.keptHeld : words.kept,
        ...(isMarked ? { action: show } : {}),
      }),
    (error: unknown) => {
      live.notice.set({ text: refusalIn(error, words) ?? words.notKept })
      // The words are in the notice's sentence no more than in the outbox: nobody would look for them there.
      write.discard()
    },
  )
}

/** The words at a place of the window; without a place, those in the middle of it. */
function passageAt(anchors: Anchors, at: Place | undefined): Passage | undefined {
  const { x, y } = at ?? { x: innerWidth / 2, y: innerHeight * 0.42 }
  const place = pick(anchors, x, y)
  const block = place === undefined ? undefined : anchors.find(place.anchor)
  const root = contentRoot()
  if (place === undefined || block === undefined || !root.contains(block)) return undefined
  const map = mapPage(root)
  const { start, end } = block === root ? { start: 0, end: 0 } : map.spanOf(block)
  const offset = place.mode === 0 ? offsetIn(block, unpackText(place.place).offset) : undefined
  const span = wordsAt(map.text, { start, end }, offset && map.offsetOf(offset.node, offset.at))
  const passage = span && describePassage(map.text, span.start, span.end)
  // What the server would refuse is left out; the comment stands without it.
  return passage && checkPassage({ ...passage, block: place.anchor })
}

/** The text node in which a character of an element is. [C1] */
function offsetIn(block: Element, offset: number): { readonly node: Text; readonly at: number } | undefined {
  let left = offset
  for (const node of textNodes(block)) {
    if (left < node.length) return { node, at: left }
    left -= node.length
  }
  return undefined
}
