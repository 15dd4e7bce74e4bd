/** A store that forgets everything at the end of the process: for tests, and for sites that keep nothing. */
import { RoomfulError } from '@roomful/protocol'
import type { Store } from './store.js'

/** Keeps things in memory. Guests of before a restart are new guests after it. */
export function memoryStore(): Store {
  const settings = new Map<string, string>()
  let isClosed = false
  return {
    setting(name, make) {
      if (isClosed) return Promise.reject(new RoomfulError('STORE_UNAVAILABLE', { message: 'The store is closed.' }))
      const value = settings.get(name) ?? make()
      settings.set(name, value)
      return Promise.resolve(value)
    },
    close() {
      isClosed = true
      return Promise.resolve()
    },
  }
}
