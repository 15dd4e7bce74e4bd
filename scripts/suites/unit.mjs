/** Everything that Vitest runs: units, properties, conformance, simulation, faults, examples. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.mjs'
import { findNats } from './nats.mjs'
import { findNetworkTools } from './network.mjs'
import { findNginx } from './nginx.mjs'
import { findPostgres } from './postgres.mjs'
import { findRedis } from './redis.mjs'
import { findStrace } from './strace.mjs'
import { outcome, plain, settle } from './tally.mjs'

export async function unitSuite({ root, folder, say, isCi }) {
  const env = await findServers(say)
  if (!(await findNetworkTools(say)))
    say('unit: this account cannot make network namespaces, so partitions are not tried')
  if ((await findStrace(say)) === undefined) say('unit: strace was not found, so errors of the disk are not tried')
  const report = join(folder, 'vitest.json')
  const runner = join(root, 'node_modules/vitest/vitest.mjs')
  const ended = await run([runner, 'run', '--reporter=json', `--outputFile=${report}`], { root, env })
  const found = existsSync(report) ? readVitest(JSON.parse(readFileSync(report, 'utf8')), root) : outcome(0, [])
  return settle(found, { runner: 'Vitest', isCi, ...ended })
}

const SERVERS = [
  { name: 'Postgres', variable: 'ROOMFUL_POSTGRES', what: 'the folder of its programs', find: findPostgres },
  { name: 'Redis or Valkey', variable: 'ROOMFUL_REDIS', what: 'its program', find: findRedis },
  { name: 'NATS', variable: 'ROOMFUL_NATS', what: 'its program', find: findNats },
  { name: 'nginx', variable: 'ROOMFUL_NGINX', what: 'its program', find: findNginx },
]

/** The servers to test on, as variables. Tests that need one that lacks are skipped one by one, which CI counts as a failure. */
async function findServers(say) {
  const env = {}
  // One after the other: two installations at once get into each other's way.
  for (const { name, variable, what, find } of SERVERS) {
    const found = await find(say)
    if (found === undefined) say(`unit: no ${name} was found; ${variable} can name ${what}`)
    else env[variable] = found
  }
  return env
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
