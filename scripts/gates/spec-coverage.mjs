/**
 * Holds the numbered rules and the tests together, both ways.
 *
 * A rule is `- **H3** …` in packages/protocol/SPEC.md, a promise `| **D4** |` in ARCHITECTURE.md, a threat `| **S8** |` in
 * SECURITY.md. Each needs a test whose title opens with its id: `[H3]`, `[H3,P4]` or `[H3][S8]`. An id that a title names must
 * exist. Planned promises and threats stand in the tables without the bold type and need no test yet.
 */
import { lineAt, listFiles, readText } from './files.mjs'

const SPEC = 'packages/protocol/SPEC.md'
const PROMISES = 'ARCHITECTURE.md'
const THREATS = 'SECURITY.md'
/** Its fixtures look like titles. */
const OWN_TEST = 'scripts/gates/spec-coverage.test.ts'

/** The ids a document declares. `held` need a test, `planned` may be named by one. */
export function rulesOf(markdown, letters) {
  const ids = (pattern) =>
    [...markdown.matchAll(pattern)].map((match) => match[1]).filter((id) => letters.includes(id[0]))
  return {
    held: [...ids(/^- \*\*([A-Z]\d+)\*\*/gm), ...ids(/^\|\s*\*\*([A-Z]\d+)\*\*/gm)],
    planned: ids(/^\|\s*([A-Z]\d+)\s*\|/gm),
  }
}

/** A string that opens a call and starts with ids in brackets: a test's title, however the test is wrapped. */
const TITLE = /\(\s*(['"`])((?:\[[A-Z]\d+(?:\s*,\s*[A-Z]\d+)*\]\s*)+)/g

/** The ids that the titles of a test file name, with the line of each. */
export function idsInTitles(source) {
  return [...source.matchAll(TITLE)].flatMap((match) =>
    [...match[2].matchAll(/[A-Z]\d+/g)].map((found) => ({
      id: found[0],
      line: lineAt(source, match.index + match[0].length),
    })),
  )
}

/** Compares rules with tests. `documents` maps a name to its rules, `tests` a path to its source. */
export function compare(documents, tests) {
  const known = new Map()
  const problems = []
  for (const [name, rules] of documents) {
    for (const id of [...rules.held, ...rules.planned]) {
      if (known.has(id)) problems.push(`${name}: ${id} is declared twice (also in ${known.get(id)})`)
      known.set(id, name)
    }
  }
  const seen = new Set()
  for (const [path, source] of tests) {
    for (const { id, line } of idsInTitles(source)) {
      seen.add(id)
      if (!known.has(id)) problems.push(`${path}:${line}: names ${id}, which no document declares`)
    }
  }
  for (const [name, rules] of documents) {
    for (const id of rules.held) if (!seen.has(id)) problems.push(`${name}: no test has a title starting with [${id}]`)
  }
  return problems
}

/** A row that links tests must link such as name its id. `idsOf` yields the ids that the titles of a path name. */
export function wrongProofs(page, markdown, idsOf) {
  return [...markdown.matchAll(/^\|\s*\*\*([A-Z]\d+)\*\*\s*\|.*$/gm)].flatMap(([row, id]) =>
    [...row.matchAll(/\]\(([^)#]+\.(?:test|spec)\.ts)\)/g)]
      .filter(([, path]) => !idsOf(path).includes(id))
      .map(([, path]) => `${page}: ${id} links ${path}, which has no test of ${id}`),
  )
}

/** The gate. */
export function checkSpecCoverage({ root }) {
  const files = listFiles(root)
  const read = (path) => (files.includes(path) ? readText(root, path) : '')
  const documents = new Map([
    [SPEC, rulesOf(read(SPEC), 'FHRPNCUEIGWTVMXLQBKAY')],
    [PROMISES, rulesOf(read(PROMISES), 'D')],
    [THREATS, rulesOf(read(THREATS), 'S')],
  ])
  const paths = files.filter((path) => /\.(?:test|spec)\.ts$/.test(path) && path !== OWN_TEST)
  const tests = new Map(paths.map((path) => [path, readText(root, path)]))
  const idsOf = (path) => idsInTitles(tests.get(path) ?? '').map((one) => one.id)
  const problems = [
    ...compare(documents, tests),
    ...[PROMISES, THREATS].flatMap((page) => wrongProofs(page, read(page), idsOf)),
  ]
  const count = [...documents.values()].reduce((sum, rules) => sum + rules.held.length, 0)
  return { problems, note: `${count} rules, promises and threats, each with a test` }
}
