/** What people see: Playwright on a real Chromium. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from './chromium.mjs'
import { run } from './command.mjs'
import { failure, outcome, plain, settle } from './tally.mjs'

export async function browserSuite({ root, folder, say, isCi }) {
  const chromium = await findChromium(say)
  if (chromium === undefined) {
    const why = 'no Chromium, Chrome or Edge was found; ROOMFUL_CHROMIUM can name one'
    if (isCi) return failure('the browser suite was skipped', why)
    say(`browser: skipped, because ${why}`)
    return outcome(0, [], 1)
  }
  const report = join(folder, 'playwright.json')
  const env = { ROOMFUL_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report }
  const runner = join(root, 'node_modules/@playwright/test/cli.js')
  const ended = await run([runner, 'test', '--reporter=json', `--output=${join(folder, 'browser')}`], { root, env })
  const found = existsSync(report) ? readPlaywright(JSON.parse(readFileSync(report, 'utf8'))) : outcome(0, [])
  return settle(found, { runner: 'Playwright', isCi, ...ended })
}

/** Reads Playwright's JSON report. A test that passed only when repeated has failed. */
export function readPlaywright(report) {
  let passed = 0
  let skipped = 0
  const failures = report.errors.map((error) => ({ title: 'Playwright', detail: plain(error.message ?? '') }))
  const visit = (suite, path) => {
    for (const inner of suite.suites ?? []) visit(inner, [...path, inner.title])
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        if (test.status === 'expected') passed++
        else if (test.status === 'skipped') skipped++
        else failures.push({ title: [...path, spec.title].join(' › '), detail: reasonOf(test) })
      }
    }
  }
  for (const file of report.suites) visit(file, [file.title])
  return outcome(passed, failures, skipped)
}

function reasonOf(test) {
  const errors = test.results.flatMap((result) => result.errors ?? [])
  return plain(errors.map((error) => `${error.message ?? ''}\n${error.snippet ?? ''}`).join('\n')) || test.status
}
