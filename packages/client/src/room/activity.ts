/** [P6] Whether the visitor is at the page: `here`, `idle` after a minute without input, `away` while it is hidden. */
import { IDLE_AFTER_MS, type ActivityState, type Cancel } from '@roomful/protocol'
import type { Environment, PageSignal } from '../platform/environment.js'

export interface Activity {
  get(): ActivityState
  signalled(signal: PageSignal): void
  stop(): void
}

/** `changed` hears every change. */
export function createActivity({ clock, page }: Environment, changed: (state: ActivityState) => void): Activity {
  let state: ActivityState = page.isVisible() ? 'here' : 'away'
  let activeMs = clock.monotonic()
  let timer: Cancel | undefined

  function become(next: ActivityState): void {
    if (next === state) return
    state = next
    changed(next)
  }

  /** One timer per idle minute, not one per input: it looks back when it rings. */
  function watch(): void {
    timer ??= clock.after(Math.max(1, activeMs + IDLE_AFTER_MS - clock.monotonic()), () => {
      timer = undefined
      if (state !== 'here') return
      if (clock.monotonic() - activeMs < IDLE_AFTER_MS) watch()
      else become('idle')
    })
  }

  if (page.hasInput) watch()

  return {
    get: () => state,
    signalled(signal) {
      if (signal === 'hidden') return become('away')
      if (signal !== 'active' && signal !== 'visible') return
      activeMs = clock.monotonic()
      // Some input reaches hidden pages (a wheel over a covered window): hidden stays away.
      if (page.isVisible()) become('here')
      if (page.hasInput) watch()
    },
    stop() {
      timer?.()
      timer = undefined
    },
  }
}
