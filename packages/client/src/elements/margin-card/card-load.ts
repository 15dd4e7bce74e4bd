/** Fetches the card and gives it what it needs of the margin. */
import type { PassageLayer } from '../passages/passage-layer.js'
import { speakOfComments, type CommentSpeech } from '../words/comments/comments-words.js'
import type { CardDoor } from './card-door.js'
import type { Card } from './card.js'
import { SHEET } from './card-place.js'
import { DRAFT, type Goal } from '../margin/goal.js'
import type { Marking } from '../margin/marking.js'
import type { Measuring } from '../margin/measuring.js'
import type { MarginParts } from '../margin/show-margin.js'
import type { PassageThreads } from '../margin/threads.js'

export interface CardSurroundings {
  readonly parts: MarginParts
  readonly passages: PassageLayer
  readonly reader: PassageThreads
  readonly marking: Marking
  readonly measuring: Measuring
  readonly door: () => CardDoor
  /** Opens the threads of a marker. */
  open(ids: readonly string[]): void
}

/** The words of a goal on a small screen: below the top of the window, above the sheet. */
const TOP_PX = 84

export async function loadCard(around: CardSurroundings): Promise<Card> {
  const { parts, passages, reader, marking, measuring, door, open } = around
  const [{ createCard }, comments] = await Promise.all([import('./card.js'), commentSpeech(parts.host)])
  const order = (): { at: number; of: number } | undefined => {
    const goal = door().goal()
    const markers = measuring.markers()
    const at = goal?.kind === 'threads' ? markers.findIndex(({ ids }) => ids.some((id) => goal.ids.includes(id))) : -1
    return at < 0 || markers.length < 2 ? undefined : { at, of: markers.length }
  }
  return createCard({
    ...parts,
    comments,
    reader,
    layer: measuring.layer,
    threads: marking.threads,
    stateOf: (id) => passages.states().get(id),
    side: measuring.side,
    target: measuring.target,
    reveal: (goal) => bringUp(goal, passages, measuring),
    turn: (goal) => door().open(goal),
    close: (isBack) => door().close(isBack),
    order,
    step(by) {
      const now = order()
      if (now === undefined) return
      const marker = measuring.markers()[(now.at + by + now.of) % now.of]
      if (marker === undefined) return
      const [first] = marker.ids
      if (first !== undefined && marker.state !== 'gone') passages.reveal(first)
      open(marker.ids)
    },
  })
}

function commentSpeech(host: HTMLElement): Promise<CommentSpeech> {
  return new Promise((resolve) => {
    speakOfComments(host, (speech) => {
      resolve(speech)
      return () => undefined
    })
  })
}

/** Brings the words into the window, where they are not; on a small screen above the sheet. */
function bringUp(goal: Goal, passages: PassageLayer, { target }: Measuring): void {
  const id = goal.kind === 'write' ? DRAFT : goal.ids.find((each) => passages.boxes(each).length > 0)
  const before = target(goal)
  const isSheet = matchMedia(SHEET).matches
  const isInView =
    before !== undefined && before.top >= 0 && before.top < (isSheet ? TOP_PX * 1.5 : innerHeight - TOP_PX)
  if (isInView) return
  // What is folded away is opened first, and what stands in a box of its own is scrolled there.
  if (id !== undefined) passages.reveal(id)
  const { top } = target(goal) ?? { top: TOP_PX }
  scrollBy({ top: top - (isSheet ? TOP_PX : innerHeight / 3), behavior: 'instant' })
}
