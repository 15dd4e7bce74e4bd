/**
 * Builds what a page loads: `roomful.js` and its chunks, from packages/client/src/elements.ts; and the moderators' page,
 * `moderate.js`, which shares nothing with them, so that neither weighs on the other.
 *
 * Result: packages/client/dist/browser/{roomful.js, moderate.js, assets/*, sizes.json}, copied to packages/server/dist/browser, from where
 * the server serves it. `sizes.json` says which files a page fetches for what, with their gzip sizes; the budgets read it.
 * Invariant: no chunk imports `roomful.js`. A page may load that with a query behind it, and would then run it twice.
 */
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = join(root, 'packages/client/dist/browser')
const copy = join(root, 'packages/server/dist/browser')

/** The files that keep their names. Pages name the first, the server's own page the second. */
const ENTRIES = ['roomful.js', 'moderate.js']

/**
 * One file each, with all that they import: fewer requests, and they pack better. `live` is all that a number or one's own code
 * needs; `faces` draws people. What only a later part imports (comments, shared state) goes where that part goes.
 */
const GROUPS = {
  live: ['count', 'dom', 'live', 'start', 'words/words'],
  faces: [
    'arrange',
    'avatar',
    'crowd/crowd-of',
    'initials',
    'presence-order',
    'people-stack',
    'picture',
    'reaction-rules',
    'scheme',
    'theme',
    'words/fill-in',
  ],
}
const isOf = (names) => (id) => names.some((name) => id.endsWith(`/elements/${name}.ts`))

/** One entry and its chunks. */
const bundle = (source, fileName, { emptyOutDir, groups }) =>
  build({
    root,
    configFile: false,
    logLevel: 'warn',
    // Relative, so that the files work below any prefix.
    base: './',
    resolve: { alias: [{ find: /^@roomful\/protocol$/, replacement: join(root, 'packages/protocol/src/index.ts') }] },
    build: {
      outDir: target,
      emptyOutDir,
      copyPublicDir: false,
      target: 'es2022',
      minify: true,
      sourcemap: false,
      modulePreload: false,
      reportCompressedSize: false,
      lib: { entry: join(root, 'packages/client/src', source), formats: ['es'], fileName: () => fileName },
      rolldownOptions: {
        output: {
          // Library builds keep white space in ES modules by default, for bundlers to come; here comes a browser.
          minify: true,
          comments: false,
          chunkFileNames: 'assets/[name]-[hash].js',
          codeSplitting: { groups },
        },
      },
    },
  })

const result = await bundle('elements.ts', ENTRIES[0], {
  emptyOutDir: true,
  groups: [
    { name: 'live', test: isOf(GROUPS.live), priority: 2 },
    { name: 'faces', test: isOf(GROUPS.faces), priority: 1 },
  ],
})
const queuePage = await bundle('moderate.ts', ENTRIES[1], {
  emptyOutDir: false,
  // Only the words of the other languages are files of their own.
  groups: [
    {
      name: 'moderate-page',
      test: /packages\/(?:client|protocol)\/src\/(?!moderate\.ts|.*words\/(?:arabic|english|french|german|spanish)\.ts)/,
    },
  ],
})

const output = [result].flat().flatMap((one) => one.output)
const chunks = output.filter((file) => file.type === 'chunk')
const pageChunks = [queuePage].flat().flatMap((one) => one.output.filter((file) => file.type === 'chunk'))
const faults = [...chunks, ...pageChunks].flatMap((chunk) => [
  ...ENTRIES.filter((entry) => chunk.imports.includes(entry)).map((entry) => `${chunk.fileName} imports ${entry}`),
  ...(chunk.code.includes(root) ? [`${chunk.fileName} names this machine's folders`] : []),
])
if (faults.length > 0) {
  console.error(faults.join('\n'))
  process.exit(1)
}

await writeFile(join(target, 'sizes.json'), `${JSON.stringify(await sizes(chunks), null, 2)}\n`)
await replaceFolder(copy, target)

/** Puts the new files beside the old ones, the entry last, then removes what is no longer named: a running server never misses one. */
async function replaceFolder(to, from) {
  const names = (await readdir(from, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name !== 'sizes.json')
    .map((entry) => relative(from, join(entry.parentPath, entry.name)))
    .sort((a, b) => ENTRIES.indexOf(a) - ENTRIES.indexOf(b))
  for (const name of names) {
    await mkdir(dirname(join(to, name)), { recursive: true })
    await copyFile(join(from, name), join(to, name))
  }
  for (const entry of await readdir(to, { recursive: true, withFileTypes: true })) {
    const name = relative(to, join(entry.parentPath, entry.name))
    if (entry.isFile() && !names.includes(name)) await rm(join(to, name))
  }
}

/** What a page fetches for what: the files, and the sum of their gzip sizes. */
async function sizes(chunks) {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const gzipBytes = async (file) => gzipSync(await readFile(join(target, file)), { level: 9 }).length
  const withImports = (files, seen = new Set()) => {
    for (const file of files) {
      if (seen.has(file) || !byName.has(file)) continue
      seen.add(file)
      withImports(byName.get(file).imports, seen)
    }
    return seen
  }
  const entry = (source) =>
    chunks.find((chunk) =>
      Object.keys(chunk.modules).some((id) => id.endsWith(`packages/client/src/elements/${source}`)),
    )?.fileName
  const sum = async (files) => (await Promise.all([...files].map(gzipBytes))).reduce((all, bytes) => all + bytes, 0)
  const part = async (sources) => {
    const files = [...withImports(['roomful.js', ...sources.map(entry)])]
    return { files, gzipBytes: await sum(files) }
  }
  return {
    loader: await part([]),
    countAndPresence: await part(['start.ts', 'count.ts']),
    withFaces: await part(['start.ts', 'count.ts', 'people.ts']),
    everything: await part(['start.ts', 'count.ts', 'people.ts', 'box/box.ts', 'pods/pods.ts', 'reactions.ts']),
    files: Object.fromEntries(
      await Promise.all(chunks.map(async ({ fileName }) => [basename(fileName), await gzipBytes(fileName)])),
    ),
  }
}
