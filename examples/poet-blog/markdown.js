/**
 * Posts from Markdown to HTML, with the Markdown library that Poet brings.
 *
 * Every heading gets an id: readers can link to it, and a pod over it keeps its place when the words change.
 */

const idOf = (text) =>
  text
    .toLowerCase()
    .replace(/&[^;]+;|<[^>]*>/g, '')
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/\s+/g, '-')

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeHtml = (text) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign])

/** A template function for Poet's `addTemplate`. */
export function markdownTemplate(marked) {
  const renderer = new marked.Renderer()
  renderer.heading = (text, level, raw) => `<h${level} id="${idOf(raw)}">${text}</h${level}>\n`
  renderer.code = (code, language) =>
    `<pre tabindex="0"><code${language ? ` class="language-${escapeHtml(language)}"` : ''}>${escapeHtml(code)}\n</code></pre>\n`
  // Wide tables and code scroll by themselves; a narrow screen must not scroll the whole page sideways.
  renderer.table = (header, body) =>
    `<div class="wide" tabindex="0" role="group" aria-label="Table"><table><thead>${header}</thead><tbody>${body}</tbody></table></div>\n`
  const options = { renderer, gfm: true, tables: true, pedantic: false, smartypants: true }
  return ({ source }) => marked(source, options)
}
