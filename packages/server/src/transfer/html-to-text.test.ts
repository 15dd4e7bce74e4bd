import { cleanText, linksOf, parseMarkdown, plainText } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { htmlToText, htmlToWords } from './html-to-text.js'
import { linkable } from './markdown-runs.js'

const convert = (html: string): string => htmlToText(html).text
const lines = (html: string): string => htmlToText(html, { areLinesKept: true }).text

const pairs: readonly (readonly [html: string, text: string])[] = [
  ['<p>One</p>\n<p>Two<br>lines</p>', 'One\n\nTwo\nlines'],
  ['One<br><br/>Two<BR />\nThree', 'One\n\nTwo\nThree'],
  [
    'a <b>bold</b>, <strong>strong </strong>and <i>slanted</i> <em>word</em>',
    'a **bold**, **strong** and *slanted* *word*',
  ],
  ['<b><i>both</i></b> <s>gone</s> <code>x = 1</code>', '***both*** ~~gone~~ `x = 1`'],
  ['<b>a <i>b</i> c</b>', '**a** ***b*** **c**'],
  ['un<i>believ</i>able, un<b>believ</b>able', 'unbelievable, un**believ**able'],
  ['<b>a</b><i>b</i><b>c</b>', '**a**b**c**'],
  ['<a href="https://a.example/x">here</a>', '[here](https://a.example/x)'],
  [
    '<a href="https://a.example/x?a=1&amp;b=2"><b>here</b> and there</a>',
    '[**here** and there](https://a.example/x?a=1&b=2)',
  ],
  ['<a href="https://a.example/x">https://a.example/x</a>.', 'https://a.example/x.'],
  ['<a href="http://www.a.example/long/path">a.example/lo…</a> ok', 'http://www.a.example/long/path ok'],
  ['<a href="https://a.example/x"><img src="x.png"></a>', 'https://a.example/x'],
  ['<a href="https://bad.example/">https://bank.example/</a>', 'https://bank.example/ (https://bad.example/)'],
  ['<a href="https://a.example/a_(b)">x</a>', '[x](https://a.example/a_%28b%29)'],
  [
    '<a href="mailto:ada@a.example?body=x">mail</a> <a href="mailto:ada@a.example">mail</a>',
    'mail [mail](mailto:ada@a.example)',
  ],
  ['<a href="javascript:alert(1)">x</a><a href="data:text/html,x">y</a><a href="/rel">z</a><a>w</a>', 'xyzw'],
  ['<blockquote><p>Said</p><p>more</p></blockquote>Answer', '> Said\n>\n> more\n\nAnswer'],
  ['<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>after', '- a\n- b\n  - c\n\nafter'],
  ['<ol><li>a</li><li><p>b</p><p>c</p></li></ol>', '1. a\n2. b\n\n   c'],
  ['<blockquote><ul><li>a<li>b</ul></blockquote>', '> - a\n> - b'],
  ['<li>alone', '- alone'],
  ['<pre><code class="js">if (a &lt; b) {\n  c()\n}</code></pre>', '```\nif (a < b) {\n  c()\n}\n```'],
  ['<pre>```\nx</pre>', '````\n```\nx\n````'],
  ['a <code>b `c` d</code>', 'a ``b `c` d``'],
  [
    '2 * 3 * 4 and **no** [x](y) `z` ~~w~~ > - @ada',
    '2 \\* 3 \\* 4 and \\*\\*no\\*\\* [x\\](y) \\`z\\` \\~\\~w\\~\\~ > - @ada',
  ],
  ['> not a quote<br>- not a list<br>-5 degrees', '\\> not a quote\n\\- not a list\n-5 degrees'],
  ['C:\\*x \\@y \\[z', 'C:\\\\*x \\\\@y \\\\[z'],
  ['see https://a.example/x*y_z~w, ok', 'see https://a.example/x*y_z~w, ok'],
  [
    'Tom &amp; Jerry &lt;3 &#8217;&#x27;&eacute;&nbsp;&hellip; &amp;lt; &bogus; &#0; &',
    "Tom & Jerry <3 ’'é … &lt; &bogus; \ufffd &",
  ],
  ['5 < 6 > 4, a <- b, <3', '5 < 6 > 4, a <- b, <3'],
  ['a<script>alert("<b>1</b>")</script>b<style>p{}</style>c<!-- d -->e<SCRIPT SRC=x/>f</SCRIPT >g', 'abceg'],
  ['<svg/onload=alert(1)>x<iframe src="x">y</iframe><object>z</object>', ''],
  ['<p>x<script>never ends', 'x'],
  ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
  ['<h2>Title</h2>text<hr>more', 'Title\n\ntext\n\nmore'],
  ['x <img alt=":)" src="https://t.example/pixel.gif"> y', 'x :) y'],
  ['<p>  spaces \n\t and&nbsp;&nbsp;more </p>', 'spaces and more'],
  ['a\u202eb\u200bc<p>-&#8203; d', 'abc\n\n\\- d'],
  ['<b></b><i> </i><code></code><a href="https://a.example/"> </a>', 'https://a.example/'],
  ['', ''],
]
test.each(pairs)('%j becomes %j', (html, text) => {
  expect(convert(html)).toBe(text)
})

test('where line feeds count, one is a break and two part paragraphs', () => {
  expect(lines('One\r\nTwo\n\n\nThree<br />\nFour')).toBe('One\nTwo\n\nThree\nFour')
  expect(lines('<p>One</p>\n<p>Two</p>')).toBe('One\n\nTwo')
  expect(lines('<blockquote>\nx\n</blockquote>\ny')).toBe('> x\n\ny')
})

test('a link of a counter leads to where it really goes', () => {
  const resolve = (href: string): string => (href === 'https://t.example/1' ? 'https://a.example/x' : href)
  expect(htmlToText('<a href="https://t.example/1">here</a>', { resolve }).text).toBe('[here](https://a.example/x)')
})

test('titles lose their tags and references', () => {
  expect(htmlToWords(' Tom&#8217;s <em>best</em>\n &amp; last ')).toBe('Tom’s best & last')
})

test('only what a comment may link to is a link', () => {
  for (const address of [
    'javascript:alert(1)',
    ' jAvascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '//a.example',
    '/x',
    'https://user:secret@a.example/',
    'https://bank.example@evil.example/',
    `https://a.example/${'x'.repeat(3_000)}`,
    'mailto:a@b.example?subject=x',
    'https://',
  ]) {
    expect(linkable(address), address).toBeUndefined()
  }
  const odd = [
    'https://a.example/(x)[y]<z>"`\\',
    'HTTP://BÜCHER.example/ü?q=é#ñ',
    'https://a.example:8443',
    'mailto:a.b+c@d.example',
  ]
  for (const address of odd) {
    const href = linkable(address)!
    expect(linksOf(parseMarkdown(`[x](${href})`))).toEqual([href])
  }
})

/** Words without spaces: those may move to the other side of a sign. */
const words = (text: string): string => text.replace(/\s+/g, '')

const WORDS = fc.string({
  unit: fc.constantFrom(
    ...'ab1 *_~`[]()\\@>-.#!\n:/?é',
    'http://a.example/',
    '😀',
    '**',
    '](http://x.example)',
    '```',
    '- ',
  ),
  maxLength: 12,
})
const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

test('whatever the words are, the comment says the same words and links to nothing else', () => {
  const piece = fc.tuple(fc.constantFrom('b', 'i', 'code', 's', 'u', 'a', ''), WORDS).map(([tag, text]) => {
    const attribute = tag === 'a' ? ' href="https://link.example/(x)"' : ''
    return { text, html: tag === '' ? escapeHtml(text) : `<${tag}${attribute}>${escapeHtml(text)}</${tag}>`, tag }
  })
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const html = pieces.map((each) => each.html).join('')
      const said = pieces.map((each) => each.text).join('')
      fc.pre(!/^\s*\d+[.)]\s/m.test(said))
      const source = convert(html)
      const read = plainText(parseMarkdown(source))
      if (!pieces.some(({ tag }) => tag === 'a')) expect(words(read)).toBe(words(said))
      for (const link of linksOf(parseMarkdown(source)))
        expect(link).toMatch(/^http:\/\/(a|x)\.example|^https:\/\/link\.example\//)
    }),
    { numRuns: 2_000 },
  )
})

test('links keep their words and their place', () => {
  const label = WORDS.filter((text) => /\S/.test(text) && !text.includes('://') && !text.includes('\n'))
  fc.assert(
    fc.property(label, label, (before, inside) => {
      fc.pre(!/^\s*\d+[.)]\s/.test(`${before}${inside}`))
      const html = `${escapeHtml(before)}<a href="https://link.example/">${escapeHtml(inside)}</a>.`
      const blocks = parseMarkdown(convert(html))
      expect(linksOf(blocks)).toEqual(['https://link.example/'])
      expect(words(plainText(blocks))).toBe(words(`${before}${inside}.`))
    }),
    { numRuns: 1_000 },
  )
})

test('the result of any HTML is clean text that a comment can hold', () => {
  const soup = fc.string({
    unit: fc.constantFrom(
      '<',
      '>',
      '/',
      '"',
      "'",
      '=',
      ' ',
      'a',
      'b',
      '<p>',
      '</ul>',
      '<li>',
      '<blockquote>',
      '<a href="',
      '<!--',
      '<script',
      '</script>',
      '&lt;',
      '*',
      '`',
      '<pre>',
      '<br>',
      '\n',
    ),
    maxLength: 60,
  })
  fc.assert(
    fc.property(soup, (html) => {
      const { text } = htmlToText(html)
      expect(cleanText(text)).toBe(text)
      expect(() => parseMarkdown(text)).not.toThrow()
    }),
    { numRuns: 1_000 },
  )
})

test('a text beyond the limit of comments is cut between words and says so', () => {
  const { text, isCut } = htmlToText('word '.repeat(5_000))
  expect(isCut).toBe(true)
  expect(text.length).toBeLessThanOrEqual(10_000)
  expect(text).toMatch(/word…$/)
  expect(htmlToText('😀'.repeat(9_000)).text).toMatch(/^(😀)+…$/u)
  expect(htmlToText('word '.repeat(1_999)).isCut).toBe(false)
})

const HOSTILE = [
  '<',
  '<a',
  '<a ',
  '<a href="',
  "<a href='",
  '<a ">',
  '<b>',
  '<blockquote>',
  '<ul><li>',
  '<li>',
  '</li>',
  '<ol>',
  '</blockquote>',
  '<!--',
  '<!-',
  '<script',
  '<script>',
  '</script',
  '<svg',
  '<pre>',
  '`',
  '<code>`',
  '*',
  '<b>*</b>',
  '[',
  ']',
  '](',
  '\\',
  '&',
  '&#',
  '&amp',
  '~',
  '<a href="https://a.example/">x',
  '<a href="https://a.example/">',
  'http://',
  'http://a',
  '\n',
  ' ',
  '<br>',
  '<p>',
  '>',
  '- ',
  '<td>',
  '\u0301',
  '\u200b',
  '<i>a</i><b>b</b>',
  '<code>a</code>b',
  '=\'"',
  '<a x="\'',
  '<blockquote><p>x</blockquote><ul><li>y',
] as const
test('a long text of anything repeated takes a moment, not its square', () => {
  for (const unit of HOSTILE) {
    const html = unit.repeat(Math.ceil(65_536 / unit.length))
    const started = performance.now()
    htmlToText(html)
    lines(html)
    const passed = performance.now() - started
    expect(passed, JSON.stringify(unit)).toBeLessThan(1_500)
  }
}, 120_000)
