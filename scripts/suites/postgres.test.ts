import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { postgresFolder } from './postgres.mjs'

let folder = ''

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'roomful-suites-')))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

async function programs(name: string, names = ['postgres', 'initdb']): Promise<string> {
  const at = join(folder, name)
  await mkdir(at)
  for (const each of names) {
    await writeFile(join(at, each), '')
    await chmod(join(at, each), 0o755)
  }
  return at
}

test('Postgres is taken from where ROOMFUL_POSTGRES says, and from nowhere else then', async () => {
  const whole = await programs('whole')
  vi.stubEnv('ROOMFUL_POSTGRES', whole)
  expect(postgresFolder()).toBe(whole)
  vi.stubEnv('ROOMFUL_POSTGRES', await programs('half', ['initdb']))
  expect(postgresFolder()).toBe(undefined)
})

test('a link on the PATH leads to the folder of the programs themselves', async () => {
  const whole = await programs('whole')
  const linked = await programs('linked', [])
  for (const name of ['postgres', 'initdb']) await symlink(join(whole, name), join(linked, name))
  vi.stubEnv('ROOMFUL_POSTGRES', '')
  vi.stubEnv('PATH', `/nowhere:${linked}`)
  expect(postgresFolder()).toBe(whole)
})
