/** What stands on a page where a comment is shown, compared with what was said: the same words, and nothing but words. */
import type { Locator } from '@playwright/test'
import { cleanText, parseMarkdown, plainText } from '@roomful/protocol'
import { cleanName } from '../../packages/server/src/model/names.js'
import type { Said } from './hostile-test.js'

/** Where the parts of a comment are, within the node of each. */
export interface Places {
  readonly name: string
  readonly quote?: string
  readonly text: string
}

interface Shown {
  readonly id: string
  readonly name: string
  readonly quote: string | undefined
  readonly text: string
  /** Elements, attributes and addresses that have no business in words. */
  readonly odd: readonly string[]
}

/** Reads what each of these nodes shows. */
export function readShown(nodes: Locator, places: Places): Promise<Shown[]> {
  return nodes.evaluateAll((found, { name, quote, text }) => {
    const elements = 'p strong em del code pre blockquote ul ol li a br span'.split(' ')
    const attributes = 'href rel target class start'.split(' ')
    const oddIn = (words: Element): string[] =>
      [...words.querySelectorAll('*')].flatMap((element) => [
        ...(elements.includes(element.localName) ? [] : [element.localName]),
        ...element
          .getAttributeNames()
          .flatMap((each) => (attributes.includes(each) ? [] : [`${element.localName} ${each}`])),
        ...(element instanceof HTMLAnchorElement && !/^(https?|mailto):$/.test(element.protocol) ? [element.href] : []),
      ])
    return found.map((node) => {
      const called = node.querySelector(name)
      const quoted = quote === undefined ? undefined : node.querySelector(quote)
      const words = node.querySelector(text)
      return {
        id: node.id.startsWith('comment-')
          ? node.id.slice(8)
          : (node.querySelector<HTMLAnchorElement>('a.page')?.hash.slice(9) ?? ''),
        name: called?.textContent ?? '',
        quote: quoted?.textContent || undefined,
        text: words?.textContent ?? '',
        odd: [
          ...(words ? oddIn(words) : ['no words']),
          ...[called, quoted].flatMap((plain) =>
            [...(plain?.children ?? [])].map(({ localName }) => `${localName} in a name or quote`),
          ),
        ],
      }
    })
  }, places)
}

/** What is shown otherwise than it was said; empty when all is well. */
export function differences(shown: readonly Shown[], said: readonly Said[], { quote: quotePlace }: Places): string[] {
  const byId = new Map(shown.map((each) => [each.id, each]))
  return said.flatMap(({ id, name, source, quote }) => {
    const found = byId.get(id)
    const say = (what: string): string =>
      `${what}: ${JSON.stringify(source.slice(0, 80))} ${JSON.stringify(found)?.slice(0, 400)}`
    if (found === undefined) return [say('is not there')]
    const isNamed = cleanName(name) === '' ? found.name !== '' : found.name === cleanName(name)
    return [
      ...(found.odd.length === 0 ? [] : [say(`has ${found.odd.join(', ')}`)]),
      ...(bare(found.text) === bare(plainText(parseMarkdown(source))) ? [] : [say('says something else')]),
      ...(isLiteral(source) && !found.text.includes(literal(source)) ? [say('does not say it letter by letter')] : []),
      ...(isNamed ? [] : [say(`is not called ${JSON.stringify(cleanName(name))}`)]),
      ...(quotePlace === undefined || found.quote === quote ? [] : [say(`does not quote ${JSON.stringify(quote)}`)]),
    ]
  })
}

/** Blocks are told apart by where they stand, not by spaces. */
const bare = (text: string): string => text.replace(/\s+/g, '')

/** What holds no sign of Markdown has to be there exactly as it was typed. */
const literal = (source: string): string => cleanText(source).split('\n')[0]?.trim() ?? ''
const isLiteral = (source: string): boolean => !/[[\]`*_~\\]|^\s*(?:>|[-*]\s|\d+[.)])/.test(literal(source))
