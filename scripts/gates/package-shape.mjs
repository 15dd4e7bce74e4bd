/** What would be published: publint on each package, and attw (are the types right?) on its tarball. ESM only, by decision. */
import { join } from 'node:path'
import { tool } from './command.mjs'

const PACKAGES = ['protocol', 'client', 'server']
const ATTW = ['--pack', '.', '--profile', 'esm-only', '--format', 'ascii', '--no-emoji', '--no-color']

/** The gate. */
export async function checkPackageShape({ root }) {
  const found = await Promise.all(PACKAGES.map((name) => problemsOf(root, name)))
  return { problems: found.flat(), note: `${PACKAGES.length} packages as they would be published` }
}

async function problemsOf(root, name) {
  const cwd = join(root, 'packages', name)
  const lint = await tool(root, 'publint', ['run', '.', '--strict'], { cwd })
  const types = await tool(root, 'attw', ATTW, { cwd, keep: isTelling })
  return [...lint.problems, ...types.problems].map((line) => `${name}: ${line}`)
}

/** Leaves out what attw prints about the resolutions it was told to ignore. */
function isTelling(line) {
  return line.trim() !== '' && !line.includes('(ignored')
}
