/** What would be published: publint on each package, and attw (are the types right?) on its tarball. ESM only, by decision. */
import { join } from 'node:path'
import { tool } from './command.mjs'

const PACKAGES = ['protocol', 'client', 'server']

/** The gate. */
export async function checkPackageShape({ root }) {
  const problems = []
  for (const name of PACKAGES) {
    const cwd = join(root, 'packages', name)
    const lint = await tool(root, 'publint', ['run', '.', '--strict'], { cwd })
    const types = await tool(
      root,
      'attw',
      ['--pack', '.', '--profile', 'esm-only', '--format', 'ascii', '--no-emoji', '--no-color'],
      { cwd, keep: isTelling },
    )
    problems.push(...[...lint.problems, ...types.problems].map((line) => `${name}: ${line}`))
  }
  return { problems, note: `${PACKAGES.length} packages as they would be published` }
}

/** Leaves out what attw prints about the resolutions it was told to ignore. */
function isTelling(line) {
  return line.trim() !== '' && !line.includes('(ignored')
}
