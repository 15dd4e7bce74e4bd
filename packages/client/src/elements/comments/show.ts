/** Brings a comment into view. */
import type { Clock } from '@roomful/protocol'

/** How long it is marked; the style lets it fade meanwhile. */
const MARKED_MS = 4_000

/** Where it is out of sight, the page moves as little as possible. */
export function show(node: HTMLElement): void {
  node.scrollIntoView({ block: 'nearest', behavior: behavior() })
}

/** Takes the reader there: into the middle of the window, with the focus, and marked for a moment. */
export function goTo(node: HTMLElement, clock: Clock): void {
  const { height } = node.getBoundingClientRect()
  node.scrollIntoView({ block: height < innerHeight / 2 ? 'center' : 'start', behavior: behavior() })
  node.focus({ preventScroll: true })
  node.dataset['marked'] = ''
  clock.after(MARKED_MS, () => delete node.dataset['marked'])
}

function behavior(): ScrollBehavior {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth'
}
