/** Keys pressed in one of our fields are nobody else's: a page with shortcuts of one letter would take them for its own. */

export function ownKeys(node: HTMLElement): void {
  for (const type of ['keydown', 'keyup', 'keypress']) node.addEventListener(type, (event) => event.stopPropagation())
}
