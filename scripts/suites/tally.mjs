/**
 * What suites report, and what they add up to.
 *
 * An outcome is `{ passed, failed, skipped, failures: [{ title, detail }] }`. Invariant: a suite that ran nothing, or
 * whose runner ended badly without naming a failed test, has failed at least once.
 */

export const outcome = (passed, failures, skipped = 0) => ({ passed, failed: failures.length, skipped, failures })

/** An outcome with one failure and nothing else. */
export const failure = (title, detail = '') => outcome(0, [{ title, detail }])

/** Makes an outcome honest: adds the failures that the runner's own list of tests does not show. */
export function settle(found, { runner, exitCode, output, isCi = false }) {
  const failures = [...found.failures]
  const add = (title, detail = '') => failures.push({ title, detail })
  if (exitCode !== 0 && failures.length === 0) add(`${runner} ended with exit status ${exitCode}`, tail(output))
  if (exitCode === 0 && found.passed === 0 && failures.length === 0) add(`${runner} ran no test`, tail(output))
  if (isCi && found.skipped > 0) add(`${found.skipped} skipped in ${runner}: nothing may be skipped in CI`)
  return outcome(found.passed, failures, found.skipped)
}

export function closingLine(outcomes) {
  const sum = (key) => outcomes.reduce((total, one) => total + one[key], 0)
  return `${sum('passed')} passed, ${sum('failed')} failed`
}

export function isTruthfullyGreen(outcomes) {
  return outcomes.some((one) => one.passed > 0) && outcomes.every((one) => one.failed === 0)
}

/** The end of a runner's output, where the reason for a crash is. */
const tail = (output, lines = 40) => output.trimEnd().split('\n').slice(-lines).join('\n')

// eslint-disable-next-line no-control-regex -- reason: these are the terminal's colour codes.
export const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, '')
