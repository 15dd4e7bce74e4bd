/** The environment of a page in a browser. [D8] Keys and pointer places are never read: only that there was input. */
import { systemClock, systemRandom } from './clock.js'
import { dialWebSocket } from './dial.js'
import type { Environment, PagePlace, PageSignal, Shelf } from './environment.js'
import { onRoute } from './route.js'

/** Every second is often enough to know whether somebody was idle for a minute. */
const ACTIVE_EVERY_MS = 1_000
const SIGNALS = {
  freeze: 'frozen',
  resume: 'woke',
  online: 'online',
  offline: 'offline',
  pagehide: 'leaving',
  storage: 'stored',
} as const
const INPUT = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchmove'] as const

/**
 * The real environment of a page: its WebSocket, its visibility, its storage.
 *
 * @returns an environment to give to `connect`, or to take parts from for one of your own.
 */
export function browserEnvironment(): Environment {
  const { globalPrivacyControl, doNotTrack } = navigator as {
    globalPrivacyControl?: boolean
    doNotTrack?: string | null
  }
  return {
    clock: systemClock,
    random: systemRandom,
    page: {
      isVisible: () => document.visibilityState === 'visible',
      isOnline: () => navigator.onLine,
      hasInput: true,
      optOut: globalPrivacyControl === true || doNotTrack === '1',
      place,
      onSignal,
      onRoute,
    },
    storage: { local: shelf(() => localStorage), session: shelf(() => sessionStorage) },
    dial: (url, handlers) => dialWebSocket(WebSocket, url, handlers),
    // Not the bare function: browsers refuse it as another object's method.
    report: (error) => reportError(error),
    warn: (sentence) => console.warn(sentence),
  }
}

function place(): PagePlace {
  const canonical = document.querySelector<HTMLLinkElement>('link[rel="canonical"]')?.href
  const room = document.querySelector<HTMLMetaElement>('meta[name="roomful-room"]')?.content
  return { href: location.href, ...(canonical ? { canonical } : {}), ...(room ? { room } : {}) }
}

function onSignal(listener: (signal: PageSignal) => void): () => void {
  const stop = new AbortController()
  const { signal } = stop
  const on = (types: readonly string[], task: (event: Event) => void): void => {
    for (const type of types) window.addEventListener(type, task, { signal, passive: true, capture: true })
  }
  let activeAt = -ACTIVE_EVERY_MS
  // All of the document's pass the window in the capture phase; so does the focus of every element, which does not count.
  on(['visibilitychange'], () => listener(document.visibilityState as 'visible' | 'hidden'))
  on(['pageshow'], (event) => (event as PageTransitionEvent).persisted && listener('woke'))
  on(['focus'], (event) => event.target === window && listener('woke'))
  on(Object.keys(SIGNALS), ({ type }) => listener(SIGNALS[type as keyof typeof SIGNALS]))
  on(INPUT, () => {
    const now = systemClock.monotonic()
    if (now - activeAt < ACTIVE_EVERY_MS) return
    activeAt = now
    listener('active')
  })
  return () => stop.abort()
}

/** Storage that is switched off throws when it is looked at, and full storage when it is written. */
function shelf(open: () => Storage): Shelf {
  const quietly = <T>(task: (storage: Storage) => T): T | undefined => {
    try {
      return task(open())
    } catch {
      return undefined // Without storage the visitor is asked again next time; nothing else changes.
    }
  }
  return {
    get: (key) => quietly((storage) => storage.getItem(key)) ?? undefined,
    set: (key, value) => quietly((storage) => storage.setItem(key, value)),
    remove: (key) => quietly((storage) => storage.removeItem(key)),
  }
}
