/**
 * The way to the card, which is fetched when somebody first opens one, and what is open until then. [T11]
 *
 * Owns the goal and where the focus goes back to. Invariant: a goal that nobody wants any more is not shown when the card arrives.
 */
import { focusedNow } from '../floating/give-back-focus.js'
import type { Goal } from '../margin/goal.js'
import type { Card } from './card.js'

export interface CardDoor {
  goal(): Goal | undefined
  open(goal: Goal, opener?: HTMLElement): void
  /** @param isBack whether the focus returns to where it came from */
  close(isBack: boolean): void
  /** Something that is shown may have changed. */
  draw(): void
  /** The page has been laid out anew. */
  place(): void
  /** Fetches it, because it is likely to be needed. */
  prepare(): void
  stop(): void
}

export interface DoorOptions {
  /** Fetches the card and makes it. */
  load(): Promise<Card>
  changed(): void
  failed(): void
}

export function createCardDoor({ load, changed, failed }: DoorOptions): CardDoor {
  let card: Card | undefined
  let loading: Promise<void> | undefined
  let goal: Goal | undefined
  let opener: HTMLElement | undefined
  let isStopped = false

  function prepare(): void {
    loading ??= load().then(
      (made) => {
        if (isStopped) return made.stop()
        card = made
        if (goal !== undefined) card.show(goal)
      },
      () => {
        loading = undefined
        if (goal === undefined) return
        goal = undefined
        changed()
        failed()
      },
    )
  }
  return {
    goal: () => goal,
    open(next, from) {
      // From one to the next the way back stays the first one.
      if (goal === undefined) opener = from ?? focusedNow()
      else opener = from ?? opener
      goal = next
      changed()
      if (card) card.show(next)
      else prepare()
    },
    close(isBack) {
      if (goal === undefined) return
      goal = undefined
      card?.hide()
      if (isBack && opener?.isConnected === true) opener.focus({ preventScroll: true })
      opener = undefined
      changed()
    },
    draw() {
      if (goal !== undefined) card?.draw()
    },
    place() {
      if (goal !== undefined) card?.place()
    },
    prepare,
    stop() {
      isStopped = true
      goal = undefined
      card?.stop()
    },
  }
}
