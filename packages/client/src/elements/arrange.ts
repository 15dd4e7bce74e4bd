/** Changes what already stands in the page as little as possible, so that nothing flickers and no focus is lost. */

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
