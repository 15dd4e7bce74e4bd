/** What became of somebody's own words, below them: on the way, waiting for a moderator, or refused and what to do now. */
import type { ShownComment } from '../../model/comments/overlay.js'
import { button } from '../box/controls.js'
import { h } from '../dom.js'
import { icon } from '../picture.js'
import type { Desk } from '../comments/desk.js'
import { ICONS } from '../floating/icons.js'
import { refusalOf } from './refusal.js'

export interface Outcome {
  readonly node: HTMLElement
  draw(comment: ShownComment, isAway: boolean): void
}

export interface OutcomeOptions {
  readonly desk: Desk
  /** Sends the refused words once more. */
  again(): void
  /** Opens the refused words to be changed. */
  edit(): void
  discard(): void
}

type Face = 'none' | 'sending' | 'waiting' | 'held' | 'rejected' | `refused ${string}`

export function createOutcome({ desk, again, edit, discard }: OutcomeOptions): Outcome {
  const { words } = desk.speech
  const node = h('div', { class: 'outcome', part: 'outcome', hidden: true })
  let face: Face = 'none'
  const note = (kind: string, path: string, text: string, ...more: Node[]): Node =>
    h('p', { class: `note ${kind}` }, icon(path), h('span', {}, text), ...more)
  const nodes = (refusal: string): Node[] => {
    switch (face) {
      case 'none':
        return []
      case 'sending':
        return [note('sending', ICONS.clock, words.sending)]
      case 'waiting':
        return [note('', ICONS.offline, words.willBeSent)]
      case 'held':
        return [note('held', ICONS.clock, words.held)]
      case 'rejected':
        return [note('grave', ICONS.reject, words.rejected)]
      default:
        return [
          note('grave', ICONS.alert, refusal),
          h(
            'div',
            { class: 'choice-row' },
            button(words.tryAgain, 'small', again),
            button(words.edit, 'small', edit),
            button(words.discard, 'small', discard),
          ),
        ]
    }
  }
  return {
    node,
    draw(comment, isAway) {
      const error = textWrite(comment)?.error
      const refusal = error === undefined ? '' : refusalOf(error, words)
      const next = faceOf(comment, isAway, refusal)
      if (next === face) return
      face = next
      node.replaceChildren(...nodes(refusal))
      node.hidden = next === 'none'
    },
  }
}

function faceOf(comment: ShownComment, isAway: boolean, refusal: string): Face {
  const write = textWrite(comment)
  if (write?.error) return `refused ${refusal}`
  if (write) return isAway ? 'waiting' : 'sending'
  return comment.status === 'held' || comment.status === 'rejected' ? comment.status : 'none'
}

/** The write in which there are words of the reader; a sign or a mark on its way shows by itself. */
export function textWrite({ write }: ShownComment): ShownComment['write'] {
  return write?.kind === 'comment.add' || write?.kind === 'comment.edit' ? write : undefined
}
