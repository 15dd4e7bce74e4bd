/** A store that forgets everything at the end of the process: for tests, and for sites that keep nothing. */
import { createSqlStore } from './sql/engine.js'
import { openMemoryDatabase } from './sqlite-database.js'
import type { Store } from './store.js'

/**
 * Keeps things in memory: SQLite without a file, in this thread. Guests of before a restart are new guests after it.
 *
 * Opens with its first use, and rejects then with DEPENDENCY_MISSING on a Node before 22.13 without the package `libsql`.
 */
export function memoryStore(): Store {
  let opening: Promise<Store> | undefined
  const opened = (): Promise<Store> => (opening ??= open())
  return {
    setting: async (name, make) => (await opened()).setting(name, make),
    write: async (write) => (await opened()).write(write),
    read: async (kind, ask) => (await opened()).read(kind, ask),
    close: async () => (await opened()).close(),
  }
}

async function open(): Promise<Store> {
  return createSqlStore({ driver: await openMemoryDatabase() })
}
