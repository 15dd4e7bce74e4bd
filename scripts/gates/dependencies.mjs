/**
 * What the three packages bring into somebody's project, held against docs/reference/dependencies.md. [S31]
 *
 * Read from the lock file, so that the answer is the same on every machine. Builds of one package for several platforms count as
 * one, for only one is ever installed. Nothing we ship on may run a script when it is installed.
 */
import { listFiles, readText } from './files.mjs'

const PAGE = 'docs/reference/dependencies.md'
const SHIPPED = ['packages/protocol', 'packages/client', 'packages/server']
const MAX_DEPENDENCIES = 12

/** Where Node would find `name` from the package at `from`: the nearest node_modules on the way up. */
function resolve(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (packages[path] !== undefined) return path
    if (folder === '') return undefined
  }
}

/** Platform builds (`@libsql/linux-x64-gnu` …) go by their scope. */
function family(name, entry) {
  const isForOnePlatform = entry.os !== undefined || entry.cpu !== undefined
  return isForOnePlatform && name.startsWith('@') ? `${name.split('/')[0]}/*` : name
}

/** Every package that an install of ours brings, with its lock entry and whether an install can do without it. */
export function shippedOn(lock) {
  const found = new Map()
  const visit = (path, isOptional) => {
    const entry = lock.packages[path] ?? {}
    const wanted = [
      ...Object.keys(entry.dependencies ?? {}).map((name) => [name, isOptional]),
      ...Object.keys(entry.optionalDependencies ?? {}).map((name) => [name, true]),
    ]
    for (const [name, optional] of wanted) {
      const at = resolve(lock.packages, path, name)
      if (at === undefined || lock.packages[at].link === true) continue
      const key = family(name, lock.packages[at])
      const before = found.get(key)
      found.set(key, { entry: lock.packages[at], isOptional: optional && (before?.isOptional ?? true) })
      if (before === undefined || (before.isOptional && !optional)) visit(at, optional)
    }
  }
  for (const path of SHIPPED) visit(path, false)
  return found
}

/** The names in the first column of the page's table. */
export function listedOn(page) {
  return new Set([...page.matchAll(/^\|\s*`([^`]+)`/gm)].map((match) => match[1]))
}

/** The problems of a lock file and a page. Exported for the test. */
export function problemsOf(lock, page) {
  const found = shippedOn(lock)
  const listed = listedOn(page)
  const problems = []
  for (const [name, { entry }] of found) {
    if (!listed.has(name))
      problems.push(`${name} ${entry.version} is shipped on but not listed in ${PAGE}: say there what it is for`)
    if (entry.hasInstallScript === true) problems.push(`${name} runs a script when it is installed`)
  }
  for (const name of listed) if (!found.has(name)) problems.push(`${PAGE} lists ${name}, which nothing needs any more`)
  if (found.size > MAX_DEPENDENCIES)
    problems.push(`${found.size} packages are shipped on, more than ${MAX_DEPENDENCIES}`)
  return problems
}

/** The gate. */
export function checkDependencies({ root }) {
  if (!listFiles(root).includes(PAGE)) return { problems: [`${PAGE} is missing`] }
  const lock = JSON.parse(readText(root, 'package-lock.json'))
  return {
    problems: problemsOf(lock, readText(root, PAGE)),
    note: `${shippedOn(lock).size} packages, at most ${MAX_DEPENDENCIES}`,
  }
}
