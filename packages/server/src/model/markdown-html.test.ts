import { LINK_REL, parseMarkdown, plainText } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOSTILE_TEXTS } from '../../../../tests/support/hostile-texts.js'
import { escapeHtml, markdownHtml } from './markdown-html.js'

const mentions = [
  { id: 'p1', name: 'Ada' },
  { id: 'p2', name: '"><script>alert(1)</script>' },
]
const html = (source: string): string => markdownHtml(parseMarkdown(source, { mentions }))

test.each([
  ['a\nb **c**', '<p>a<br>\nb <strong>c</strong></p>'],
  ['~~a~~ *b* `<c>`', '<p><del>a</del> <em>b</em> <code>&lt;c&gt;</code></p>'],
  ['> a\n\n```\n<b>\n```', '<blockquote><p>a</p></blockquote>\n<pre><code>&lt;b&gt;</code></pre>'],
  ['- a\n  - b\n\n  c', '<ul><li>a<ul><li>b</li></ul>\n<p>c</p></li></ul>'],
  ['- > a', '<ul><li><blockquote><p>a</p></blockquote></li></ul>'],
  ['1. a', '<ol><li>a</li></ol>'],
  ['3. a', '<ol start="3"><li>a</li></ol>'],
  ['@ada', '<p><span class="mention">@Ada</span></p>'],
  [
    '@"><script>alert(1)</script>',
    '<p><span class="mention">@&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;</span></p>',
  ],
  ["[a](http://b.example/?c='&d)", `<p><a href="http://b.example/?c=&#39;&amp;d" rel="${LINK_REL}">a</a></p>`],
  ['', ''],
])('[T10] %j', (source, expected) => {
  expect(html(source)).toBe(expected)
})

test('[T10] links can open a page of their own', () => {
  expect(markdownHtml(parseMarkdown('http://a.example'), { newPage: true })).toBe(
    `<p><a href="http://a.example" rel="${LINK_REL}" target="_blank">http://a.example</a></p>`,
  )
})

const INLINE = ['strong', 'em', 'del', 'code', 'a', 'br', 'span']
const BLOCKS = ['p', 'pre', 'blockquote', 'ul', 'ol']
/** What may stand directly in what. `''` is the comment itself. */
const CONTENT = new Map<string, readonly string[]>([
  ['', BLOCKS],
  ['blockquote', BLOCKS],
  ['li', [...BLOCKS, ...INLINE]],
  ['ul', ['li']],
  ['ol', ['li']],
  ['pre', ['code']],
  ['p', INLINE],
  ['strong', INLINE],
  ['em', INLINE],
  ['del', INLINE],
  ['a', INLINE],
])
const HREF = /^(?:https?:\/\/[^\s"'<>`\\@/?#]+(?:[/?#][^\s"<>`\\]*)?|mailto:[^\s"'<>`\\?@]+@[^\s"'<>`\\?@]+)$/
const TOKEN = /<(\/?)([a-z]+)((?: [a-z]+="[^"<>]*")*)>|((?:[^<>&"']|&(?:amp|lt|gt|quot|#39);)+)/y

const unescaped = (text: string): string =>
  text
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')

/**
 * Reads HTML as strictly as it must have been written, fails on whatever else stands there, and returns its words. Being this
 * strict it leaves a browser nothing to repair: no tag outside the list, none unclosed or out of place, no attribute but those.
 */
function readStrictly(source: string): string {
  const open: string[] = []
  let words = ''
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < source.length;) {
    const at = TOKEN.lastIndex
    const [, slash, tag = '', attributes = '', text] =
      TOKEN.exec(source) ?? expect.fail(`at ${at}: ${source.slice(at, at + 40)}`)
    if (text !== undefined) {
      words += unescaped(text)
    } else if (slash) {
      expect([tag, attributes]).toEqual([open.pop(), ''])
    } else {
      expect(CONTENT.get(open.at(-1) ?? '') ?? []).toContain(tag)
      // Neither may stand in itself at any distance: a browser would close the outer one.
      if (tag === 'a' || tag === 'p') expect(open.filter((one) => one !== 'p' || tag === 'p')).not.toContain(tag)
      checkAttributes(tag, attributes)
      if (tag !== 'br') open.push(tag)
    }
  }
  expect(open).toEqual([])
  return words
}

function checkAttributes(tag: string, attributes: string): void {
  const href = /^ href="([^"]*)" rel="nofollow ugc noopener"$/.exec(attributes)?.[1]
  if (tag === 'a') {
    const address = unescaped(href ?? expect.fail(attributes))
    expect(address).toMatch(HREF)
    const url = URL.canParse(address) ? new URL(address) : undefined
    if (url) expect(['http:', 'https:', 'mailto:']).toContain(url.protocol)
    expect([url?.username ?? '', url?.password ?? '']).toEqual(['', ''])
  } else if (tag === 'span') expect(attributes).toBe(' class="mention"')
  else if (tag === 'ol') expect(attributes).toMatch(/^(?: start="\d{1,9}")?$/)
  else expect(attributes).toBe('')
}

const squeezed = (text: string): string => text.replace(/\s+/g, '')

test('the strict reader is strict', () => {
  const good = `<p>a<br>\n<a href="http://a.example" rel="${LINK_REL}">b</a> &lt;</p>`
  expect(readStrictly(good)).toBe('a\nb <')
  for (const bad of [
    ...[
      '<p>',
      '</p>',
      '<p><p></p></p>',
      '<P></P>',
      '<p>&</p>',
      '<p>"</p>',
      '<p id="a"></p>',
      '<p ></p>',
      '<script></script>',
    ],
    ...[
      '<li></li>',
      '<p><ul></ul></p>',
      'a < b',
      '<p><img></p>',
      '<p><!-- --></p>',
      '<p><a></a></p>',
      '<p><span></span></p>',
    ],
    ...[
      good.replace('http:', 'javascript:'),
      good.replace('nofollow ', ''),
      good.replace('" rel', '" onclick="a" rel'),
    ],
    ...[good.replace('a.example', 'b@a.example'), good.replace('http://a.example', '//a.example')],
  ])
    expect(() => readStrictly(bad), bad).toThrow()
})

test.each(HOSTILE_TEXTS)('[S15,S16] %j comes out as words', (text) => {
  expect(squeezed(readStrictly(html(text)))).toBe(squeezed(plainText(parseMarkdown(text, { mentions }))))
})

test('[S15,S16] so do hostile texts within, between and around each other and any sign', () => {
  const signs = [
    '**',
    '*',
    '~~',
    '`',
    '[',
    '](',
    ')',
    '> ',
    '- ',
    '1. ',
    '\n',
    '\n\n',
    '@',
    '```\n',
    '"',
    "'",
    '<',
    '>',
    '&',
    '\\',
  ]
  const part = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...signs) },
    { weight: 2, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const blocks = parseMarkdown(parts.join(''), { mentions })
      expect(squeezed(readStrictly(markdownHtml(blocks)))).toBe(squeezed(plainText(blocks)))
    }),
    { numRuns: 2_000 },
  )
})

test('[S15] a tree that no parser made is escaped as well', () => {
  const evil = '"><script>alert(1)</script>'
  const printed = markdownHtml([
    {
      type: 'p',
      children: [
        { type: 'text', text: evil },
        { type: 'code', text: evil },
        { type: 'mention', id: evil, name: evil },
      ],
    },
    { type: 'p', children: [{ type: 'a', href: evil, children: [{ type: 'text', text: evil }] }] },
    { type: 'pre', text: evil },
  ])
  expect(printed).not.toContain('<script')
  expect(printed).not.toContain(evil)
})

test('escaped text can stand between tags and between quotes of either kind', () => {
  expect(escapeHtml(`<a b="c" d='e'>&amp;`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;')
})
