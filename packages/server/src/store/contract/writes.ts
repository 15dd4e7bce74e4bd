/** What every store has to keep about writes: acknowledged means kept, once, in order. [D1–D3, W3, W4] */
import { deepStrictEqual, notStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict'
import type { Check } from './place.js'
import {
  ROOM,
  add,
  added,
  checkStore,
  first,
  idsOf,
  logOf,
  nextId,
  pageOf,
  person,
  react,
  remove,
  write,
} from './place.js'
import type { Store } from '../store.js'

export const WRITE_CHECKS: readonly Check[] = [
  checkStore('[D2] the same write again does nothing and is answered as before', async (store) => {
    const ask = { id: 'once', comment: 'first', text: 'Said once.' }
    const written = await add(store, ask)
    const again = await add(store, { ...ask, comment: 'second' })
    strictEqual(written.isRepeat, false)
    strictEqual(again.isRepeat, true)
    deepStrictEqual(again.result.comment, written.result.comment)
    deepStrictEqual([again.entries, again.epoch], [[], written.epoch])
    deepStrictEqual(await idsOf(store), ['first'])
    strictEqual((await logOf(store)).length, 1)
  }),
  checkStore('[D2] the same write many times at once is made once', async (store) => {
    const written = await Promise.all(Array.from({ length: 20 }, () => add(store, { id: 'once', atMs: 1 })))
    strictEqual(written.filter(({ isRepeat }) => !isRepeat).length, 1)
    strictEqual(new Set(written.map(({ result }) => result.comment.id)).size, 1)
    strictEqual((await pageOf(store)).total, 1)
  }),
  checkStore('[W3] the same id with another kind or other words is a conflict', async (store) => {
    const comment = await added(store, { id: 'taken', text: 'One.' })
    const conflict = { code: 'WRITE_CONFLICT' }
    await rejects(
      write(store, { id: 'taken', kind: 'comment.react', change: { comment, emoji: '👏', on: true } }),
      conflict,
    )
    await rejects(
      write(store, {
        ...{ id: 'taken', kind: 'comment.add', fingerprint: 'other words' },
        change: { comment: 'other', author: person('ada'), text: 'Two.', status: 'visible' },
      }),
      conflict,
    )
    deepStrictEqual(await idsOf(store), [comment])
  }),
  checkStore('[W3] the same id from another person, or in another room, is another write', async (store) => {
    await add(store, { id: 'same', by: person('ada') })
    const theirs = await add(store, { id: 'same', by: person('bob') })
    const there = await add(store, { id: 'same', by: person('ada'), room: '/blog/8' })
    deepStrictEqual([theirs.isRepeat, there.isRepeat], [false, false])
    strictEqual((await pageOf(store)).total, 2)
  }),
  checkStore('[W3] every kind of write is answered again as it was', repeatsAlike),
  checkStore('[D3] writes of a room are answered in the order of their offsets, each room from 1', async (store) => {
    const answered = new Map<string, number[]>()
    const asked = Array.from({ length: 200 }, async (_, index) => {
      const room = `/room/${index % 3}`
      const { entries } = await add(store, { room })
      answered.set(room, [...(answered.get(room) ?? []), first(entries).o])
    })
    await Promise.all(asked)
    for (const offsets of answered.values()) {
      deepStrictEqual(
        offsets,
        offsets.map((_, index) => index + 1),
      )
    }
    strictEqual(answered.size, 3)
  }),
  checkStore('[W4] a refused write changes nothing, and those beside it stand', async (store) => {
    const text = await write(store, { kind: 'state.set', change: { key: 'n', value: 'text' } })
    const results = await Promise.allSettled([
      add(store, { text: 'Before.' }),
      react(store, 'nobody knows this'),
      add(store, { parent: 'nor this' }),
      write(store, { kind: 'state.add', change: { key: 'n', by: 1 } }),
      write(store, { kind: 'state.set', change: { key: 'n', value: 1, version: 7 } }),
      remove(store, 'nor that'),
      add(store, { text: 'After.' }),
    ])
    deepStrictEqual(
      results.map((each) => (each.status === 'fulfilled' ? 'ok' : (each.reason as { code: string }).code)),
      ['ok', 'COMMENT_UNKNOWN', 'COMMENT_UNKNOWN', 'STATE_INVALID', 'STATE_CHANGED', 'COMMENT_UNKNOWN', 'ok'],
    )
    deepStrictEqual(
      (await logOf(store)).map(({ o }) => o),
      [1, 2, 3],
    )
    const { list } = await store.read('state.all', { room: ROOM })
    deepStrictEqual(list, [['n', 'text', text.result.version]])
  }),
  checkStore('[W4] what was refused can be asked for again with the same id', async (store) => {
    const ask = { id: 'patient', author: 'ada', kind: 'comment.react', fingerprint: 'x' } as const
    const change = { comment: 'soon', emoji: '👏', on: true }
    await rejects(write(store, { ...ask, change }), { code: 'COMMENT_UNKNOWN' })
    await add(store, { comment: 'soon' })
    const { isRepeat, entries } = await write(store, { ...ask, change })
    deepStrictEqual([isRepeat, entries.length], [false, 1])
  }),
  checkStore('[G1] a log has an epoch before anybody has written, and keeps it', async (store) => {
    const before = await store.read('log.head', { room: ROOM })
    deepStrictEqual([before.offset, before.floor], [0, 0])
    ok(before.epoch.length > 0)
    const { epoch } = await add(store)
    strictEqual(epoch, before.epoch)
    deepStrictEqual(await store.read('log.head', { room: ROOM }), { ...before, offset: 1 })
  }),
  {
    title: '[D1] what was answered is there for others at once, and after a restart',
    isDurable: true,
    async run({ open }) {
      const [one, other] = [await open(), await open()]
      for (let index = 0; index < 10; index += 1) {
        const comment = await added(one)
        ok((await idsOf(other)).includes(comment))
      }
      await Promise.all([one.close(), other.close()])
      const after = await open()
      strictEqual((await pageOf(after)).list.length, 10)
      await after.close()
    },
  },
  {
    title: '[D2] the same write is made once by two who have it open, and after a restart',
    isDurable: true,
    async run({ open }) {
      const [one, other] = [await open(), await open()]
      const ask = { author: 'ada', kind: 'comment.add', atMs: 1, fingerprint: 'same' } as const
      const change = (): { comment: string; author: ReturnType<typeof person>; text: string; status: 'visible' } => ({
        ...{ comment: nextId('c'), author: person('ada'), text: 'Once.', status: 'visible' },
      })
      const ids = Array.from({ length: 25 }, () => nextId('w'))
      const both = (id: string) => [one, other].map((store) => write(store, { ...ask, id, change: change() }))
      const written = await Promise.all(ids.flatMap(both))
      strictEqual(written.filter(({ isRepeat }) => isRepeat).length, ids.length)
      await Promise.all([one.close(), other.close()])
      const after = await open()
      for (const id of ids) strictEqual((await write(after, { ...ask, id, change: change() })).isRepeat, true)
      strictEqual((await pageOf(after)).total, ids.length)
      await after.close()
    },
  },
  {
    title: '[D3] two who have it open number one room together, without a gap or a repeat',
    isDurable: true,
    async run({ open }) {
      const stores = [await open(), await open()]
      const perStore = await Promise.all(
        stores.map(async (store) => {
          const written = await Promise.all(Array.from({ length: 60 }, () => add(store)))
          return written.map(({ entries }) => first(entries).o)
        }),
      )
      for (const offsets of perStore) deepStrictEqual(offsets, ascending(offsets))
      deepStrictEqual(
        ascending(perStore.flat()),
        Array.from({ length: 120 }, (_, index) => index + 1),
      )
      await Promise.all(stores.map((store) => store.close()))
    },
  },
  {
    title: '[G1] a log goes on after a restart where it was, under the same epoch',
    isDurable: true,
    async run({ open }) {
      const before = await open()
      const written = await add(before)
      await before.close()
      const after = await open()
      const next = await add(after)
      deepStrictEqual([next.epoch, first(next.entries).o], [written.epoch, 2])
      notStrictEqual(next.result.comment.id, written.result.comment.id)
      await after.close()
    },
  },
]

const ascending = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b)

async function repeatsAlike(store: Store): Promise<void> {
  const comment = await added(store)
  const asks = [
    {
      kind: 'comment.edit',
      change: { comment, text: 'Better.', isModerator: false, windowMs: 1e12, status: 'visible' },
    },
    { kind: 'comment.react', change: { comment, emoji: '👏', on: true } },
    { kind: 'comment.mark', change: { comment, mark: 'resolved', on: true, isModerator: false } },
    { kind: 'room.close', change: { on: true } },
    { kind: 'state.set', change: { key: 'k', value: { a: [1] } } },
    { kind: 'state.add', change: { key: 'n', by: 2 } },
    { kind: 'state.remove', change: { key: 'k' } },
    { kind: 'comment.delete', change: { comment, isModerator: false } },
  ] as const
  for (const ask of asks) {
    const id = nextId('w')
    const written = await write(store, { ...ask, id })
    const again = await write(store, { ...ask, id })
    deepStrictEqual({ ...again, isRepeat: false }, { ...written, entries: [] }, ask.kind)
    strictEqual(again.isRepeat, true)
  }
}
