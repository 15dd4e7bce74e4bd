import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { storeContract } from './contract.js'
import type { StoreHarness } from './contract.js'
import { memoryStore } from './memory.js'
import { openSqlite } from './sqlite-driver.js'
import { sqliteStore } from './sqlite.js'
import type { Store } from './store.js'

const inMemory: StoreHarness = {
  isDurable: false,
  place: () => Promise.resolve({ open: () => Promise.resolve(memoryStore()), remove: () => Promise.resolve() }),
}
const inFile: StoreHarness = {
  isDurable: true,
  async place() {
    const folder = await mkdtemp(join(tmpdir(), 'roomful-store-'))
    return { open: () => sqliteStore(join(folder, 'a.db')), remove: () => rm(folder, { recursive: true }) }
  },
}

for (const { title, run } of storeContract(inMemory)) test(`${title} (memory)`, run)
for (const { title, run } of storeContract(inFile)) test(`${title} (SQLite)`, run)

/** Stores that break one promise each; the suite is worth something only if it catches them all. */
const broken: Readonly<Record<string, (store: Store) => Store>> = {
  'forgets every other name': (store) => {
    let turn = 0
    return { ...store, setting: (name, make) => store.setting(turn++ % 2 ? name : `${name}${turn}`, make) }
  },
  'makes a new value each time': (store) => ({ ...store, setting: (_name, make) => Promise.resolve(make()) }),
  trims: (store) => ({ ...store, setting: async (name, make) => (await store.setting(name, make)).trim() }),
  'goes on after close': (store) => ({ ...store, close: () => Promise.resolve() }),
  'ignores case': (store) => ({ ...store, setting: (name, make) => store.setting(name.toLowerCase(), make) }),
  'looks before it waits': (store) => {
    const known = new Map<string, string>()
    return {
      ...store,
      async setting(name, make) {
        const value = known.get(name) ?? make()
        await Promise.resolve()
        known.set(name, value)
        return known.get(name) ?? value
      },
    }
  },
}

for (const [fault, spoil] of Object.entries(broken)) {
  test(`the store contract catches one that ${fault}`, async () => {
    const harness: StoreHarness = {
      isDurable: false,
      place: () =>
        Promise.resolve({ open: () => Promise.resolve(spoil(memoryStore())), remove: () => Promise.resolve() }),
    }
    const results = await Promise.allSettled(storeContract(harness).map(({ run }) => run()))
    expect(results.some(({ status }) => status === 'rejected')).toBe(true)
  })
}

test('[D1] the store contract catches one that claims to be durable and is not', async () => {
  const results = await Promise.allSettled(storeContract({ ...inMemory, isDurable: true }).map(({ run }) => run()))
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(2)
})

async function inFolder(check: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'roomful-store-'))
  try {
    await check(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('[D1] the file is in WAL mode and readable by its owner only', () =>
  inFolder(async (folder) => {
    const file = join(folder, 'a.db')
    const store = await sqliteStore(file)
    const database = await openSqlite(file)
    expect(database.first('PRAGMA journal_mode')?.['journal_mode']).toBe('wal')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    database.close()
    await store.close()
  }))

test('a database of a newer version is left alone', () =>
  inFolder(async (folder) => {
    const file = join(folder, 'a.db')
    await (await sqliteStore(file)).close()
    const database = await openSqlite(file)
    database.exec('INSERT INTO roomful_migrations (version) VALUES (999)')
    database.close()
    await expect(sqliteStore(file)).rejects.toMatchObject({ code: 'STORE_NEWER' })
  }))

test('a file that cannot be opened, or is no database, is named', () =>
  inFolder(async (folder) => {
    const missing = join(folder, 'no', 'such', 'folder.db')
    await expect(sqliteStore(missing)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining(missing),
    })
    const { writeFile } = await import('node:fs/promises')
    const other = join(folder, 'other.db')
    await writeFile(other, 'this is a letter, not a database'.repeat(100))
    await expect(sqliteStore(other)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  }))
