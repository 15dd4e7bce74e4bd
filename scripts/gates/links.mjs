/** Follows every relative link and picture of the Markdown files: the file must exist, and the heading behind a `#` too. */
import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { lineAt, listFiles, readText } from './files.mjs'

/** Inline links and pictures, and the `src` and `href` of HTML inside Markdown. */
const LINK = /!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)|\b(?:src|href)="([^"]+)"/g

/** Blanks fenced blocks and inline code, keeping positions. */
function prose(markdown) {
  const blank = (text) => text.replace(/[^\n]/g, ' ')
  return markdown.replace(/^(```+|~~~+)[\s\S]*?^\1[^\n]*$/gm, blank).replace(/`[^`\n]+`/g, blank)
}

/** The anchor that a heading gets where Markdown is shown: lower case, punctuation gone, spaces to hyphens. */
function anchorOf(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/<[^>]*>|[`*]/g, '')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
}

/** All anchors of a page, repeated headings numbered. */
export function anchorsOf(markdown) {
  const seen = new Map()
  const outside = markdown.replace(/^(```+|~~~+)[\s\S]*?^\1[^\n]*$/gm, '')
  const anchors = [...outside.matchAll(/<a (?:id|name)="([^"]+)"/g)].map((match) => match[1])
  for (const match of outside.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const anchor = anchorOf(match[1].replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'))
    const count = seen.get(anchor) ?? 0
    seen.set(anchor, count + 1)
    anchors.push(count === 0 ? anchor : `${anchor}-${count}`)
  }
  return new Set(anchors)
}

/** The relative links of a page with their lines. */
export function linksOf(markdown) {
  const text = prose(markdown)
  return [...text.matchAll(LINK)]
    .map((match) => ({ to: match[1] ?? match[2], line: lineAt(text, match.index) }))
    .filter(({ to }) => !/^(?:[a-z][a-z0-9+.-]*:|\/\/|\/)/i.test(to))
}

/** The gate. */
export function checkLinks({ root }) {
  const pages = listFiles(root).filter((path) => path.endsWith('.md') && !/(?:^|\/)(?:_posts|posts)\//.test(path))
  let count = 0
  const problems = pages.flatMap((page) => {
    const links = linksOf(readText(root, page))
    count += links.length
    return links.flatMap(({ to, line }) => {
      const [file = '', anchor] = to.split('#')
      const target = file === '' ? page : posix.join(posix.dirname(page), decodeURI(file))
      if (!existsSync(join(root, target))) return [`${page}:${line}: ${to} leads nowhere`]
      if (anchor === undefined || !target.endsWith('.md')) return []
      return anchorsOf(readText(root, target)).has(decodeURI(anchor))
        ? []
        : [`${page}:${line}: ${target} has no heading for #${anchor}`]
    })
  })
  return { problems, note: `${count} links in ${pages.length} pages` }
}
