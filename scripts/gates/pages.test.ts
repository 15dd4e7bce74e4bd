/** The gates that hold pages: errors, limits, links, dependencies, examples, the interface report, and what a repository must not hold. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { entriesOf, undocumentedIn } from './api-report.mjs'
import { closureOf } from './budgets.mjs'
import { listedOn, problemsOf as dependencyProblems, shippedOn } from './dependencies.mjs'
import { blocksOf, tagsOf } from './doc-examples.mjs'
import { pageOf, problemsOf as errorProblems } from './error-docs.mjs'
import { holdFile, holdPart } from './generated.mjs'
import { commentsOf, tablesOf } from './limit-docs.mjs'
import { anchorsOf, linksOf } from './links.mjs'
import { problemsOf as traceProblems, problemsOfNames } from './tidy.mjs'

const row = { fault: 'passing', close: 4001, retry: true, message: 'It was slow.', fix: 'Wait.' }

test('the page of errors has every code with its close code, status, meaning and remedy, and an anchor', () => {
  const page = pageOf({
    SLOW_READER: row,
    ROOM_GONE: { fault: 'client', status: 404, retry: false, message: 'No room.', fix: 'Look.' },
  })
  expect(page).toContain('| [SLOW_READER](#slow_reader) | 4001 |  | yes |')
  expect(page).toContain('| [ROOM_GONE](#room_gone) |  | 404 | no |')
  expect(page).toContain('### SLOW_READER\n\nIt was slow.\n\n**What to do:** Wait.')
  expect(anchorsOf(page)).toContain('slow_reader')
})

test('a table of errors with doubtful rows is refused', () => {
  expect(errorProblems({ A: row })).toEqual([])
  expect(errorProblems({ A: row, B: row })).toEqual(['B: close code 4001 belongs to A'])
  expect(errorProblems({ A: { ...row, close: 4500 } })).toEqual(['A: close code 4500 is in no range'])
  expect(errorProblems({ A: { ...row, close: 4250 } })).toEqual([
    'A: its close code says stay away, its row says try again',
  ])
  expect(errorProblems({ A: { ...row, fix: 'Wait' } })).toEqual(['A: "Wait" is not a sentence'])
})

test('a generated page is compared whole, and rewritten on request', () => {
  const root = mkdtempSync(join(tmpdir(), 'roomful-page-'))
  try {
    const how = { write: false, gate: 'errors' }
    expect(holdFile(root, 'a/page.md', 'new\n', how)[0]).toMatch(/does not exist/)
    expect(holdFile(root, 'a/page.md', 'old\n', { ...how, write: true })).toEqual([])
    expect(holdFile(root, 'a/page.md', 'new\n', how)[0]).toMatch(/- old\n\+ new/)
    expect(holdPart(root, 'a/page.md', 'limits', 'x', how)[0]).toMatch(/has no place/)
    writeFileSync(join(root, 'a/page.md'), 'before\n<!-- generated: limits -->\n<!-- /generated -->\nafter\n')
    expect(holdPart(root, 'a/page.md', 'limits', 'x', { ...how, write: true })).toEqual([])
    expect(readFileSync(join(root, 'a/page.md'), 'utf8')).toBe(
      'before\n<!-- generated: limits -->\n\nx\n\n<!-- /generated -->\nafter\n',
    )
    expect(holdPart(root, 'a/page.md', 'limits', 'x', how)).toEqual([])
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})

test('the tables of limits take names, values, rules and reasons from the source', () => {
  const source = `/** [F3] Half: bad. */\nexport const MAX_FRAME_BYTES = 65_536\nexport const MAX_SECOND = 1\ninterface L {\n  /** [L1] Frames a second. */\n  readonly framesPerSecond: number\n}`
  const comments = commentsOf(source)
  const tables = tablesOf({ MAX_FRAME_BYTES: 65_536, MAX_SECOND: 1, DEFAULT_LIMITS: { framesPerSecond: 60 } }, comments)
  expect(tables).toContain('| `MAX_FRAME_BYTES` | 65,536 | F3 | Half: bad. |')
  expect(tables).toContain('| `MAX_SECOND` | 1 | F3 | Half: bad. |')
  expect(tables).toContain('| `framesPerSecond` | 60 | L1 | Frames a second. |')
})

test('links are read from prose and pictures, never from code; headings become anchors', () => {
  const page =
    '[a](b.md#c "t") ![p](i.png)\n<img src="q.png">\n`[no](x.md)`\n```md\n[no](y.md)\n```\n[out](https://example.com) [here](#d)\n'
  expect(linksOf(page)).toEqual([
    { to: 'b.md#c', line: 1 },
    { to: 'i.png', line: 1 },
    { to: 'q.png', line: 2 },
    { to: '#d', line: 7 },
  ])
  expect([...anchorsOf('# The `X` way, twice\n## A & B\n## A & B\n')]).toEqual(['the-x-way-twice', 'a--b', 'a--b-1'])
})

const lock = {
  packages: {
    'packages/protocol': {},
    'packages/client': { dependencies: { '@roomful/protocol': '1' } },
    'packages/server': { dependencies: { '@roomful/protocol': '1', ws: '8' }, optionalDependencies: { libsql: '1' } },
    'node_modules/@roomful/protocol': { link: true },
    'packages/server/node_modules/ws': { version: '8', dependencies: { deep: '1' } },
    'node_modules/deep': { version: '1', hasInstallScript: true },
    'node_modules/libsql': {
      version: '1',
      optional: true,
      optionalDependencies: { '@libsql/a': '1', '@libsql/b': '1' },
    },
    'node_modules/@libsql/a': { version: '1', os: ['linux'] },
    'node_modules/@libsql/b': { version: '1', os: ['darwin'] },
    'node_modules/unrelated': { version: '1' },
  },
}

test('[S31] what is shipped on is found to its depth, platforms together, and held against the list', () => {
  expect([...shippedOn(lock).keys()]).toEqual(['ws', 'deep', 'libsql', '@libsql/*'])
  expect([...listedOn('| package | for |\n|---|---|\n| `ws` | sockets |\n')]).toEqual(['ws'])
  const problems = dependencyProblems(lock, '| `ws` |\n| `libsql` |\n| `@libsql/*` |\n| `gone` |\n')
  expect(problems).toEqual([
    expect.stringMatching(/^deep 1 is shipped on but not listed/),
    'deep runs a script when it is installed',
    expect.stringMatching(/lists gone, which nothing needs/),
  ])
  const many = Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`d${index}`, '1']))
  const wide = Object.fromEntries(Object.keys(many).map((name) => [`node_modules/${name}`, { version: '1' }]))
  const page = Object.keys(many).map((name) => `| \`${name}\` |\n`)
  expect(
    dependencyProblems({ packages: { 'packages/server': { dependencies: many }, ...wide } }, page.join('')),
  ).toEqual(['13 packages are shipped on, more than 12'])
})

test('blocks of code are found with what is given and where they start', () => {
  const page =
    'text\n\n<!-- given\ndeclare const a: number\n-->\n```ts\na + 1\n```\n\n<!-- not checked: half a sentence -->\n```ts\na +\n```\n\n```html\n<roomful-box></roomful-box>\n```\n\n```json\n{}\n```\n'
  expect(blocksOf(page)).toEqual([
    { language: 'ts', code: 'a + 1\n', given: 'declare const a: number', line: 7 },
    { language: 'html', code: '<roomful-box></roomful-box>\n', given: '', line: 16 },
  ])
  expect(tagsOf('<roomful-box><roomful-count for="x">')).toEqual(['roomful-box', 'roomful-count'])
})

test('entry points come from the manifest, and what has no comment is named', () => {
  const manifest = {
    name: '@roomful/client',
    exports: { '.': { types: './a.d.ts' }, './elements': { types: './b.d.ts' } },
  }
  expect(entriesOf(manifest)).toEqual([
    { report: 'client', types: './a.d.ts' },
    { report: 'client-elements', types: './b.d.ts' },
  ])
  expect(
    undocumentedIn(
      '// @public (undocumented)\nexport interface Bare {\n    // (undocumented)\n}\n// @public\nexport type Told = 1\n',
    ),
  ).toEqual(['Bare'])
})

test('traces of a machine, long files and names that say nothing are found', () => {
  const home = ['', 'home', 'ada', 'x'].join('/')
  expect(traceProblems('a.md', `see ${home}\n`)).toHaveLength(1)
  expect(traceProblems('package-lock.json', JSON.stringify({ resolved: 'http://127.0.0.1:4873/a.tgz' }))).toHaveLength(
    1,
  )
  expect(traceProblems('a.md', 'GET /roomful/v1/counts, https://example.com/home/page\n')).toEqual([])
  expect(traceProblems('a.ts', 'x\n'.repeat(401))).toEqual(['a.ts: 401 lines, more than 400'])
  expect(
    problemsOfNames(['packages/a/src/utils.ts', 'packages/a/src/BadName.ts', 'packages/a/src/good-name.ts']),
  ).toHaveLength(2)
})

test('what a page loads counts with its static imports, and not with what is fetched on demand', () => {
  const files = new Map([
    ['roomful.js', `import{a}from"./assets/a-1.js";import("./assets/later-2.js")`],
    ['assets/a-1.js', `import"./b-3.js";export{c}from'./c-4.js'`],
    ['assets/b-3.js', `import{a}from"./a-1.js"`],
    ['assets/c-4.js', ''],
  ])
  const read = (path: string): string => files.get(path) ?? ''
  expect([...closureOf(['roomful.js'], read)]).toEqual([
    'roomful.js',
    'assets/a-1.js',
    'assets/b-3.js',
    'assets/c-4.js',
  ])
})
