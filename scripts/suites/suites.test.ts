import { expect, test } from 'vitest'
import { readPlaywright } from './browser.mjs'
import { readGates } from './check.mjs'
import { closingLine, failure, isTruthfullyGreen, outcome, settle } from './tally.mjs'
import { readVitest } from './unit.mjs'

const ended = { runner: 'a runner', exitCode: 0, output: 'last words' }
const oneFailure = [{ title: 'a test', detail: 'why' }]

test('a runner that ends badly without naming a failed test counts as one failure', () => {
  const settled = settle(outcome(7, []), { ...ended, exitCode: 139 })
  expect(settled).toMatchObject({ passed: 7, failed: 1 })
  expect(settled.failures[0]).toEqual({ title: 'a runner ended with exit status 139', detail: 'last words' })
})

test('a runner that runs no test counts as one failure', () => {
  expect(settle(outcome(0, []), ended).failed).toBe(1)
})

test('failures that were named are not counted twice', () => {
  expect(settle(outcome(1, oneFailure), { ...ended, exitCode: 1 })).toMatchObject({ passed: 1, failed: 1 })
})

test('a skip is a failure in CI only', () => {
  expect(settle(outcome(3, [], 2), ended)).toMatchObject({ failed: 0, skipped: 2 })
  expect(settle(outcome(3, [], 2), { ...ended, isCi: true }).failed).toBe(1)
})

test('the sum is green only if something passed and nothing failed', () => {
  expect(isTruthfullyGreen([])).toBe(false)
  expect(isTruthfullyGreen([outcome(0, [], 4)])).toBe(false)
  expect(isTruthfullyGreen([outcome(5, []), failure('broken')])).toBe(false)
  expect(isTruthfullyGreen([outcome(5, []), outcome(2, [])])).toBe(true)
  expect(closingLine([outcome(5, []), outcome(2, oneFailure)])).toBe('7 passed, 1 failed')
})

test('a file that Vitest could not load is a failure', () => {
  const report = {
    testResults: [
      { name: '/repo/a.test.ts', status: 'failed', message: 'cannot find module', assertionResults: [] },
      {
        name: '/repo/b.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'one' },
          { status: 'failed', fullName: 'two', failureMessages: ['\u001b[31mexpected\u001b[39m 1'] },
          { status: 'pending', fullName: 'three' },
        ],
      },
    ],
  }
  expect(readVitest(report, '/repo/')).toEqual({
    passed: 1,
    failed: 2,
    skipped: 1,
    failures: [
      { title: 'a.test.ts', detail: 'cannot find module' },
      { title: 'b.test.ts: two', detail: 'expected 1' },
    ],
  })
})

test('a browser test that passed only when repeated is a failure', () => {
  const spec = (title: string, status: string) => ({
    title,
    tests: [{ status, results: [{ errors: [{ message: 'no' }] }] }],
  })
  const report = {
    errors: [],
    suites: [
      {
        title: 'box.spec.ts',
        specs: [spec('opens', 'expected'), spec('closes', 'flaky')],
        suites: [{ title: 'on a phone', specs: [spec('opens', 'unexpected'), spec('shakes', 'skipped')] }],
      },
    ],
  }
  const found = readPlaywright(report)
  expect(found).toMatchObject({ passed: 1, failed: 2, skipped: 1 })
  expect(found.failures.map((one: { title: string }) => one.title)).toEqual([
    'box.spec.ts › on a phone › opens',
    'box.spec.ts › closes',
  ])
})

test('each gate is one test', () => {
  const output =
    '✓ format   1.0 s  Prettier\n✗ lint  2.0 s  oxlint: 2 line(s)\n    a.ts:1\n    b.ts:2\n1 of 2 gates fail: lint\n'
  const found = readGates(output)
  expect(found).toMatchObject({ passed: 1, failed: 1 })
  expect(found.failures[0]?.detail).toBe('a.ts:1\nb.ts:2\n')
})
