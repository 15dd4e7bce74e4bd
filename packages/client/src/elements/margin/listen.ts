/**
 * What the margin hears of the page: that it is laid out anew, that somebody presses beside the card, the keys for a comment,
 * an address that names a comment, and the page's own word that its text has changed.
 */
import type { Passage } from '@roomful/protocol'
import { followAddress } from '../comments/permalink.js'
import { all, type Live } from '../live.js'
import type { Anchors } from '../pods/anchors.js'

export interface PageListener {
  readonly live: Live
  readonly host: HTMLElement
  readonly content: Element
  readonly anchors: Anchors
  /** Something may stand elsewhere. */
  moved(): void
  /** The page says that its text has changed. */
  changed(): void
  /** Somebody presses outside. */
  pressed(at: { readonly x: number; readonly y: number }): void
  /** The keys for a comment; false when they mean nothing at the moment. */
  command(): boolean
  /** The address names a comment. */
  follow(comment: string): void
  /** Somebody wants to write about these words. */
  compose(passage: Passage, text: string): void
}

/** The event by which a page says that its text has changed. */
const CHANGED = 'roomful-changed'

export function listenToPage(listener: PageListener): () => void {
  const { live, host, content, anchors, moved } = listener
  const abort = new AbortController()
  const { signal } = abort
  const quiet = { signal, passive: true, capture: true }
  const sizes = new ResizeObserver(moved)
  for (const element of [content, document.documentElement, document.body]) sizes.observe(element)
  // With the window everything moves by itself.
  document.addEventListener('scroll', ({ target }) => (target === document ? undefined : moved()), quiet)
  document.addEventListener('toggle', moved, quiet)
  window.addEventListener('resize', moved, { signal, passive: true })
  document.fonts.addEventListener('loadingdone', moved, { signal })
  document.addEventListener(CHANGED, () => listener.changed(), { signal })
  document.addEventListener(
    'pointerdown',
    (event) => {
      if (!event.composedPath().includes(host)) listener.pressed({ x: event.clientX, y: event.clientY })
    },
    quiet,
  )
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.code !== 'KeyM' || !event.altKey || !(event.ctrlKey || event.metaKey) || event.shiftKey) return
      // In a field this may be a letter of some keyboard.
      if (isField(event.composedPath()[0])) return
      if (listener.command()) event.preventDefault()
    },
    { signal },
  )
  // A comment section shows its own; without one the words are where an address leads.
  const hasSection = document.querySelector('roomful-comments') !== null
  return all(
    hasSection ? () => undefined : followAddress(listener.follow),
    anchors.subscribe(moved),
    live.compose.subscribe((request) => {
      // Whoever has a form for it takes it within this turn.
      queueMicrotask(() => {
        if (request === undefined || live.compose.get() !== request) return
        live.compose.set(undefined)
        listener.compose(request.passage, request.text ?? '')
      })
    }),
    () => sizes.disconnect(),
    () => abort.abort(),
  )
}

function isField(target: EventTarget | undefined): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select') !== null)
  )
}

/** Lets many changes lead to one look, with the next frame. */
export function onceAFrame(look: () => void): { run(): void; stop(): void } {
  let frame: number | undefined
  return {
    run() {
      frame ??= requestAnimationFrame(() => {
        frame = undefined
        look()
      })
    },
    stop() {
      if (frame !== undefined) cancelAnimationFrame(frame)
      frame = undefined
    },
  }
}
