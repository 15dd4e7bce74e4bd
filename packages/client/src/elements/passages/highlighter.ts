/**
 * Paints passages with the browser's own highlights: text is coloured without a node being touched or added.
 *
 * The style sheet is a constructed one, which a policy without inline styles allows. Other scripts may have highlights of their
 * own, and a page several layers: only what was added here is taken away again.
 */
import { highlightRule, nameOfLook, PRIORITY, type Look } from './look.js'
import { rangesOf, type PageMap } from './page-map.js'
import type { Span } from '../../model/passage.js'

/** A passage to be painted. */
export interface Painted extends Span {
  readonly id: string
  readonly look: Look
}

export interface Painter {
  /** Paints these passages of `page` and no others. */
  paint(page: PageMap, marks: readonly Painted[]): void
  stop(): void
}

/** Whether this browser has highlights. */
export function hasHighlights(): boolean {
  return typeof Highlight === 'function' && typeof CSS === 'object' && 'highlights' in CSS
}

interface Drawn {
  readonly mark: Painted
  readonly page: PageMap
  readonly ranges: readonly Range[]
}

export function createHighlighter(root: Element): Painter {
  const styles = createStyles(root.getRootNode())
  const drawn = new Map<string, Drawn>()
  const erase = (key: string): void => {
    const old = drawn.get(key)
    if (old === undefined) return
    drawn.delete(key)
    const name = nameOfLook(old.mark.look)
    const highlight = CSS.highlights.get(name)
    for (const range of old.ranges) highlight?.delete(range)
    if (highlight?.size === 0) CSS.highlights.delete(name)
  }
  const draw = (key: string, mark: Painted, page: PageMap): void => {
    const name = nameOfLook(mark.look)
    const ranges = rangesOf(page.cuts(mark))
    drawn.set(key, { mark, page, ranges })
    let highlight = CSS.highlights.get(name)
    if (highlight === undefined) {
      styles.add(name, highlightRule(mark.look))
      highlight = new Highlight()
      highlight.priority = PRIORITY[mark.look.state]
      CSS.highlights.set(name, highlight)
    }
    for (const range of ranges) highlight.add(range)
  }
  return {
    paint(page, marks) {
      const wanted = new Map(marks.map((mark) => [`${mark.look.state} ${mark.id}`, mark]))
      for (const key of [...drawn.keys()]) if (!wanted.has(key)) erase(key)
      for (const [key, mark] of wanted) {
        const old = drawn.get(key)
        if (old !== undefined && old.page === page && isSame(old.mark, mark)) continue
        erase(key)
        draw(key, mark, page)
      }
    },
    stop() {
      for (const key of [...drawn.keys()]) erase(key)
      styles.stop()
    },
  }
}

function isSame(one: Painted, other: Painted): boolean {
  return one.start === other.start && one.end === other.end && nameOfLook(one.look) === nameOfLook(other.look)
}

/** A sheet of the document, or of the shadow tree that the text is in, which grows with the looks that are needed. */
function createStyles(tree: Node): { add(name: string, rule: string): void; stop(): void } {
  const scope = tree instanceof ShadowRoot ? tree : document
  const sheet = new CSSStyleSheet()
  const known = new Set<string>()
  scope.adoptedStyleSheets = [...scope.adoptedStyleSheets, sheet]
  return {
    add(name, rule) {
      if (known.has(name)) return
      known.add(name)
      sheet.insertRule(rule)
    },
    stop: () => (scope.adoptedStyleSheets = scope.adoptedStyleSheets.filter((other) => other !== sheet)),
  }
}
