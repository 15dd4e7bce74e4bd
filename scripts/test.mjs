/**
 * `npm test`: brings the checkout to where it can run, then runs every suite and adds up.
 *
 *     npm test                      everything
 *     npm test -- unit              only Vitest; also `browser` (Playwright) and `check` (the quality gates)
 *
 * The last line is `N passed, N failed`, and the exit status is 0 only if something ran and nothing failed. A suite that
 * lacks a service is reported as skipped; with CI=true that is a failure.
 */
import './node-version.mjs'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepare, root } from './prepare.mjs'
import { browserSuite } from './suites/browser.mjs'
import { checkSuite } from './suites/check.mjs'
import { closingLine, failure, isTruthfullyGreen } from './suites/tally.mjs'
import { unitSuite } from './suites/unit.mjs'

const suites = { unit: unitSuite, browser: browserSuite, check: checkSuite }
const isCi = process.env.CI === 'true' || process.env.CI === '1'
const say = (line) => console.log(line)

const names = process.argv.slice(2)
const unknown = names.filter((name) => !Object.hasOwn(suites, name))
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are: ${Object.keys(suites).join(', ')}.`)
  process.exit(2)
}

const folder = mkdtempSync(join(tmpdir(), 'roomful-test-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

/** Runs one suite; whatever goes wrong on the way is a failure of that suite, never of the count. */
async function outcomeOf(name) {
  const startedMs = performance.now()
  const beat = setInterval(() => say(`  ${name}: still running after ${seconds(startedMs)}`), 30_000)
  let outcome
  try {
    outcome = await suites[name]({ root, folder, say, isCi })
  } catch (error) {
    outcome = failure(`the ${name} suite could not run`, error.stack ?? String(error))
  }
  clearInterval(beat)
  const skipped = outcome.skipped > 0 ? `, ${outcome.skipped} skipped` : ''
  say(`${name}: ${outcome.passed} passed, ${outcome.failed} failed${skipped} in ${seconds(startedMs)}`)
  for (const { title, detail } of outcome.failures) say(`\n✗ ${title}\n${indent(detail)}`)
  return outcome
}

const seconds = (startedMs) => `${((performance.now() - startedMs) / 1000).toFixed(0)} s`
const indent = (text) => text.replace(/^/gm, '    ')

const outcomes = []
try {
  await prepare(say)
  for (const name of names.length > 0 ? names : Object.keys(suites)) outcomes.push(await outcomeOf(name))
} catch (error) {
  outcomes.push(failure('the checkout could not be prepared', error.message))
  say(error.message)
}
say('')
say(closingLine(outcomes))
process.exitCode = isTruthfullyGreen(outcomes) ? 0 : 1
