import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { LogEntry } from '@roomful/protocol'
import { storeContract } from './contract/contract.js'
import type { StoreHarness } from './contract/contract.js'
import { memoryStore } from './memory.js'
import { loadSqlite } from './sqlite-driver.js'
import { sqliteStore } from './sqlite.js'
import type { CommentResult } from './comment-store.js'
import type { Changes, Queries, QueryKind, Store, Write, Written } from './store.js'

const inMemory: StoreHarness = {
  isDurable: false,
  place: () => Promise.resolve({ open: () => Promise.resolve(memoryStore()), remove: () => Promise.resolve() }),
}
// SQLite in its thread: `sqlite.test.ts`. Postgres: `postgres.test.ts`.
for (const { title, run } of storeContract(inMemory)) test(`${title} (memory)`, run)

interface Fault {
  /** The rule whose cases have to notice. */
  readonly rule: string
  readonly spoil: (store: Store) => Store
}

/** Stores that break one promise each; the suite is worth something only if it catches them all. */
const broken: Readonly<Record<string, Fault>> = {
  'forgets every other name': {
    rule: 'a setting',
    spoil: (store) => {
      let turn = 0
      return { ...store, setting: (name, make) => store.setting(turn++ % 2 ? name : `${name}${turn}`, make) }
    },
  },
  'makes a new value each time': {
    rule: 'a setting',
    spoil: (store) => ({ ...store, setting: (_name, make) => Promise.resolve(make()) }),
  },
  trims: {
    rule: 'any text',
    spoil: (store) => ({ ...store, setting: async (name, make) => (await store.setting(name, make)).trim() }),
  },
  'goes on after close': {
    rule: 'a store can be closed',
    spoil: (store) => ({ ...store, close: () => Promise.resolve() }),
  },
  'ignores case': {
    rule: 'names do not',
    spoil: (store) => ({ ...store, setting: (name, make) => store.setting(name.toLowerCase(), make) }),
  },
  'looks before it waits': {
    rule: 'those who ask',
    spoil: (store) => {
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
  },
  'acknowledges what it has not kept': {
    rule: '[W4]',
    spoil: spoilWrites((store, write) =>
      write.kind === 'comment.add' ? store.write({ ...write, room: `${write.room}/lost` }) : store.write(write),
    ),
  },
  'does not know a repeat': {
    rule: '[D2]',
    spoil: spoilWrites((store, write) => store.write({ ...write, id: `${write.id}.${Math.random()}` })),
  },
  'takes another person’s write for a repeat': {
    rule: '[W3]',
    spoil: spoilWrites((store, write) => store.write({ ...write, author: 'anybody' })),
  },
  'takes other words for a repeat': {
    rule: '[W3]',
    spoil: spoilWrites((store, write) => store.write({ ...write, fingerprint: 'the same' })),
  },
  'gives an offset twice': {
    rule: '[D3]',
    spoil: spoilAnswers((written) => ({
      ...written,
      entries: written.entries.map((e) => ({ ...e, o: Math.ceil(e.o / 2) })),
    })),
  },
  'leaves gaps between offsets': {
    rule: '[D3]',
    spoil: spoilAnswers((written) => ({ ...written, entries: written.entries.map((e) => ({ ...e, o: e.o * 2 })) })),
  },
  'answers out of order': {
    rule: '[D3]',
    spoil: spoilWrites(async (store, write) => {
      const written = await store.write(write)
      if (Math.random() < 0.2) await new Promise((resolve) => setTimeout(resolve, 2))
      return written
    }),
  },
  'tells what is held': {
    rule: '[M1]',
    spoil: spoilWrites(async (store, write) => {
      const written = await store.write(write)
      if (write.kind !== 'comment.add' || written.entries.length > 0) return written
      const { comment } = written.result as CommentResult
      return { ...written, entries: [{ o: 0, k: 'comment', i: comment.id, v: { ...comment } as never }] }
    }),
  },
  'shows everybody what is hidden': {
    rule: '[M1]',
    spoil: spoilReads((kind, ask) => (kind === 'comments.page' ? { reader: 'eve', ...ask } : ask)),
  },
  'tells old words to those who catch up': {
    rule: '[T4]',
    spoil: (store) => {
      const early = new Map<string, LogEntry['v']>()
      return {
        ...store,
        async write(write) {
          const written = await store.write(write)
          for (const { i, v } of written.entries) early.set(i, { ...early.get(i), ...v, ...early.get(i) })
          return written
        },
        async read(kind, ask) {
          const answer = await store.read(kind, ask)
          if (kind !== 'log.since') return answer
          const { list } = answer as Queries['log.since']['answer']
          return {
            ...(answer as object),
            list: list.map((e) => ({ ...e, v: early.get(e.i) ?? e.v })),
          } as unknown as typeof answer
        },
      }
    },
  },
  'has another epoch for every asker': {
    rule: '[G1]',
    spoil: (store) => ({
      ...store,
      async read(kind, ask) {
        const answer = await store.read(kind, ask)
        return kind === 'log.head' ? ({ ...(answer as object), epoch: String(Math.random()) } as typeof answer) : answer
      },
    }),
  },
  'keeps its epochs when they are renewed': {
    rule: '[G1]',
    spoil: spoilWrites((store, write) =>
      write.kind === 'log.renew'
        ? Promise.resolve({ entries: [], epoch: '', result: { rooms: 1 }, isRepeat: false })
        : store.write(write),
    ),
  },
  'does not compare versions': {
    rule: '[V2]',
    spoil: spoilWrites((store, write) => {
      const { version: _version, ...change } = write.change as { readonly version?: number }
      return store.write({ ...write, change: change as typeof write.change })
    }),
  },
  'adds to what it has read': {
    rule: '[V3]',
    spoil: spoilWrites(async (store, write) => {
      if (write.kind !== 'state.add') return store.write(write)
      const { key, by } = write.change as Changes['state.add']['change']
      const { list } = await store.read('state.all', { room: write.room })
      const value = Number(list.find(([name]) => name === key)?.[1] ?? 0) + by
      return store.write({ ...write, kind: 'state.set', change: { key, value } })
    }),
  },
  'gives every page from the start': {
    rule: '[T7]',
    spoil: spoilReads((_kind, { cursor: _cursor, ...ask }) => ask),
  },
}

/** A store whose writes go another way. */
function spoilWrites(way: (store: Store, write: Write) => Promise<Written>): (store: Store) => Store {
  return (store) => ({ ...store, write: (write) => way(store, write as Write) as Promise<never> })
}

function spoilAnswers(change: (written: Written) => Written): (store: Store) => Store {
  return spoilWrites(async (store, write) => change(await store.write(write)))
}

function spoilReads(change: (kind: QueryKind, ask: { readonly cursor?: string }) => object): (store: Store) => Store {
  return (store) => ({ ...store, read: (kind, ask) => store.read(kind, change(kind, ask as object) as typeof ask) })
}

for (const [fault, { rule, spoil }] of Object.entries(broken)) {
  test(`the store contract catches one that ${fault}`, async () => {
    const harness: StoreHarness = {
      isDurable: false,
      place: () =>
        Promise.resolve({ open: () => Promise.resolve(spoil(memoryStore())), remove: () => Promise.resolve() }),
    }
    const cases = storeContract(harness).filter(({ title }) => title.startsWith(rule))
    const results = await Promise.allSettled(cases.map(({ run }) => run()))
    expect(results.some(({ status }) => status === 'rejected')).toBe(true)
  })
}

test('[D1] the store contract catches one that claims to be durable and is not', async () => {
  const usual = new Set(storeContract(inMemory).map(({ title }) => title))
  const durable = storeContract({ ...inMemory, isDurable: true }).filter(({ title }) => !usual.has(title))
  expect(durable.length).toBeGreaterThan(3)
  for (const { title, run } of durable) await expect(run(), title).rejects.toThrow()
})

test('a database of a newer version is left alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'roomful-store-'))
  try {
    const file = join(folder, 'a.db')
    await (await sqliteStore(file)).close()
    const connection = (await loadSqlite())(file)
    connection.exec('INSERT INTO roomful_migrations (version) VALUES (999)')
    connection.close()
    await expect(sqliteStore(file)).rejects.toMatchObject({ code: 'STORE_NEWER' })
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a database of the first version is brought up to date, with what it has', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'roomful-store-'))
  try {
    const file = join(folder, 'a.db')
    const connection = (await loadSqlite())(file)
    connection.exec(`CREATE TABLE roomful_migrations (version INTEGER PRIMARY KEY) STRICT;
      INSERT INTO roomful_migrations (version) VALUES (1);
      CREATE TABLE roomful_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
      INSERT INTO roomful_settings (name, value) VALUES ('secret', 'old')`)
    connection.close()
    for (let round = 0; round < 2; round += 1) {
      const store = await sqliteStore(file)
      expect(await store.setting('secret', () => 'new')).toBe('old')
      await store.close()
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})
