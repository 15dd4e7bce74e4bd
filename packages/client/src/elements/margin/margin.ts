/**
 * `<roomful-margin>`: comments on the words of a page, marked where the words are, live for everybody who reads.
 *
 * Attributes: `for` (a selector for the element whose text it is; default: the one `article`, else `main`, else the page) and
 * `compose="comments"` (a new comment is written in `<roomful-comments>` instead of beside the words). Takes no room; stands
 * best at the end of the body. A page that has changed its text where no browser notices it says so with an event
 * `roomful-changed` on the document. Styles it can be given: see `theme.ts`.
 */
import { all, inRoom, type Live } from '../live.js'
import { contentRoot } from '../passages/content-root.js'
import { followScheme } from '../scheme.js'
import type { Mount } from '../shell.js'
import { ground } from '../theme.js'
import { speakOfMargin } from '../words/margin/margin-words.js'
import { showMargin } from './show-margin.js'
import { marginStyle } from './style.js'

/** A page may replace its text as often as it likes; so soon after it has, somebody looks whether it is another one. */
const LOOK_MS = 150

export const mount: Mount = (host, root, live) => {
  root.adoptedStyleSheets = [ground, marginStyle]
  const stop = all(
    followScheme(host, live.settings.theme),
    speakOfMargin(host, (speech) =>
      inRoom(live, (room) =>
        withContent(live, host, (content) => showMargin({ host, root, live, speech, room, content })),
      ),
    ),
  )
  return { stop }
}

/** Runs `show` for the text of the page, and anew when another element has taken its place. */
function withContent(live: Live, host: HTMLElement, show: (content: Element) => () => void): () => void {
  const find = (): Element => contentRoot(host.getAttribute('for'))
  let content = find()
  let undo = show(content)
  let cancel: (() => void) | undefined
  const look = (): void => {
    cancel = undefined
    const next = find()
    if (next === content && content.isConnected) return
    undo()
    content = next
    undo = show(content)
  }
  const observer = new MutationObserver(() => (cancel ??= live.clock.after(LOOK_MS, look)))
  observer.observe(document.documentElement, { childList: true, subtree: true })
  return () => {
    observer.disconnect()
    cancel?.()
    undo()
  }
}
