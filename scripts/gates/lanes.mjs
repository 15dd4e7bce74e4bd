/**
 * Import lanes: which part of the code may know which.
 *
 * Between packages: `protocol` ← `client`, `protocol` ← `server`; client and server never meet.
 * Inside one: platform ← model ← transfer ← store, bus, auth, net ← outgoing, cluster ← hub, room, moderation ← features ← http, elements ← the files directly in `src/`
 * and what only the command line needs (`cli/`).
 * A folder may import itself and lower floors, never a neighbour on its own floor. `model/` and the protocol know no other
 * package at all and have nothing asynchronous. Tests may import anything. [proved by the planted violations in lanes.test.ts]
 */
import { posix } from 'node:path'
import { lineAt, listFiles, readText } from './files.mjs'

const FLOORS = [
  ['platform'],
  ['model'],
  ['transfer'],
  ['store', 'bus', 'auth', 'net'],
  ['outgoing', 'cluster'],
  ['hub', 'room', 'moderation'],
  ['features'],
  ['http', 'elements', 'react'],
]
const ENTRY_FLOOR = FLOORS.length
const SEES = { protocol: [], client: ['@roomful/protocol'], server: ['@roomful/protocol'] }

/** Static, side-effect and dynamic imports, and re-exports. Comments are blanked before, so that prose never counts. */
const IMPORT =
  /\b(?:import|export)\s+(?:[\w$*{}\s,]+?\sfrom\s*)?(['"])([^'"\n]+)\1|\bimport\s*\(\s*(['"])([^'"\n]+)\3|\brequire\s*\(\s*(['"])([^'"\n]+)\5/g

/** Every import of a source text, of types too: what it names, and on which line. */
export function importsOf(source) {
  const code = blankComments(source)
  return [...code.matchAll(IMPORT)].map((match) => ({
    name: match[2] ?? match[4] ?? match[6],
    line: lineAt(code, match.index),
  }))
}

/** Strings (to step over them) or comments. Quotes end with their line, so that one inside a regular expression does little harm. */
const TOKEN = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|(?<![:\\])\/\/[^\n]*/g

/** Replaces comments by spaces of the same length; strings and line breaks stay, so positions stay true. */
function blankComments(source) {
  return source.replace(TOKEN, (token) => (token.startsWith('/') ? token.replace(/[^\n]/g, ' ') : token))
}

/** Where a file stands: its package, its folder below `src`, and how high that folder is. */
function placeOf(path) {
  const match = /^packages\/([^/]+)\/src\/(?:([^/]+)\/)?/.exec(path)
  if (match === null) return undefined
  const [, pack, folder] = match
  // The protocol is one floor: its folders only keep together what belongs together.
  const isTop = folder === undefined || folder === 'cli' || pack === 'protocol'
  const floor = isTop ? ENTRY_FLOOR : FLOORS.findIndex((names) => names.includes(folder))
  return { pack, folder, floor }
}

/** The problems of one file. Exported for the test. */
export function problemsOf(path, source) {
  const from = placeOf(path)
  if (from === undefined || path.endsWith('.test.ts')) return []
  if (from.floor === -1)
    return [`${path}: the folder "${from.folder}" has no place in the lanes; add it to FLOORS or move the file`]
  const problems = importsOf(source).flatMap((found) => {
    const why = found.name.startsWith('.') ? refusesFile(path, from, found) : refusesPackage(from, found.name)
    return why === undefined ? [] : [`${path}:${found.line}: ${why}`]
  })
  if (from.folder === 'model' && /\basync\b|\bawait\b|\bnew Promise\b|\bPromise\./.test(blankComments(source)))
    problems.push(`${path}: model/ is pure: nothing asynchronous belongs here`)
  if (from.folder !== 'platform' && /\bnew Date\(\s*\)/.test(blankComments(source)))
    problems.push(`${path}: \`new Date()\` reads the clock: use the Clock seam`)
  return problems
}

function refusesFile(path, from, found) {
  if (!found.name.endsWith('.js') && !found.name.endsWith('.json')) return `"${found.name}" must end in .js`
  const target = posix.join(posix.dirname(path), found.name).replace(/\.js$/, '.ts')
  const to = placeOf(target)
  if (to === undefined || to.pack !== from.pack) return `"${found.name}" leaves the package`
  if (to.floor === -1 || to.folder === from.folder || to.floor < from.floor || from.floor === ENTRY_FLOOR)
    return undefined
  return `${from.folder} may not import ${to.folder ?? 'an entry file'} ("${found.name}")`
}

function refusesPackage(from, name) {
  const owner = name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : name.split('/')[0]
  const isOurs = owner === 'roomful' || owner.startsWith('@roomful/')
  if (isOurs) return SEES[from.pack]?.includes(owner) ? undefined : `${from.pack} may not import ${owner}`
  if (from.pack === 'protocol') return `the protocol depends on nothing ("${name}")`
  if (from.pack === 'client') return `the client has no dependency ("${name}")`
  return from.folder === 'model' ? `model/ depends on nothing ("${name}")` : undefined
}

/** The gate. */
export function checkLanes({ root }) {
  const files = listFiles(root).filter((path) => /^packages\/[^/]+\/src\/.*\.ts$/.test(path))
  return {
    problems: files.flatMap((path) => problemsOf(path, readText(root, path))),
    note: `${files.length} files keep their lanes`,
  }
}
