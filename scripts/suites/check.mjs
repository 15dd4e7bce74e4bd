/** The quality gates of `npm run check`, each counted as one test. */
import { join } from 'node:path'
import { run } from './command.mjs'
import { outcome, plain, settle } from './tally.mjs'

export async function checkSuite({ root }) {
  const ended = await run([join(root, 'scripts/check.mjs')], { root })
  return settle(readGates(plain(ended.output)), { runner: 'npm run check', ...ended })
}

/** Reads one line for each gate, `✓ name …` or `✗ name …`; indented lines after it are its problems. */
export function readGates(output) {
  let passed = 0
  const failures = []
  for (const line of output.split('\n')) {
    if (line.startsWith('✓ ')) passed++
    else if (line.startsWith('✗ ')) failures.push({ title: line.slice(2), detail: '' })
    else if (line.startsWith('    ') && failures.length > 0) failures.at(-1).detail += `${line.slice(4)}\n`
  }
  return outcome(passed, failures)
}
