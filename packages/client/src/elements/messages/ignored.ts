/**
 * Whom the person at this page ignores. [D8]
 *
 * In memory for everybody; on this device only for somebody who has chosen to be seen, until they hide. The people themselves
 * never learn of it. Who is hidden where is decided by whoever shows people, by `live.ignored`.
 */
import type { Shelf } from '../../platform/environment.js'
import { all, inRoom, watch, type Live } from '../live.js'

const KEY = 'roomful.ignored'
/** The oldest go first. */
const MAX_IDS = 200
const MAX_ID_CHARS = 256

/** What was kept; what does not look like ours counts as nothing. */
export function readIgnored(text: string | undefined): readonly string[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    if (!Array.isArray(value)) return []
    return value.filter((id): id is string => typeof id === 'string' && id.length <= MAX_ID_CHARS).slice(-MAX_IDS)
  } catch {
    return []
  }
}

export function withIgnored(ids: ReadonlySet<string>, id: string, on: boolean): ReadonlySet<string> {
  const next = [...ids].filter((each) => each !== id)
  return new Set(on ? [...next, id].slice(-MAX_IDS) : next)
}

/** Keeps the list on the device while the person is shown. */
export function keepIgnored(live: Live): () => void {
  const shelf: Shelf | undefined = live.storage.local
  const isShown = (): boolean => live.room.get().me.get().isShown
  const write = (ids: ReadonlySet<string>): void => {
    if (!isShown()) return
    if (ids.size === 0) shelf?.remove(KEY)
    else shelf?.set(KEY, JSON.stringify([...ids]))
  }
  return all(
    inRoom(live, (room) =>
      watch(room.me, ({ isShown: shown }) => {
        if (!shown) return shelf?.remove(KEY)
        const kept = readIgnored(shelf?.get(KEY))
        const known = live.ignored.get()
        if (kept.some((id) => !known.has(id))) live.ignored.set(new Set([...kept, ...known]))
        else write(known)
      }),
    ),
    live.ignored.subscribe(write),
  )
}
