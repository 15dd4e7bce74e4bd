/** What the card needs of the margin around it. Types only. */
import type { CommentSpeech } from '../words/comments/comments-words.js'
import type { MarginSpeech } from '../words/margin/margin-words.js'
import type { Room } from '../../room/room.js'
import type { Live } from '../live.js'
import type { PassageState } from '../passages/passage-layer.js'
import type { Layer } from '../pods/layer.js'
import type { Target } from './card-place.js'
import type { Goal } from '../margin/goal.js'
import type { Side } from '../margin/rail.js'
import type { MarkedThread, PassageThreads } from '../margin/threads.js'

export interface CardParts {
  readonly root: ShadowRoot
  readonly live: Live
  readonly room: Room
  readonly speech: MarginSpeech
  readonly comments: CommentSpeech
  readonly reader: PassageThreads
  readonly layer: Layer
  threads(): readonly MarkedThread[]
  stateOf(id: string): PassageState | undefined
  side(): Side
  /** Where the words of a goal are in the window; undefined when they are not to be seen. */
  target(goal: Goal): Target | undefined
  /** Brings the words of a goal into the window. */
  reveal(goal: Goal): void
  /** Shows something else in place of what is open. */
  turn(goal: Goal): void
  close(isBack: boolean): void
  /** Where what is open stands among all markers; undefined where there is only one. */
  order(): { readonly at: number; readonly of: number } | undefined
  /** To the next marker, or the one before. */
  step(by: 1 | -1): void
}
