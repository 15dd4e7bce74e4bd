/**
 * Builds nodes: `h` for HTML, `sheet` for styles. Pictures are in `picture.ts`, keeping a list in order is in `arrange.ts`.
 *
 * Text only ever becomes a text node and attributes are set one by one, so that nothing a person wrote can become markup
 * and the page may forbid `innerHTML`, inline styles and `eval` altogether.
 */
export type Child = Node | string | false | undefined
export type Value = string | number | boolean | undefined | ((event: never) => void)

/** Makes an element. `on…` values are listeners, `true` is an empty attribute, `false` and undefined leave it out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), props, children)
}

/** Gives a new element its attributes, listeners and children. */
export function fill<E extends Element>(element: E, props: Record<string, Value>, children: Child[]): E {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as (event: Event) => void)
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value))
  }
  for (const child of children) if (child !== undefined && child !== false) element.append(child)
  return element
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
