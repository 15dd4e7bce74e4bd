import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HOSTILE_LINKS, HOSTILE_TEXTS } from '../../../../tests/support/hostile-texts.js'
import { cleanText } from '../clean-text.js'
import type { Inline } from './inline.js'
import { linksOf, mentionsOf, plainText } from './read.js'
import { type Block, type ListItem, parseMarkdown } from './markdown.js'

const ADA = { id: 'p1', name: 'Ada' }
const LOVELACE = { id: 'p2', name: 'Ada Lovelace' }
const SIGMA = { id: 'p3', name: '*Σ* [x](y)' }
const mentions = [ADA, LOVELACE, SIGMA]

/** A tree in brief, in which every test below can be read: `strong(a) br link:https://a.example(b)`. */
function brief(nodes: readonly (Block | ListItem | Inline)[]): string {
  return nodes
    .map((node) => {
      if (node.type === 'text') return `'${node.text}'`
      if (node.type === 'br') return 'br'
      if (node.type === 'mention') return `@${node.id}`
      if ('text' in node) return `${node.type}<${node.text}>`
      const more = node.type === 'a' ? `:${node.href}` : node.type === 'ol' ? `:${node.start}` : ''
      return `${node.type}${more}(${brief(node.children)})`
    })
    .join(' ')
}

/** A single paragraph in brief. */
function line(source: string): string {
  const [block, ...more] = parseMarkdown(source, { mentions })
  expect([block?.type, more]).toEqual(['p', []])
  return block?.type === 'p' ? brief(block.children) : ''
}

describe('[T13] within a line', () => {
  test.each([
    ['a **b** *c* ~~d~~ `e`', "'a ' strong('b') ' ' em('c') ' ' del('d') ' ' code<e>"],
    ['a\nb', "'a' br 'b'"],
    ['***a***', "strong(em('a'))"],
    ['**a *b***', "strong('a ' em('b'))"],
    ['*a **b***', "em('a ' strong('b'))"],
    ['***a* b**', "strong(em('a') ' b')"],
    ['2*3*4 and 5 * 6 * 7', "'2*3*4 and 5 * 6 * 7'"],
    ['*a *b*', "'*a ' em('b')"],
    ['**a *b** c*', "strong('a *b') ' c*'"],
    ['**a **b** c**', "'**a ' strong('b') ' c**'"],
    ['这是**重点**内容', "'这是' strong('重点') '内容'"],
    ['snake_case and __dunder__', "'snake_case and __dunder__'"],
    ['~a~ ~~~b~~~ ****c****', "'~a~ ~~~b~~~ ****c****'"],
    ['\\*a\\* \\[b](c) \\`d\\`', "'*a* [b](c) `d`'"],
    ['¯\\_(ツ)_/¯ C:\\new', "'¯\\_(ツ)_/¯ C:\\new'"],
    ['`` a`b `` ` `c', "code<a`b> ' ' code< > 'c'"],
    ['`*a*` *`b*`', "code<*a*> ' *' code<b*>"],
    ['`a\nb`', 'code<a b>'],
    ['````a```` `````b`````', "code<a> ' `````b`````'"],
    ['# a', "'# a'"],
    ['a &amp; <b>c</b>', "'a &amp; <b>c</b>'"],
    ['| a |', "'| a |'"],
  ])('%j', (source, tree) => {
    expect(line(source)).toBe(tree)
  })
})

describe('[T14] links', () => {
  test.each([
    ['[a](https://a.example/b?c=d#e)', "a:https://a.example/b?c=d#e('a')"],
    ['[a](HTTPS://A.example)', "a:https://A.example('a')"],
    ['[a](mailto:ada@a.example)', "a:mailto:ada@a.example('a')"],
    ['[**a** `b`](http://a.example)', "a:http://a.example(strong('a') ' ' code<b>)"],
    ['**[a](http://a.example)**', "strong(a:http://a.example('a'))"],
    ['[a [b] c](http://a.example)', "a:http://a.example('a [b] c')"],
    ['[a](http://a.example/c_(d))', "a:http://a.example/c_(d)('a')"],
    [
      'http://a.example/c_(d), (http://b.example).',
      "a:http://a.example/c_(d)('http://a.example/c_(d)') ', (' a:http://b.example('http://b.example') ').'",
    ],
    ['**http://a.example**!', "strong(a:http://a.example('http://a.example')) '!'"],
    ['看http://a.example。好', "'看' a:http://a.example('http://a.example') '。好'"],
    [
      'http://localhost:3000/a http://münchen.example',
      "a:http://localhost:3000/a('http://localhost:3000/a') ' ' a:http://münchen.example('http://münchen.example')",
    ],
    ['xhttp://a.example http://', "'xhttp://a.example http://'"],
    ['*[a*](http://a.example)', "em('[a') '](' a:http://a.example('http://a.example') ')'"],
    ['[*a](http://a.example)*', "a:http://a.example('*a') '*'"],
    ['[a] (http://a.example', "'[a] (' a:http://a.example('http://a.example')"],
    // The text of a link holds no address: it could name another place.
    [
      '[http://a.example](http://b.example)',
      "'[' a:http://a.example('http://a.example') '](' a:http://b.example('http://b.example') ')'",
    ],
    [
      '[a [b](http://b.example)](http://c.example)',
      "'[a ' a:http://b.example('b') '](' a:http://c.example('http://c.example') ')'",
    ],
    ['![a](http://a.example)', "'![a](' a:http://a.example('http://a.example') ')'"],
    ['[](http://a.example)', "'[](' a:http://a.example('http://a.example') ')'"],
    [`[a](http://a.example/${'b'.repeat(2_100)})`, `'[a](http://a.example/${'b'.repeat(2_100)})'`],
  ])('%j', (source, tree) => {
    expect(line(source)).toBe(tree)
  })
})

describe('[T6] mentions', () => {
  test.each([
    ['@Ada, @ada lovelace!', "@p1 ', ' @p2 '!'"],
    ['(@Ada) **@Ada**', "'(' @p1 ') ' strong(@p1)"],
    ['@Adam x@Ada @Ada2 @Eve @ Ada', "'@Adam x@Ada @Ada2 @Eve @ Ada'"],
    ['@Ada\nLovelace', "@p1 br 'Lovelace'"],
    ['@*σ* [x](y) a', "@p3 ' a'"],
    ['`@Ada` \\@Ada http://a.example/@Ada', "code<@Ada> ' @Ada ' a:http://a.example/@Ada('http://a.example/@Ada')"],
    ['[@Ada](http://a.example)', 'a:http://a.example(@p1)'],
    ['İİ @Ada İ', "'İİ ' @p1 ' İ'"],
  ])('%j', (source, tree) => {
    expect(line(source)).toBe(tree)
  })

  test('nobody is known without a list, and an empty name is no name', () => {
    expect(plainText(parseMarkdown('@Ada'))).toBe('@Ada')
    expect(mentionsOf(parseMarkdown('@Ada @', { mentions: [{ id: 'p0', name: '' }] }))).toEqual([])
  })
})

describe('[T12] blocks', () => {
  test.each([
    ['a\n\nb', "p('a') p('b')"],
    ['> a\n> b\n>\n> c\nd', "blockquote(p('a' br 'b') p('c')) p('d')"],
    ['>a\n> > b', "blockquote(p('a') blockquote(p('b')))"],
    ['> > > > > a', "blockquote(blockquote(blockquote(p('> > a'))))"],
    ['a\n- b\n- c\nd', "p('a') ul(li(p('b')) li(p('c'))) p('d')"],
    [
      '- a\n  - b\n    1. c\n       - d\n\n  e\n\n- f',
      "ul(li(p('a') ul(li(p('b') ol:1(li(p('c' br '- d'))))) p('e')) li(p('f')))",
    ],
    ['* a\n\n\n* b', "ul(li(p('a')) li(p('b')))"],
    ['3. a\n4) b\n- c', "ol:3(li(p('a')) li(p('b'))) ul(li(p('c')))"],
    ['born in\n1986. Then', "p('born in' br '1986. Then')"],
    ['a\n1. b', "p('a') ol:1(li(p('b')))"],
    ['-a\n-\n1.b\n* * *\n---', "p('-a' br '-' br '1.b' br '* * *' br '---')"],
    ['1234567890. a', "p('1234567890. a')"],
    ['```js\na\n\n  *b*\n```\nc', "pre<a\n\n  *b*> p('c')"],
    ['````\n```\n````', 'pre<```>'],
    ['```\nnever ended', 'pre<never ended>'],
    ['```hello', "p('```hello')"],
    ['```a b```\nc', "p(code<a b> br 'c')"],
    ['- ```\n  a\n    b\n  ```\n> ```\n> c', 'ul(li(pre<a\n  b>)) blockquote(pre<c>)'],
    ['    indented', "p('indented')"],
    ['', ''],
    [' \n\u200b\n', ''],
  ])('%j', (source, tree) => {
    expect(brief(parseMarkdown(source))).toBe(tree)
  })
})

test('plain text has the words, a line for each block and break', () => {
  const blocks = parseMarkdown('**a** [b](http://b.example)\n@Ada\n\n> c\n\n- `d`\n- e\n  1. f\n\n```\ng\n```', {
    mentions,
  })
  expect(plainText(blocks)).toBe('a b\n@Ada\nc\nd\ne\nf\ng')
})

test('links come as often as they stand there, people once', () => {
  const blocks = parseMarkdown(
    '@Ada [a](http://a.example) > @ada\n> http://a.example @Ada Lovelace\n- [*@Ada*](mailto:a@a.example)',
    {
      mentions,
    },
  )
  expect(linksOf(blocks)).toEqual(['http://a.example', 'http://a.example', 'mailto:a@a.example'])
  expect(mentionsOf(blocks)).toEqual([ADA, LOVELACE])
})

test.each(HOSTILE_LINKS)('[S15] %j is no link', (text) => {
  expect(linksOf(parseMarkdown(text))).toEqual([])
})

/** Pieces of which chance makes texts that mean something to the parser. */
const SIGNS = [
  '*',
  '**',
  '***',
  '~~',
  '`',
  '``',
  '```',
  '[',
  ']',
  '](',
  ')',
  '(',
  '!',
  '\\',
  '@',
  '@Ada',
  '>',
  '> ',
  '- ',
  '1. ',
  '* ',
]
const WORDS = [
  'a',
  ' ',
  '\n',
  '\n\n',
  '  ',
  'b c',
  'http://',
  'https://a.example',
  'mailto:a@b.c',
  'javascript:',
  '<',
  '"',
  '\u202e',
  '。',
]
const anyText = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(fc.constantFrom(...SIGNS, ...WORDS), { maxLength: 40 }).map((parts) => parts.join('')),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.constantFrom(...HOSTILE_TEXTS, '\n', '> ', '- '), { maxLength: 4 })
      .map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
)

test('[S15] no text of any kind makes a link to anything but a web page or an address of mail', () => {
  fc.assert(
    fc.property(anyText, (source) => {
      for (const href of linksOf(parseMarkdown(source, { mentions }))) {
        expect(href).toMatch(/^(?:https?:\/\/|mailto:)/)
        // What a browser makes of it. It may refuse an address, and then the link leads nowhere.
        const url = URL.canParse(href) ? new URL(href) : undefined
        if (url) expect(['http:', 'https:', 'mailto:']).toContain(url.protocol)
        expect(url?.username ?? '').toBe('')
      }
    }),
    { numRuns: 3_000 },
  )
})

test('[T10] the words of a text are all there, in their order, whatever its signs mean', () => {
  const letters = (text: string): string => text.replace(/[^\p{L}<"]/gu, '')
  fc.assert(
    // Without the two that take words away: a link's address, a fence's language.
    fc.property(
      anyText.filter((text) => !/\]\(|```/.test(cleanText(text))),
      (source) => {
        expect(letters(plainText(parseMarkdown(source)))).toBe(letters(cleanText(source)))
      },
    ),
    { numRuns: 2_000 },
  )
})

test('[S16] nothing nests deeper than three quotes or lists and four kinds within a line, and no kind stands in itself', () => {
  const check = (nodes: readonly (Block | ListItem | Inline)[], around: readonly string[]): void => {
    for (const node of nodes) {
      expect(around.filter((type) => type === 'blockquote' || type === 'li').length).toBeLessThanOrEqual(3)
      if (['p', 'pre', 'a', 'strong', 'em', 'del'].includes(node.type)) expect(around).not.toContain(node.type)
      if (node.type === 'text') expect(node.text).not.toBe('')
      if ('children' in node) check(node.children, [...around, node.type])
    }
  }
  fc.assert(
    fc.property(anyText, (source) => check(parseMarkdown(source, { mentions }), [])),
    { numRuns: 2_000 },
  )
  for (const sign of ['> ', '- ', '1. ', '> - ', '*a **b ~~c [', '[', '**a '])
    check(parseMarkdown(sign.repeat(5_000)), [])
})

describe('[S17] 64 KiB', () => {
  const people = Array.from({ length: 40 }, (_, index) => ({ id: `p${index}`, name: 'a'.repeat(index + 1) }))
  // A linear parse takes some ms; a quadratic one of this size takes seconds. The best of three, as others use the machine.
  const msOf = (text: string): number =>
    Math.min(
      ...[1, 2, 3].map(() => {
        const from = performance.now()
        parseMarkdown(text, { mentions: people })
        return performance.now() - from
      }),
    )
  const long = (part: string): string => part.repeat(Math.ceil(65_536 / part.length)).slice(0, 65_536)

  test('of any pair of signs are parsed in a moment', () => {
    const signs = [...'*~`[]()<>@\\!-1. ah/\n\t', '\u0301', '👩']
    const slow = signs
      .flatMap((one) => signs.map((other) => one + other))
      .filter((pair) => {
        const from = performance.now()
        parseMarkdown(long(pair), { mentions: people })
        return performance.now() - from > 150 && msOf(long(pair)) > 150
      })
    expect(slow).toEqual([])
  })

  test.each([
    ...[
      '[](',
      '[a](',
      '](',
      '[a](b',
      '[a](http://a.example',
      '[[a](http://b.example)',
      '](a](b)c',
      '(()',
      '[ ](http://a.example)',
    ],
    ...[
      'http://',
      'http://a',
      'http://a.',
      'http://@',
      ' http://a)',
      'http://a](',
      'https://a.example/?b&c;',
      'httphttp://',
    ],
    ...['**a *b ~~c ', '*a **b ', 'a**b*', '***a', '*a* **b** ', '* ', '~~a~~', '** **'],
    ...['`a``b```c````', '`` ` ', '`a ', '```\n', '````\n```\n', '```a\n\n'],
    ...[
      '> ',
      '>',
      '>\n',
      '> > > > a\n',
      '- ',
      '- a\n',
      '- a\n  ',
      '- a\n\n',
      '1. a\n  - b\n',
      '- >\n',
      '\n \n',
      '  -',
      '- -',
      '1.',
    ],
    ...['@', ' @', '@a', ' @a', '@aaaa ', ' @ @', '\\', '\\\\*', 'a\n', '\u202e', 'ا\u200c'],
  ])('of %j too', (part) => {
    expect(msOf(long(part))).toBeLessThan(150)
  })

  test('of one long line after a sign too', () => {
    for (const start of ['- ', '> ', '[a](', 'http://a/', '`', '@', '**', 'mailto:', '```', '1. ', '[a](mailto:'])
      for (const fill of [' ', '-', 'a', ')', '.', '`', '*', '- ', 'a.', 'a@']) {
        expect(msOf(start + long(fill)), start + fill).toBeLessThan(150)
        expect(msOf(`${start}${' '.repeat(32_768)}${fill.repeat(16_384)}`), start + fill).toBeLessThan(150)
      }
  })

  test('of backtick runs of every length too', () => {
    const runs = Array.from({ length: 350 }, (_, index) => '`'.repeat(350 - index)).join(' ')
    expect(msOf(runs)).toBeLessThan(150)
  })
})
