/**
 * Paints passages where the browser has no highlights: boxes over the words, on a layer of our own.
 *
 * The layer takes no click and no room. Boxes belong to the document, so that they scroll with the words; what scrolls inside
 * the page, or is laid out anew, is measured again, at most once a frame.
 */
import { h, sheet } from '../dom.js'
import { createLayer } from '../pods/layer.js'
import type { Painted, Painter } from './highlighter.js'
import { boxRule, nameOfLook, PRIORITY } from './look.js'
import { boxesOf, type PageMap } from './page-map.js'

const STYLE = `
:host { position: absolute !important; inset: 0 auto auto 0 !important; inline-size: 0 !important; block-size: 0 !important; margin: 0 !important; padding: 0 !important; border: 0 !important; pointer-events: none; z-index: calc(var(--roomful-z, 2147483000) - 2); direction: ltr }
.page { position: absolute; top: 0; left: 0; overflow: clip; contain: strict; pointer-events: none }
.page > div { position: absolute; box-sizing: border-box; forced-color-adjust: none }
@media print { :host { display: none !important } }
`

/** Lines of text; each is an element. A mark beyond these is not painted, and the margin still has it. */
const MAX_BOXES = 2_000

export function createOverlay(root: Element): Painter {
  const host = document.createElement('roomful-passages')
  host.setAttribute('aria-hidden', 'true')
  const styles = sheet(STYLE)
  const known = new Set<string>()
  const shadow = host.attachShadow({ mode: 'open' })
  shadow.adoptedStyleSheets = [styles]
  const layer = createLayer()
  shadow.append(layer.node)
  let now: { readonly page: PageMap; readonly marks: readonly Painted[] } | undefined
  let frame: number | undefined
  const draw = (): void => {
    frame = undefined
    if (now === undefined) return
    // A page that replaces its body takes the layer with it.
    if (!host.isConnected) document.body.append(host)
    layer.measure()
    const { page, marks } = now
    const boxes: HTMLElement[] = []
    for (const mark of [...marks].sort((a, b) => PRIORITY[a.look.state] - PRIORITY[b.look.state])) {
      const name = nameOfLook(mark.look)
      if (!known.has(name)) styles.insertRule(boxRule(mark.look))
      known.add(name)
      for (const box of boxesOf(page.cuts(mark))) {
        if (boxes.length >= MAX_BOXES) break
        const { x, y } = layer.fromWindow(box.left, box.top)
        boxes.push(place(h('div', { class: name }), x, y, box.width, box.height))
      }
    }
    layer.node.replaceChildren(...boxes)
  }
  const soon = (): void => void (frame ??= requestAnimationFrame(draw))
  const sizes = new ResizeObserver(soon)
  for (const element of [document.documentElement, root]) sizes.observe(element)
  const abort = new AbortController()
  const options = { signal: abort.signal, passive: true, capture: true }
  // Of the window itself nothing has to follow.
  document.addEventListener('scroll', ({ target }) => (target === document ? undefined : soon()), options)
  window.addEventListener('resize', soon, options)
  document.fonts.addEventListener('loadingdone', soon, options)
  return {
    paint(page, marks) {
      now = { page, marks }
      soon()
    },
    stop() {
      abort.abort()
      sizes.disconnect()
      if (frame !== undefined) cancelAnimationFrame(frame)
      host.remove()
    },
  }
}

function place(node: HTMLElement, x: number, y: number, width: number, height: number): HTMLElement {
  for (const [name, value] of Object.entries({ left: x, top: y, width, height }))
    node.style.setProperty(name, `${value.toFixed(2)}px`)
  return node
}
