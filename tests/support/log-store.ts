/** The log of rooms as a database would tell it, scripted: entries are put in, questions wait until they are let through. */
import type { LogEntry } from '@roomful/protocol'
import type { LogHead, Queries, QueryKind, Store } from '../../packages/server/src/store/store.js'

export interface LogStore extends Pick<Store, 'read'> {
  readonly asked: { readonly kind: QueryKind; readonly after: number | undefined }[]
  /** What the database holds of every room: the last entry of each entity, whole. */
  readonly list: LogEntry[]
  head: LogHead
  /** Questions wait for this before they look. */
  gate: Promise<void>
  /** While set, questions reject with it. */
  failure: Error | undefined
  /** Adds the next entry of a new entity and returns it. */
  append(i: string, v?: LogEntry['v']): LogEntry
}

export function createLogStore(): LogStore {
  const store: LogStore = {
    asked: [],
    list: [],
    head: { epoch: 'epoch-1', offset: 0, floor: 0 },
    gate: Promise.resolve(),
    failure: undefined,
    append(i, v = { text: i }) {
      const entry: LogEntry = { o: store.head.offset + 1, k: 'comment', i, v, w: true }
      const before = store.list.findIndex((each) => each.i === i)
      if (before >= 0) store.list.splice(before, 1)
      store.list.push(entry)
      store.head = { ...store.head, offset: entry.o }
      return entry
    },
    async read<K extends QueryKind>(kind: K, ask: Queries[K]['ask']): Promise<Queries[K]['answer']> {
      const after = 'after' in ask ? ask.after : undefined
      store.asked.push({ kind, after })
      await store.gate
      if (store.failure) throw store.failure
      if (kind === 'log.head') return store.head
      const list = store.list.filter(({ o }) => o > (after ?? 0))
      return { ...store.head, list, isMore: false } as unknown as Queries[K]['answer']
    },
  }
  return store
}
