/** Builds pictures: drawn here, so that no page has to fetch one. */
import { fill, type Child, type Value } from './dom.js'

const SVG = 'http://www.w3.org/2000/svg'

/** Makes an element of a picture. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props: Record<string, Value> = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(SVG, tag) as SVGElementTagNameMap[K], props, children)
}

/** A 20 by 20 line drawing in the colour of the text around it. */
export function icon(path: string): SVGSVGElement {
  return svg('svg', { class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('path', { d: path }))
}
