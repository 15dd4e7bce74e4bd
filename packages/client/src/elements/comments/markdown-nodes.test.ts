import { LINK_REL, parseMarkdown } from '@roomful/protocol'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { HOSTILE_TEXTS } from '../../../../../tests/support/hostile-texts.js'
import { escapeHtml, markdownHtml } from '../../../../server/src/model/markdown-html.js'
import { markdownNodes } from './markdown-nodes.js'

/** As much of an element as building needs. It has no way to take markup, so what it holds came as text. */
class FakeElement {
  readonly #attributes: string[] = []
  readonly #children: (FakeElement | string)[] = []
  constructor(readonly tag: string) {}
  setAttribute(name: string, value: string): void {
    this.#attributes.push(` ${name}="${escapeHtml(value)}"`)
  }
  append(child: FakeElement | string): void {
    this.#children.push(child)
  }
  print(): string {
    const start = `<${this.tag}${this.#attributes.join('')}>`
    return this.tag === 'br' ? start : `${start}${this.#children.map(printed).join('')}</${this.tag}>`
  }
}

const printed = (node: FakeElement | string): string => (typeof node === 'string' ? escapeHtml(node) : node.print())
const mentions = [{ id: 'p1', name: 'Ada' }]
const nodesOf = (source: string): string =>
  (markdownNodes(parseMarkdown(source, { mentions })) as unknown as FakeElement[]).map(printed).join('')
/** What the server prints, without the line breaks it puts between tags. */
const htmlOf = (source: string): string =>
  markdownHtml(parseMarkdown(source, { mentions }), { newPage: true })
    .replaceAll('<br>\n', '<br>')
    .replaceAll('>\n<', '><')

beforeAll(() => void vi.stubGlobal('document', { createElement: (tag: string) => new FakeElement(tag) }))
afterAll(() => void vi.unstubAllGlobals())

test('[T10] a text becomes nodes', () => {
  expect(nodesOf('**a** @ada\n[b](http://b.example/?c&d)\n- `<e>`\n- > f\n\n7. g')).toBe(
    '<p><strong>a</strong> <span class="mention">@Ada</span><br>' +
      `<a href="http://b.example/?c&amp;d" rel="${LINK_REL}" target="_blank">b</a></p>` +
      '<ul><li><code>&lt;e&gt;</code></li><li><blockquote><p>f</p></blockquote></li></ul><ol start="7"><li>g</li></ol>',
  )
})

test.each(HOSTILE_TEXTS)('[S15,S16] %j becomes the nodes that the server prints', (text) => {
  expect(nodesOf(text)).toBe(htmlOf(text))
})

test('[T10] whatever the text, both ends show the same', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '**',
      '*',
      '~~',
      '`',
      '[',
      '](http://a.example)',
      '> ',
      '- ',
      '3. ',
      '\n',
      '\n\n',
      '  ',
      '@Ada',
      '```\n',
      'a',
    ),
    fc.constantFrom(...HOSTILE_TEXTS),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 25 }), (parts) => {
      expect(nodesOf(parts.join(''))).toBe(htmlOf(parts.join('')))
    }),
    { numRuns: 500 },
  )
})
