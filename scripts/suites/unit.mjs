/** Everything that Vitest runs: units, properties, conformance, simulation, faults, examples. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.mjs'
import { findPostgres } from './postgres.mjs'
import { outcome, plain, settle } from './tally.mjs'

export async function unitSuite({ root, folder, say, isCi }) {
  const postgres = await findPostgres(say)
  // The tests that need it are then skipped one by one, which CI counts as a failure.
  if (postgres === undefined) say('unit: no Postgres was found; ROOMFUL_POSTGRES can name the folder of its programs')
  const report = join(folder, 'vitest.json')
  const runner = join(root, 'node_modules/vitest/vitest.mjs')
  const env = postgres === undefined ? {} : { ROOMFUL_POSTGRES: postgres }
  const ended = await run([runner, 'run', '--reporter=json', `--outputFile=${report}`], { root, env })
  const found = existsSync(report) ? readVitest(JSON.parse(readFileSync(report, 'utf8')), root) : outcome(0, [])
  return settle(found, { runner: 'Vitest', isCi, ...ended })
}

/** Reads Vitest's JSON report. A file that could not be loaded is one failure: its tests are not even known. */
export function readVitest(report, root = '') {
  let passed = 0
  let skipped = 0
  const failures = []
  for (const file of report.testResults) {
    const name = file.name.replace(root, '')
    if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'))
      failures.push({ title: name, detail: plain(file.message ?? '') })
    for (const test of file.assertionResults) {
      if (test.status === 'passed') passed++
      else if (test.status === 'failed')
        failures.push({ title: `${name}: ${test.fullName}`, detail: plain((test.failureMessages ?? []).join('\n')) })
      else skipped++
    }
  }
  return outcome(passed, failures, skipped)
}
