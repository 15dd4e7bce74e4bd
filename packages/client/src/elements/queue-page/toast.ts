/**
 * Says what was done, with the way back.
 *
 * Read out politely. It goes by itself, but not while somebody points at it or is in it; the way back stays until the next
 * decision, for the key that means it.
 */
import type { Cancel, Clock } from '@roomful/protocol'
import { h } from '../dom.js'
import { button } from './parts.js'

export interface Toast {
  readonly node: HTMLElement
  say(text: string, undo?: () => Promise<void>): void
  fail(text: string): void
  /** The way back of the last decision, where there is one; only once. */
  undo(): void
}

/** Long enough to read it and press. */
const STAY_MS = 10_000

export function createToast(
  clock: Clock,
  words: { readonly undo: string; readonly close: string },
  run: (undo: () => Promise<void>) => void,
): Toast {
  const node = h('div', { class: 'toast', role: 'status', 'aria-live': 'polite' })
  let back: (() => Promise<void>) | undefined
  let timer: Cancel | undefined
  let isHeld = false

  function shut(): void {
    timer?.()
    timer = clock.after(STAY_MS, () => {
      if (isHeld) return shut()
      node.replaceChildren()
    })
  }
  function undo(): void {
    const way = back
    back = undefined
    node.replaceChildren()
    if (way) run(way)
  }
  function show(text: string, kind: string): void {
    node.replaceChildren(
      h(
        'div',
        { class: `said ${kind}` },
        h('span', {}, text),
        back && button(words.undo, { kind: 'quiet', key: 'Z' }, undo),
      ),
    )
    shut()
  }
  const hold = (held: boolean) => (): void => {
    isHeld = held
  }
  for (const [type, held] of [
    ['pointerenter', true],
    ['pointerleave', false],
    ['focusin', true],
    ['focusout', false],
  ] as const)
    node.addEventListener(type, hold(held))

  return {
    node,
    say(text, way) {
      back = way
      show(text, '')
    },
    fail(text) {
      show(text, 'bad')
    },
    undo,
  }
}
