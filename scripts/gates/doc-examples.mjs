/**
 * Type-checks every `ts` and `js` block of the README and the docs against the built packages, as a reader would paste it.
 *
 * A block that needs something from around it says so in a comment in front, which readers do not see:
 *
 *     <!-- given
 *     declare const server: import('node:http').Server
 *     -->
 *
 * A block that cannot stand alone has `<!-- not checked: reason -->` in front. In `html` blocks every `<roomful-…>` tag must exist.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tool } from './command.mjs'
import { listFiles, readText } from './files.mjs'

const BLOCK =
  /(?:<!--\s*(given\n[\s\S]*?|not checked:[^\n]*?)\s*-->\s*\n)?^```(ts|js|html)(?: [^\n]*)?\n([\s\S]*?)^```\s*$/gm
/** Packages that docs mention and this workspace has no types for. */
const WITHOUT_TYPES = ['express', 'jsonwebtoken']

/** The blocks of a page: language, code, what is given, the line their code starts at. */
export function blocksOf(markdown) {
  return [...markdown.matchAll(BLOCK)].flatMap((match) => {
    const [whole, note = '', language, code] = match
    if (note.startsWith('not checked:')) return []
    const codeAt = match.index + whole.lastIndexOf(code, whole.length - 3)
    const line = markdown.slice(0, codeAt).split('\n').length
    return [{ language, code, given: note.replace(/^given\n/, ''), line }]
  })
}

/** Tags of ours that a block uses. */
export function tagsOf(html) {
  return [...html.matchAll(/<(roomful-[a-z-]+)/g)].map((match) => match[1])
}

const CONFIG = {
  extends: '../../tsconfig.base.json',
  compilerOptions: {
    composite: false,
    declaration: false,
    sourceMap: false,
    noEmit: true,
    allowJs: true,
    checkJs: true,
    // The reader's own settings may be looser than ours: only what is wrong for everybody counts.
    noImplicitAny: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: ['node'],
  },
  include: ['*'],
}

/** Writes each block as a file of its own, compiles them together, and maps what the compiler says back to the pages. */
async function typeCheck(root, blocks) {
  const folder = join(root, '.data', 'doc-examples')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(CONFIG))
  writeFileSync(join(folder, 'untyped.d.ts'), WITHOUT_TYPES.map((name) => `declare module '${name}'\n`).join(''))
  blocks.forEach(({ language, code, given }, index) => {
    // `export {}` makes it a module of its own even where it imports nothing.
    writeFileSync(join(folder, `block-${index}.${language}`), `${given === '' ? '' : `${given}\n`}${code}\nexport {}\n`)
  })
  const { problems } = await tool(root, 'tsc', ['-p', folder, '--pretty', 'false'])
  rmSync(folder, { recursive: true, force: true })
  return problems.map((line) =>
    line.replace(/^.*?block-(\d+)\.\w+\((\d+),\d+\)/, (_, index, at) => {
      const block = blocks[Number(index)]
      const before = block.given === '' ? 0 : block.given.split('\n').length
      return `${block.page}:${block.line + Number(at) - 1 - before}`
    }),
  )
}

/** The elements that exist: whatever the client's elements give to `customElements`. */
function knownTags(root) {
  const sources = listFiles(root).filter(
    (path) => /^packages\/client\/src\/.*\.ts$/.test(path) && !path.endsWith('.test.ts'),
  )
  return new Set(
    sources.flatMap((path) =>
      [...readText(root, path).matchAll(/['"`](roomful-[a-z-]+)['"`]/g)].map((match) => match[1]),
    ),
  )
}

/** The gate. */
export async function checkDocExamples({ root }) {
  const pages = listFiles(root).filter((path) => path === 'README.md' || /^(?:docs|examples)\/.*\.md$/.test(path))
  const ours = pages.filter((path) => !/\/_?posts\//.test(path))
  const blocks = ours.flatMap((page) => blocksOf(readText(root, page)).map((block) => ({ ...block, page })))
  const tags = knownTags(root)
  const lost = blocks
    .filter((block) => block.language === 'html')
    .flatMap((block) =>
      tagsOf(block.code)
        .filter((tag) => !tags.has(tag))
        .map((tag) => `${block.page}:${block.line}: there is no <${tag}>`),
    )
  const code = blocks.filter((block) => block.language !== 'html')
  return {
    problems: [...lost, ...(await typeCheck(root, code))],
    note: `${code.length} blocks of code, ${blocks.length - code.length} of HTML`,
  }
}
