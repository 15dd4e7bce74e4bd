/** Short sentences at the bottom of the window, with at most one thing to do. They never take the focus and go by themselves. */
import { h } from '../dom.js'
import { icon } from '../picture.js'
import type { Live, Notice } from '../live.js'
import type { Words } from '../words/words.js'

/** Long enough to read twice. */
const PLAIN_MS = 5_000
/** There is a button to reach. */
const ACTION_MS = 20_000
const CLOSE = 'M6 6l8 8M14 6l-8 8'

/** Returns the place for notices, which has to be in the page before the first one so that screen readers hear it. */
export function createNotices(live: Live, words: Words): { readonly node: HTMLElement; stop(): void } {
  const node = h('div', { role: 'status' })
  let cancel: (() => void) | undefined
  const clear = (): void => {
    cancel?.()
    node.replaceChildren()
  }
  const show = (notice: Notice | undefined): void => {
    clear()
    if (notice === undefined) return
    const { text, action } = notice
    const act = (): void => {
      clear()
      action?.run()
    }
    node.append(
      h(
        'div',
        { class: 'chip', part: 'notice' },
        h('span', { class: 'text' }, text),
        action !== undefined && h('button', { type: 'button', onclick: act }, action.label),
        h(
          'button',
          { class: 'plain', type: 'button', 'aria-label': words.dismiss, title: words.dismiss, onclick: clear },
          icon(CLOSE),
        ),
      ),
    )
    cancel = live.clock.after(action === undefined ? PLAIN_MS : ACTION_MS, () => {
      // Somebody is just about to press it.
      if (!node.matches(':hover, :focus-within')) clear()
    })
  }
  const undo = live.notice.subscribe(show)
  return {
    node,
    stop() {
      undo()
      clear()
    },
  }
}
