/**
 * What the section says to screen readers, and the short sentences everybody sees for a moment.
 *
 * Polite, joined where several things happen at once, and never about what can be read where it stands.
 */
import type { Cancel, Clock } from '@roomful/protocol'
import { h } from '../dom.js'

export interface Announcer {
  /** Has to be in the page before the first word, or it is not heard. */
  readonly node: HTMLElement
  /** Heard only. */
  say(text: string): void
  /** Heard and seen. */
  tell(text: string): void
  stop(): void
}

/** Things that happen together are one sentence. */
const GATHER_MS = 250
/** Long enough to read twice. */
const SHOWN_MS = 5_000

export function createAnnouncer(clock: Clock): Announcer {
  const heard = h('div', { class: 'unseen', role: 'status' })
  const seen = h('div', { class: 'toast', part: 'notice', 'aria-hidden': 'true', hidden: true })
  let waiting: string[] = []
  let cancelSay: Cancel | undefined
  let cancelShow: Cancel | undefined
  const say = (text: string): void => {
    if (text === '' || waiting.includes(text)) return
    waiting.push(text)
    // Emptied first: the same sentence twice is otherwise heard once.
    heard.textContent = ''
    cancelSay ??= clock.after(GATHER_MS, () => {
      cancelSay = undefined
      heard.textContent = waiting.join(' ')
      waiting = []
    })
  }
  return {
    node: h('div', {}, heard, seen),
    say,
    tell(text) {
      if (text === '') return
      say(text)
      seen.textContent = text
      seen.hidden = false
      cancelShow?.()
      cancelShow = clock.after(SHOWN_MS, () => (seen.hidden = true))
    },
    stop() {
      cancelSay?.()
      cancelShow?.()
    },
  }
}
