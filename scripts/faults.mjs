/**
 * `npm run faults`: the tests of faults in their long form: more kills, longer outages, more people. Takes the machine for minutes.
 *
 *     npm run faults                  all of them, one after the other
 *     npm run faults -- kill cut      only these files of tests/faults
 *
 * `npm test` runs the short forms. What needs Postgres, Redis or root on Linux says so and is skipped where that lacks.
 */
import './node-version.mjs'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { prepare, root } from './prepare.mjs'

const names = process.argv.slice(2)
const lost = names.filter((name) => !existsSync(join(root, `tests/faults/${name}.test.ts`)))
if (lost.length > 0) {
  console.error(`No such file in tests/faults: ${lost.join(', ')}`)
  process.exit(2)
}
await prepare()
const files = names.length > 0 ? names.map((name) => `tests/faults/${name}.test.ts`) : ['tests/faults']
// One after the other: each measures how soon something is right again. The time is for those that have no limit of their own.
const options = ['--no-file-parallelism', '--testTimeout=600000', '--reporter=verbose']
const runner = join(root, 'node_modules/vitest/vitest.mjs')
const { status } = spawnSync(process.execPath, [runner, 'run', ...files, ...options], {
  cwd: root,
  env: { ...process.env, FAULTS: 'long' },
  stdio: 'inherit',
})
process.exit(status ?? 1)
