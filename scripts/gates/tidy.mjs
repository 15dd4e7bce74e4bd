/**
 * What no other tool looks at: file sizes, file names, and traces of one machine.
 *
 * 400 lines are the hard end of a file (lint warns at 300). A name that says nothing (`utils`, `types.ts`) is refused, because
 * such a file becomes the place for everything. Paths and hosts of the machine it was written on must not travel.
 */
import { lineAt, listFiles, readText } from './files.mjs'

const MAX_LINES = 400
const MAX_FOLDER_FILES = 12
const CODE = /\.(?:ts|mjs|js)$/
const TEXT = /\.(?:ts|mjs|js|cjs|json|jsonc|md|html|css|pug|yml|yaml|txt|sh)$|^\.ci\/|(?:^|\/)LICENSE$/
const NAMELESS = /(?:^|\/)(?:utils?|helpers?|common|misc|shared|lib|types)(?:\.(?:ts|mjs|js)|\/)/
/** Home folders and work folders of a machine, and registries other than the public one. Split, so that this file passes. */
const TRACES = [
  new RegExp(`(?<![\\w.$}-])/(?:${['home', 'Users', 'work', 'root'].join('|')})/[\\w.-]+`, 'g'),
  new RegExp(`(?<![\\w.$}-])/tmp/[\\w.-]+`, 'g'),
  /"resolved":\s*"(?!https:\/\/registry\.npmjs\.org\/)https?:[^"]*"/g,
  /\bregistry\s*=\s*https?:\S+/g,
]
/** Sentences in which such a path is an example, not a trace. */
const EXCUSED = /\/home\/node\b|\/home\/you\b/

/** The problems of one text. Exported for the test. */
export function problemsOf(path, text) {
  const problems = []
  const lines = text.split('\n').length - 1
  if (CODE.test(path) && lines > MAX_LINES) problems.push(`${path}: ${lines} lines, more than ${MAX_LINES}`)
  for (const pattern of TRACES) {
    for (const match of text.matchAll(pattern)) {
      if (!EXCUSED.test(match[0]))
        problems.push(`${path}:${lineAt(text, match.index)}: a trace of one machine: ${match[0]}`)
    }
  }
  return problems
}

/** The problems of the list of paths. */
export function problemsOfNames(paths) {
  const inFolder = new Map()
  const problems = []
  for (const path of paths) {
    if (/^(?:packages|scripts)\//.test(path) && NAMELESS.test(path))
      problems.push(`${path}: this name says nothing; name the one thing inside`)
    if (!/^packages\/[^/]+\/src\//.test(path) || path.endsWith('.test.ts')) continue
    const folder = path.slice(0, path.lastIndexOf('/'))
    inFolder.set(folder, (inFolder.get(folder) ?? 0) + 1)
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)+$/.test(path.slice(folder.length + 1)))
      problems.push(`${path}: not kebab-case`)
  }
  for (const [folder, count] of inFolder) {
    if (count > MAX_FOLDER_FILES * 2) problems.push(`${folder}: ${count} files; split it by what they are about`)
  }
  return problems
}

/** The gate. */
export function checkTidy({ root }) {
  const files = listFiles(root)
  const texts = files.filter((path) => TEXT.test(path))
  const problems = [...problemsOfNames(files), ...texts.flatMap((path) => problemsOf(path, readText(root, path)))]
  return { problems, note: `${files.length} files` }
}
