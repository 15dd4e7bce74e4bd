/**
 * The tables of docs/operations/limits.md, written from the numbers of the protocol.
 *
 * Names and values come from the built module, the rule and the reason from the comment above each in `limits.ts`.
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readText } from './files.mjs'
import { holdPart } from './generated.mjs'

const PAGE = 'docs/operations/limits.md'
const SOURCE = 'packages/protocol/src/limits.ts'

/** The comment in front of each `export const NAME` or `readonly name:`, without its marks. A run of names shares the first comment. */
export function commentsOf(source) {
  const comments = new Map()
  const pattern = /(?:\/\*\*\s*((?:(?!\*\/)[\s\S])*?)\s*\*\/\s*)?(?:export const ([A-Z_]+) =|readonly (\w+):)/g
  let last = ''
  for (const match of source.matchAll(pattern)) {
    if (match[1] !== undefined) last = match[1].replace(/\s*\n\s*\*\s?/g, ' ')
    comments.set(match[2] ?? match[3], last)
  }
  return comments
}

/** `[F3] Half: …` → the rules and the reason. */
function split(comment = '') {
  const rules = [...comment.matchAll(/\[([A-Z]\d+)\]/g)].map((match) => match[1])
  return { rule: rules.join(', '), reason: comment.replace(/\s*\[[A-Z]\d+\]\s*/g, ' ').trim() }
}

const number = (value) => value.toLocaleString('en-US')

function row(name, value, comment) {
  const { rule, reason } = split(comment)
  return `| \`${name}\` | ${number(value)} | ${rule} | ${reason} |`
}

/** The two tables. Exported for the test. */
export function tablesOf(limits, comments) {
  // In the order of the source, which keeps together what belongs together.
  const fixed = [...comments.keys()]
    .filter((name) => typeof limits[name] === 'number')
    .map((name) => [name, limits[name]])
  return [
    '### What a server may change\n',
    '| option in `limits` | default | rule | what it counts |',
    '|---|---|---|---|',
    ...Object.entries(limits.DEFAULT_LIMITS).map(([name, value]) => row(name, value, comments.get(name))),
    '',
    '### What is fixed\n',
    '| name | value | rule | why it is what it is |',
    '|---|---|---|---|',
    ...fixed.map(([name, value]) => row(name, value, comments.get(name))),
  ].join('\n')
}

/** The gate. */
export async function checkLimitDocs({ root, write }) {
  const limits = await import(pathToFileURL(join(root, 'packages/protocol/dist/limits.js')).href)
  const part = tablesOf(limits, commentsOf(readText(root, SOURCE)))
  return { problems: holdPart(root, PAGE, 'limits', part, { write, gate: 'limits' }), note: 'the page says the same' }
}
