/** The benchmark itself works: every workload runs against a real server process and loses nothing. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const cli = fileURLToPath(new URL('../../bench/cli.mjs', import.meta.url))

const scale = fileURLToPath(new URL('../../bench/scale.mjs', import.meta.url))

function smoke(...args: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, '--smoke', ...args], { encoding: 'utf8' })
  return { status, said: stdout + stderr }
}

test('every workload runs against Roomful and nothing is lost or reordered', { timeout: 60_000 }, () => {
  const { status, said } = smoke('--peers', 'roomful')
  expect(said).toMatch(/^bench smoke: \d+ runs, nothing lost/m)
  expect(status, said).toBe(0)
})

test('the peers speak their own protocols', { timeout: 60_000 }, () => {
  const { status, said } = smoke('fanout-saturated', 'cursors-50', 'comments', '--peers', 'socketio,ws')
  expect(status, said).toBe(0)
})

test('what nodes say to each other can be counted, and multiplied', { timeout: 60_000 }, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [scale, '--smoke'], { encoding: 'utf8' })
  expect(stdout, stderr).toMatch(/\| ten events a second \| 2 \| 20 \| [1-9]/)
  expect(stdout).not.toContain('NaN')
  expect(status, stderr).toBe(0)
})
