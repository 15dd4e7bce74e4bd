import { expect, test } from 'vitest'
import { compare, idsInTitles, rulesOf, wrongProofs } from './spec-coverage.mjs'

const SPEC = `## H. Handshake\n\n- **H1** first\n- **H2** second, see **H1**\n`
const THREATS = `| id | threat |\n|---|---|\n| **S1** | frames |\n| S6 | planned |\n`
const documents = new Map([
  ['SPEC.md', rulesOf(SPEC, 'H')],
  ['SECURITY.md', rulesOf(THREATS, 'S')],
])

test('reads rules from lists and tables, and tells held from planned', () => {
  expect(rulesOf(SPEC, 'H')).toEqual({ held: ['H1', 'H2'], planned: [] })
  expect(rulesOf(THREATS, 'S')).toEqual({ held: ['S1'], planned: ['S6'] })
  expect(rulesOf(SPEC, 'S')).toEqual({ held: [], planned: [] })
})

test('reads ids from titles in every way a test is written', () => {
  const source = [
    `test('[H1] plain', () => {})`,
    `test("[H1,H2] two", () => {})`,
    'test(`[H1][S1] template ${seed}`, () => {})',
    `test.each([\n  [1],\n])('[H2] over lines', () => {})`,
    `rule(\n  '[H2] wrapped',\n)`,
    `// test('[H1] in a comment still counts for nothing real') is rare enough`,
    `const list = ['[H9] not a title']`,
    `test('no rule [H9] in front', () => {})`,
  ].join('\n')
  expect(idsInTitles(source).map((one) => one.id)).toEqual(['H1', 'H1', 'H2', 'H1', 'S1', 'H2', 'H2', 'H1'])
  expect(idsInTitles(source)[0]?.line).toBe(1)
})

test('is content when every rule has a test and every id exists', () => {
  const tests = new Map([['a.test.ts', `test('[H1,H2] a', f)\ntest('[S1] b', f)\ntest('[S6] early', f)`]])
  expect(compare(documents, tests)).toEqual([])
})

test('finds a rule without a test, an id without a rule, and a rule declared twice', () => {
  expect(compare(documents, new Map([['a.test.ts', `test('[H1] a', f)\n\ntest('[H7] b', f)`]]))).toEqual([
    'a.test.ts:3: names H7, which no document declares',
    'SPEC.md: no test has a title starting with [H2]',
    'SECURITY.md: no test has a title starting with [S1]',
  ])
  const twice = new Map([...documents, ['OTHER.md', { held: ['H1'], planned: [] }]])
  expect(compare(twice, new Map([['a.test.ts', `t('[H1,H2,S1] a')`]]))).toEqual([
    'OTHER.md: H1 is declared twice (also in SPEC.md)',
  ])
})

test('a row that links a test as proof must link one that names its id', () => {
  const page = '| **S1** | frames | [fuzz](a/fuzz.test.ts), [other](b.test.ts) |\n| S6 | planned | [x](c.test.ts) |\n'
  const idsOf = (path: string): string[] => (path === 'a/fuzz.test.ts' ? ['S1', 'S18'] : ['S18'])
  expect(wrongProofs('SECURITY.md', page, idsOf)).toEqual(['SECURITY.md: S1 links b.test.ts, which has no test of S1'])
})
