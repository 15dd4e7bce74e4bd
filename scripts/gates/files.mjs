/** Finds the files that belong to the repository, as the gates see it: tracked or new, never ignored, never built. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

const SKIPPED = new Set(['node_modules', 'dist', '.git', 'coverage', 'test-results', 'playwright-report', '.data'])

/** Paths relative to `root`, with slashes, sorted. Asks git where there is one, otherwise walks. */
export function listFiles(root) {
  if (existsSync(join(root, '.git'))) {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      maxBuffer: 64 * 1024 * 1024,
    })
    // A file deleted but not yet staged is still listed.
    return [...new Set(listed.toString().split('\0'))]
      .filter((path) => path !== '' && existsSync(join(root, path)))
      .sort()
  }
  return walk(root, root).sort()
}

function walk(root, folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? walk(root, path) : [relative(root, path).split(sep).join('/')]
  })
}

/** The text of a file of the repository. */
export function readText(root, path) {
  return readFileSync(join(root, path), 'utf8')
}

/** Line number (from 1) of a position in a text. */
export function lineAt(text, index) {
  return text.slice(0, index).split('\n').length
}
