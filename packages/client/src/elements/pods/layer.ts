/**
 * The sheet of glass over the page that pods lie on.
 *
 * It belongs to the document, not to the window, so that pods scroll with the words they point at without a script. It is
 * exactly as large as the page and clips, so that a pod near the edge never makes the page scroll further.
 */
import { h } from '../dom.js'

export interface Layer {
  readonly node: HTMLElement
  /** Size of the layer, as of the last measuring. */
  size(): { readonly width: number; readonly height: number }
  /** Where a point of the window is on the layer. */
  fromWindow(x: number, y: number): { readonly x: number; readonly y: number }
  /** Where a point of the layer is in the window. */
  toWindow(x: number, y: number): { readonly x: number; readonly y: number }
  measure(): void
}

export function createLayer(): Layer {
  const node = h('div', { class: 'page', 'aria-hidden': 'true' })
  let width = 0
  let height = 0
  const set = (): void => {
    node.style.setProperty('width', `${String(width)}px`)
    node.style.setProperty('height', `${String(height)}px`)
  }
  return {
    node,
    size: () => ({ width, height }),
    fromWindow(x, y) {
      const { left, top } = node.getBoundingClientRect()
      return { x: x - left, y: y - top }
    },
    toWindow(x, y) {
      const { left, top } = node.getBoundingClientRect()
      return { x: x + left, y: y + top }
    },
    measure() {
      // Its own size must not keep the page as large as it once was.
      width = height = 0
      set()
      const { scrollWidth, scrollHeight, clientWidth } = document.documentElement
      const { left, top } = node.getBoundingClientRect()
      width = Math.max(clientWidth, scrollWidth) - (left + window.scrollX)
      height = scrollHeight - (top + window.scrollY)
      set()
    },
  }
}
