/**
 * Builds nodes: `h` for HTML, `svg` for pictures, `sheet` for styles.
 *
 * Text only ever becomes a text node and attributes are set one by one, so that nothing a person wrote can become markup
 * and the page may forbid `innerHTML`, inline styles and `eval` altogether.
 */
type Child = Node | string | false | undefined
type Value = string | number | boolean | undefined | ((event: never) => void)

/** Makes an element. `on…` values are listeners, `true` is an empty attribute, `false` and undefined leave it out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), props, children)
}

const SVG = 'http://www.w3.org/2000/svg'

/** Makes an element of a picture. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props: Record<string, Value> = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(SVG, tag) as SVGElementTagNameMap[K], props, children)
}

function fill<E extends Element>(element: E, props: Record<string, Value>, children: Child[]): E {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as (event: Event) => void)
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value))
  }
  for (const child of children) if (child !== undefined && child !== false) element.append(child)
  return element
}

/** A 20 by 20 line drawing in the colour of the text around it. */
export function icon(path: string): SVGSVGElement {
  return svg('svg', { class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('path', { d: path }))
}

/** Makes a style sheet that several shadow roots can share. */
export function sheet(css: string): CSSStyleSheet {
  const made = new CSSStyleSheet()
  made.replaceSync(css)
  return made
}

/** Sets a text only where it differs: screen readers and selections are left alone otherwise. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text
}

/** Sets, changes or (undefined) removes an attribute. */
export function setAttribute(element: Element, name: string, value: string | boolean | undefined): void {
  if (value === undefined || value === false) element.removeAttribute(name)
  else if (element.getAttribute(name) !== (value === true ? '' : value))
    element.setAttribute(name, value === true ? '' : value)
}

/**
 * Makes the children of `parent` those of `wanted`, in order, moving as few nodes as possible.
 * Nodes are known by key, so that a person who reloads keeps their node and nothing flickers.
 */
export function arrange(parent: Element, wanted: readonly Element[]): void {
  const keep = new Set<Element>(wanted)
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove()
  let at = parent.firstElementChild
  for (const child of wanted) {
    if (child === at) at = at.nextElementSibling
    else parent.insertBefore(child, at)
  }
}
