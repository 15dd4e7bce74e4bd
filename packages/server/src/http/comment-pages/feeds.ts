/**
 * A room's latest comments as RSS 2.0 (rssboard.org/rss-specification) and JSON Feed 1.1 (jsonfeed.org). [T10,S15]
 *
 * Pure. Text stands in both as HTML made from the tree of the comment, escaped once more where XML carries it.
 */
import { parseMarkdown, plainText, type Comment } from '@roomful/protocol'
import { escapeHtml, markdownHtml } from '../../model/markdown-html.js'

export interface Feed {
  readonly title: string
  /** The page that is commented. */
  readonly page: string
  /** This feed's own address. */
  readonly self: string
  readonly list: readonly Comment[]
}

const TITLE_CHARS = 60

export function rssFeed({ title, page, self, list }: Feed): string {
  const items = list.map(
    (comment) => `<item>
<title>${xml(headline(comment))}</title>
<link>${xml(linkOf(page, comment))}</link>
<guid isPermaLink="true">${xml(linkOf(page, comment))}</guid>
<pubDate>${new Date(comment.atMs).toUTCString()}</pubDate>
<dc:creator>${xml(comment.author?.name ?? '')}</dc:creator>
<description>${xml(htmlOf(comment))}</description>
</item>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${xml(title)}</title>
<link>${xml(page)}</link>
<description>${xml(title)}</description>
<atom:link href="${xml(self)}" rel="self" type="application/rss+xml"/>
${items.join('\n')}
</channel>
</rss>
`
}

export function jsonFeed({ title, page, self, list }: Feed): object {
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: page,
    feed_url: self,
    items: list.map((comment) => ({
      id: comment.id,
      url: linkOf(page, comment),
      title: headline(comment),
      content_html: htmlOf(comment),
      date_published: new Date(comment.atMs).toISOString(),
      ...(comment.editedMs === undefined ? {} : { date_modified: new Date(comment.editedMs).toISOString() }),
      authors: [{ name: comment.author?.name ?? '' }],
    })),
  }
}

function linkOf(page: string, { id }: Comment): string {
  return `${page}#comment-${encodeURIComponent(id)}`
}

function headline({ author, text }: Comment): string {
  const words = plainText(parseMarkdown(text)).replace(/\s+/g, ' ').trim()
  const short = words.length > TITLE_CHARS ? `${words.slice(0, TITLE_CHARS).trimEnd()}…` : words
  return `${author?.name ?? ''}: ${short}`
}

function htmlOf({ text, mentions }: Comment): string {
  return markdownHtml(parseMarkdown(text, { mentions: mentions ?? [] }))
}

/** XML 1.0 has no form at all for some characters. Half a surrogate pair would spoil the document. */
function xml(text: string): string {
  // eslint-disable-next-line no-control-regex -- reason: control characters are what this removes
  return escapeHtml(text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, ''))
}
