/** The runner of the gates, from outside. What each gate finds is held by the tests in `gates/`. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const check = (...names: string[]): { status: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('check.mjs', import.meta.url)), ...names],
    { encoding: 'utf8' },
  )
  return { status, output: stdout + stderr }
}

test('a gate that does not exist is an error of its own, and names those that do', () => {
  const { status, output } = check('lints')
  expect(status).toBe(2)
  expect(output).toMatch(/No such gate: lints\. There are: format, types, lint/)
})

test('one gate can run alone: one line for it, one to sum up, and an exit status that agrees with both', () => {
  const { status, output } = check('dependencies')
  expect(output).toMatch(
    status === 0
      ? /^✓ dependencies .*\n1 gates hold\n$/
      : /^✗ dependencies [\s\S]*\n1 of 1 gates fail: dependencies\n$/,
  )
})
