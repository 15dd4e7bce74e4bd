/**
 * A comment on its way out: it can be taken back for a few seconds, and then it is gone for good.
 *
 * The time stands still while the pointer rests on it or the keyboard is in it, so nobody has to hurry; leaving the page ends it.
 */
import type { Cancel } from '@roomful/protocol'
import type { ShownComment } from '../../model/comments/overlay.js'
import { button } from '../box/controls.js'
import { h } from '../dom.js'
import type { Desk } from '../comments/desk.js'

/** Long enough to see what one has done. */
const UNDO_MS = 6_000

export interface Removal {
  readonly node: HTMLElement
  isOn(): boolean
  start(): void
  /** Deletes at once, where it was about to happen. */
  finish(): void
  draw(isGone: boolean): void
}

export interface RemovalOptions {
  comment(): ShownComment
  changed(): void
  /** Gives the focus back after an undo. */
  back(): void
  /** Keeps the focus near, when there is nothing to undo any more. */
  rest(): void
}

export function createRemoval(desk: Desk, { comment, changed, back, rest }: RemovalOptions): Removal {
  const { words } = desk.speech
  let state: 'off' | 'asked' | 'sent' = 'off'
  let cancel: Cancel | undefined
  const undo = button(words.undo, 'small', () => {
    end('off')
    changed()
    back()
  })
  const node = h(
    'p',
    { class: 'removal', hidden: true, onpointerleave: () => wait(), onfocusout: () => wait() },
    h('span', {}, words.removing),
    undo,
  )
  function end(next: typeof state): void {
    cancel?.()
    cancel = undefined
    removeEventListener('pagehide', finish)
    state = next
  }
  function wait(): void {
    if (state !== 'asked') return
    cancel?.()
    cancel = desk.live.clock.after(UNDO_MS, () => {
      if (!node.matches(':hover') && !undo.matches(':focus-visible')) finish()
    })
  }
  function finish(): void {
    if (state !== 'asked') return
    end('sent')
    if (desk.root.activeElement === undo) rest()
    const write = desk.comments.remove(comment().id)
    desk.follow(write, { done: words.removed })
    write.done.catch(() => {
      end('off')
      changed()
    })
    changed()
  }
  return {
    node,
    isOn: () => state !== 'off',
    start() {
      state = 'asked'
      // A page that is left has not said no.
      addEventListener('pagehide', finish)
      changed()
      undo.focus({ preventScroll: true })
      wait()
    },
    finish,
    draw(isGone) {
      if (isGone) state = 'off'
      node.hidden = state === 'off'
      undo.hidden = state === 'sent'
    },
  }
}
