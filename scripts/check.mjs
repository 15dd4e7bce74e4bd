/**
 * `npm run check`: every quality gate, one line each.
 *
 *     npm run check                     all gates
 *     npm run check -- lint types       only these
 *     npm run check -- errors --write   let gates that own a generated file rewrite it
 *
 * A gate is a function `({ root, write }) => { problems, note? }` in `gates/`; this file only orders, times and prints them.
 * Exit status 0 means that every gate that ran has no problem.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkApiReport } from './gates/api-report.mjs'
import { checkBudgets } from './gates/budgets.mjs'
import { node, tool } from './gates/command.mjs'
import { checkDependencies } from './gates/dependencies.mjs'
import { checkDocExamples } from './gates/doc-examples.mjs'
import { checkErrorDocs } from './gates/error-docs.mjs'
import { checkLanes } from './gates/lanes.mjs'
import { checkLimitDocs } from './gates/limit-docs.mjs'
import { checkLinks } from './gates/links.mjs'
import { checkPackageShape } from './gates/package-shape.mjs'
import { checkSpecCoverage } from './gates/spec-coverage.mjs'
import { checkTidy } from './gates/tidy.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const PRETTIER_CACHE = [
  '--cache',
  '--cache-strategy',
  'content',
  '--cache-location',
  'node_modules/.cache/roomful/prettier',
]

/** In this order: the quick and the common first, what needs a build after `types`. */
const gates = [
  {
    name: 'format',
    about: 'Prettier',
    run: () => tool(root, 'prettier', ['--check', '.', '--log-level', 'warn', ...PRETTIER_CACHE]),
  },
  { name: 'types', about: 'packages, then tests, scripts and examples', run: checkTypes },
  {
    name: 'lint',
    about: 'oxlint with types',
    needs: 'build',
    run: () => tool(root, 'oxlint', ['-f', 'unix', '--quiet']),
  },
  { name: 'lanes', about: 'who may import whom', run: checkLanes },
  { name: 'tidy', about: 'sizes, names, no machine paths', run: checkTidy },
  { name: 'spec', about: 'every rule has a test', run: checkSpecCoverage },
  { name: 'links', about: 'links in the docs lead somewhere', run: checkLinks },
  { name: 'dependencies', about: 'the list of what we ship on', run: checkDependencies },
  { name: 'unused', about: 'knip', run: () => tool(root, 'knip', ['--no-progress', '--no-config-hints']) },
  { name: 'errors', about: 'the page of errors equals the table', needs: 'protocol', run: checkErrorDocs },
  { name: 'limits', about: 'the page of limits equals the numbers', needs: 'protocol', run: checkLimitDocs },
  { name: 'api', about: 'the public interface', needs: 'build', run: checkApiReport },
  { name: 'examples', about: 'code in the docs type-checks', needs: 'build', run: checkDocExamples },
  { name: 'sizes', about: 'bytes a page loads', needs: 'bundle', run: checkBudgets },
  { name: 'packages', about: 'publint and attw', needs: 'bundle', run: checkPackageShape },
]

/** Tests and scripts are checked by a project of their own: the packages' projects must not see them. */
async function checkTypes() {
  const packages = await tool(root, 'tsc', ['-b'])
  return packages.problems.length > 0 ? packages : tool(root, 'tsc', ['-p', 'tsconfig.check.json'])
}

const ready = new Map()

/** What gates read: the protocol's dist, every package's dist, the files a page loads. Each yields what failed. */
const makers = {
  protocol: async () => (await tool(root, 'tsc', ['-b', 'packages/protocol'])).problems,
  build: async () => (await tool(root, 'tsc', ['-b'])).problems,
  bundle,
}

/** Makes what a gate needs, once. */
function prepare(need) {
  if (need === undefined) return Promise.resolve([])
  if (!ready.has(need)) ready.set(need, makers[need]())
  return ready.get(need)
}

async function bundle() {
  const problems = await prepare('build')
  if (problems.length > 0) return problems
  const script = join(root, 'scripts', 'bundle.mjs')
  return existsSync(script) ? (await node(root, [script])).problems : ['scripts/bundle.mjs is missing']
}

async function resultOf(gate, write) {
  try {
    const obstacles = await prepare(gate.needs)
    if (obstacles.length === 0) return await gate.run({ root, write })
    const more = obstacles.length > 3 ? [`… and ${obstacles.length - 3} more: npm run check -- types`] : []
    return { problems: [`waits for the ${gate.needs}, which fails:`, ...obstacles.slice(0, 3), ...more] }
  } catch (error) {
    return { problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)] }
  }
}

/** Runs a gate and prints its line. */
async function pass(gate, write) {
  const startedAt = performance.now()
  const { problems, note = gate.about } = await resultOf(gate, write)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)
  const told =
    problems.length === 0
      ? `✓ ${gate.name.padEnd(13)} ${seconds} s  ${note}`
      : `✗ ${gate.name.padEnd(13)} ${seconds} s  ${gate.about}: ${problems.length} line(s)`
  console.log([told, ...problems.map((problem) => `    ${problem.replaceAll('\n', '\n    ')}`)].join('\n'))
  return problems.length === 0
}

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const unknown = names.filter((name) => !gates.some((gate) => gate.name === name))
if (unknown.length > 0) {
  console.error(`No such gate: ${unknown.join(', ')}. There are: ${gates.map((gate) => gate.name).join(', ')}.`)
  process.exit(2)
}
const chosen = names.length === 0 ? gates : gates.filter((gate) => names.includes(gate.name))
const failed = []
for (const gate of chosen) if (!(await pass(gate, process.argv.includes('--write')))) failed.push(gate.name)
console.log(
  failed.length === 0
    ? `${chosen.length} gates hold`
    : `${failed.length} of ${chosen.length} gates fail: ${failed.join(', ')}`,
)
process.exitCode = failed.length === 0 ? 0 : 1
