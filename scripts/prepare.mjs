/**
 * Brings a checkout to where it can run: packages installed, code built. Does nothing, quickly, when both are current.
 *
 * Uses nothing but Node, because it runs before anything is installed. What is current is read off what is there (the
 * versions in node_modules, a hash of the sources), never off the clock: a checkout of another branch is noticed.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const stampFile = join(root, 'node_modules/.cache/roomful/build')
const outputs = [
  'protocol/dist/index.js',
  'client/dist/index.js',
  'server/dist/cli.js',
  'server/dist/browser/roomful.js',
]

/** Installs and builds what is missing or stale. `say` gets a line at each step and every few seconds in a long one. */
export async function prepare(say = (line) => console.error(line)) {
  const lack = whatLacks()
  if (lack !== undefined) {
    await step(say, `Installing packages (${lack})`, npm(), ['ci', '--no-audit', '--no-fund'])
    const still = whatLacks()
    if (still !== undefined) throw new Error(`npm ci ended well and yet ${still}`)
  }
  await build(say)
}

/** Builds if a source changed since the last build. Resolves to whether it did. */
export async function build(say) {
  const wanted = sourceHash()
  const isBuilt = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted
  if (isBuilt && outputs.every((file) => existsSync(join(root, 'packages', file)))) return false
  await step(say, 'Building', process.execPath, [typescript(), '-b'])
  await step(say, 'Bundling for browsers', process.execPath, ['scripts/bundle.mjs'])
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, wanted)
  return true
}

/** The first thing in the lock file that is not installed as it says, or undefined. */
function whatLacks() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  for (const [path, entry] of Object.entries(packages)) {
    // Optional packages are missing where they do not fit the machine, and links lead to our own folders.
    if (!path.includes('node_modules/') || entry.optional || entry.devOptional || entry.peer) continue
    const file = join(root, path, 'package.json')
    if (!existsSync(file)) return `${path.slice(path.lastIndexOf('node_modules/') + 13)} is missing`
    if (!entry.link && JSON.parse(readFileSync(file, 'utf8')).version !== entry.version)
      return `${path} is another version`
  }
  return undefined
}

/** A hash over everything that the build reads. */
function sourceHash() {
  const hash = createHash('sha256')
  const add = (path) =>
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0')
  const walk = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) walk(path)
      else if (!path.endsWith('.test.ts')) add(path)
    }
  }
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.base.json', 'scripts/bundle.mjs'])
    add(file)
  for (const name of ['protocol', 'client', 'server']) {
    add(`packages/${name}/package.json`)
    add(`packages/${name}/tsconfig.json`)
    walk(`packages/${name}/src`)
  }
  return hash.digest('hex')
}

const typescript = () => join(root, 'node_modules/typescript/bin/tsc')

/** npm as the running Node knows it: `npm` alone is a script that Windows cannot start without a shell. */
function npm() {
  return process.platform === 'win32' ? 'npm.cmd' : 'npm'
}

/** Runs one command quietly; its output is shown only if it fails. */
async function step(say, title, command, args) {
  say(`${title} …`)
  const startedMs = performance.now()
  const seconds = () => `${((performance.now() - startedMs) / 1000).toFixed(0)} s`
  const beat = setInterval(() => say(`  still at it after ${seconds()}`), 5_000)
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  const output = []
  child.stdout.on('data', (chunk) => output.push(chunk))
  child.stderr.on('data', (chunk) => output.push(chunk))
  const code = await new Promise((resolve) => child.on('error', () => resolve(127)).on('close', resolve))
  clearInterval(beat)
  if (code === 0) return
  process.stderr.write(Buffer.concat(output))
  throw new Error(`${title} failed (exit status ${code}): ${[command, ...args].join(' ')}`)
}
