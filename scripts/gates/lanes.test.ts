/** Proof that the lanes and the seams are held: violations are planted in a small copy of the house and must be found. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { tool } from './command.mjs'
import { checkLanes, importsOf, problemsOf } from './lanes.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const houses: string[] = []

/** A house with these files and nothing else. */
function house(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'roomful-lanes-'))
  houses.push(folder)
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), source)
  }
  return folder
}

afterEach(() => {
  for (const folder of houses.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const plants: [why: string, path: string, source: string, found: RegExp][] = [
  [
    'the server knows the client',
    'server/src/hub/a.ts',
    `import { connect } from '@roomful/client'`,
    /server may not import @roomful\/client/,
  ],
  [
    'the client knows the server',
    'client/src/net/a.ts',
    `import type { Roomful } from 'roomful'`,
    /client may not import roomful/,
  ],
  ['the protocol knows anybody', 'protocol/src/a.ts', `import 'node:buffer'`, /the protocol depends on nothing/],
  [
    'the client gets a dependency',
    'client/src/room/a.ts',
    `import { html } from 'lit'`,
    /the client has no dependency/,
  ],
  ['model looks up', 'server/src/model/a.ts', `import { Room } from '../hub/room.js'`, /model may not import hub/],
  [
    'model looks up by a dynamic import',
    'server/src/model/a.ts',
    `const a = () => import('../hub/room.js')`,
    /model may not import hub/,
  ],
  ['model waits', 'server/src/model/a.ts', `export async function a() {}`, /model\/ is pure/],
  ['the hub knows http', 'server/src/hub/a.ts', `export { app } from '../http/app.js'`, /hub may not import http/],
  [
    'neighbours on one floor',
    'server/src/store/a.ts',
    `import { bus } from '../bus/memory.js'`,
    /store may not import bus/,
  ],
  [
    'an entry file is used from below',
    'server/src/http/a.ts',
    `import { a } from '../index.js'`,
    /http may not import an entry file/,
  ],
  [
    'a path into another package',
    'client/src/net/a.ts',
    `import { a } from '../../../protocol/src/parse.js'`,
    /leaves the package/,
  ],
  [
    'over several lines, only types',
    'client/src/model/a.ts',
    `import type {\n  A,\n  B,\n} from '../room/room.js'`,
    /model may not import room/,
  ],
  ['a folder nobody planned', 'server/src/services/a.ts', ``, /has no place in the lanes/],
  ['the clock by the back door', 'server/src/hub/a.ts', `const today = new Date()`, /reads the clock/],
]

for (const [why, path, source, found] of plants) {
  test(`finds a planted crossing: ${why}`, () => {
    const { problems } = checkLanes({ root: house({ [`packages/${path}`]: source }) })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(found)
  })
}

test('lets through what the lanes allow, and prose about imports', () => {
  const source = [
    `/** Never write import { a } from '../http/app.js' here. */`,
    `// import '../index.js'`,
    `import { b } from './b.js'`,
    `import { c, type D } from '../model/c.js'`,
    `import { ERRORS } from '@roomful/protocol'`,
    `const text = "from '../http/app.js'"`,
  ].join('\n')
  expect(problemsOf('packages/server/src/hub/a.ts', source)).toEqual([])
  expect(problemsOf('packages/server/src/hub/a.test.ts', `import '../http/app.js'`)).toEqual([])
})

test('reads every form of import with its line', () => {
  const source = `import a from 'a'\nimport * as b from "b"\nexport * from './c.js'\nawait import('d')\nimport 'e'\nimport type { F } from 'f'\n`
  expect(importsOf(source).map((one) => [one.name, one.line])).toEqual([
    ['a', 1],
    ['b', 2],
    ['./c.js', 3],
    ['d', 4],
    ['e', 5],
    ['f', 6],
  ])
})

test('[S16] lint refuses the global twins of the seams in core code, markup made of text, a circle of imports, and a promise nobody waits for', async () => {
  const planted = `import { randomUUID } from 'node:crypto'
import { other } from './other.js'
export const plant = (): unknown => [setTimeout(other, 1), Date.now(), Math.random(), performance.now(), process.pid, randomUUID(), console]
async function later(): Promise<void> {}
export function forget(): void { later() }
export function paint(node: { innerHTML: string }): void { node.innerHTML = '<b>' }
`
  const folder = house({
    'packages/server/src/hub/plant.ts': planted,
    'packages/server/src/hub/other.ts': `import { plant } from './plant.js'\nexport const other = (): void => void plant\n`,
    'packages/server/src/platform/clock.ts': `export const now = (): number => Date.now()\n`,
    'tsconfig.json': `{ "compilerOptions": { "target": "es2022", "module": "nodenext", "strict": true, "skipLibCheck": true, "types": [] } }`,
  })
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const { problems } = await tool(root, 'oxlint', ['-f', 'unix', '--quiet', 'packages'], { cwd: folder })
  const text = problems.join('\n')
  for (const banned of ['setTimeout', 'Date.now', 'Math.random', 'performance', 'process', 'randomUUID', 'console'])
    expect(text).toContain(`'${banned}'`)
  expect(text).toContain('innerHTML')
  expect(text).toContain('no-cycle')
  expect(text).toContain('no-floating-promises')
  expect(text).not.toContain('platform/clock.ts')
})
