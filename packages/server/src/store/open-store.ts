/** From the option `database` to a store. */
import { memoryStore } from './memory.js'
import { postgresStore } from './postgres.js'
import { sqliteStore } from './sqlite.js'
import type { Store } from './store.js'

const SQLITE = 'sqlite:'

/** @param database `sqlite:FILE`, `postgres://…` or `memory:`, checked before. */
export async function openStore(database: string): Promise<Store> {
  if (database === 'memory:') return memoryStore()
  return database.startsWith(SQLITE) ? sqliteStore(database.slice(SQLITE.length)) : postgresStore(database)
}
