/**
 * What a page loads, compressed, held against its budget.
 *
 * Sizes are of the built files as they are served, with gzip. A part counts with everything it imports statically, for the
 * browser fetches that too; what it imports on demand counts where it is listed. One byte over fails: raise a budget only with
 * a reason in the commit.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, posix } from 'node:path'
import { gzipSync } from 'node:zlib'

const BUNDLE = 'packages/client/dist/browser'
const LOADER = 'roomful.js'

/** `chunks` are named as in `scripts/bundle.mjs`; `live` is the connection, the roster and the count; faces load on demand. */
const BUDGETS = [
  { name: 'loader', chunks: [], maxBytes: 5_000 },
  { name: 'loader + connection + count + presence', chunks: ['live'], maxBytes: 15_000 },
]

const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*["'](\.{1,2}\/[^"']+)["']/g

/** Every file that loading `entries` brings, by static imports. `read` yields the text of a file. */
export function closureOf(entries, read) {
  const seen = new Set()
  const visit = (path) => {
    if (seen.has(path)) return
    seen.add(path)
    for (const match of read(path).matchAll(STATIC_IMPORT)) visit(posix.join(posix.dirname(path), match[1]))
  }
  entries.forEach(visit)
  return seen
}

const gzipBytes = (file) => gzipSync(readFileSync(file), { level: 9 }).length

function measure(folder, { name, chunks, maxBytes }) {
  const assets = readdirSync(join(folder, 'assets')).filter((file) => file.endsWith('.js'))
  const missing = chunks.filter((chunk) => !assets.some((file) => isChunk(file, chunk)))
  const wanted = assets.filter((file) => chunks.some((chunk) => isChunk(file, chunk))).map((file) => `assets/${file}`)
  const files = closureOf([LOADER, ...wanted], (path) => readFileSync(join(folder, path), 'utf8'))
  const bytes = [...files].reduce((sum, path) => sum + gzipBytes(join(folder, path)), 0)
  return { name, missing, files, bytes, maxBytes }
}

/** `count-B3xY9_.js` is the chunk `count`. */
function isChunk(file, chunk) {
  return file.startsWith(`${chunk}-`) || file === `${chunk}.js`
}

/** The gate. */
export function checkBudgets({ root }) {
  const folder = join(root, BUNDLE)
  if (!existsSync(join(folder, LOADER))) return { problems: [`${BUNDLE}/${LOADER} is not built`] }
  const measured = BUDGETS.map((budget) => measure(folder, budget))
  const problems = measured.flatMap(({ name, missing, files, bytes, maxBytes }) => [
    ...missing.map((chunk) => `${name}: no chunk "${chunk}" in ${BUNDLE}/assets; has bundle.mjs named it otherwise?`),
    ...(bytes > maxBytes
      ? [`${name}: ${bytes} bytes, ${bytes - maxBytes} over the budget\n${listOf(folder, files)}`]
      : []),
  ])
  return { problems, note: measured.map(({ name, bytes, maxBytes }) => `${name} ${bytes} of ${maxBytes}`).join('; ') }
}

function listOf(folder, files) {
  return [...files].map((path) => `${String(gzipBytes(join(folder, path))).padStart(7)}  ${path}`).join('\n')
}
