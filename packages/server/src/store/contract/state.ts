/** What every store has to keep about shared state. [V1–V4] */
import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict'
import type { Json } from '@roomful/protocol'
import { MAX_STATE_KEYS } from '@roomful/protocol'
import type { Check } from './place.js'
import { ROOM, checkStore, first, logOf, write } from './place.js'
import type { StateResult } from '../state-store.js'
import type { Store, Written } from '../store.js'

export const STATE_CHECKS: readonly Check[] = [
  checkStore('[V2] each change of a key raises its version by one, also across its removal', async (store) => {
    const versions = [
      await set(store, 'k', 1),
      await set(store, 'k', 1),
      await unset(store, 'k'),
      await set(store, 'k', 2),
    ]
    deepStrictEqual(
      versions.map(({ result }) => result.version),
      [1, 2, 3, 4],
    )
  }),
  checkStore('[V2] with a version a write is done only on that one', async (store) => {
    const changed = { code: 'STATE_CHANGED' }
    await rejects(set(store, 'k', 'early', 1), changed)
    await set(store, 'k', 'one', 0)
    await rejects(set(store, 'k', 'again', 0), changed)
    await set(store, 'k', 'two', 1)
    await rejects(unset(store, 'k', 1), changed)
    await unset(store, 'k', 2)
    await rejects(set(store, 'k', 'ghost', 3), changed)
    strictEqual((await set(store, 'k', 'new', 0)).result.version, 4)
    deepStrictEqual(await all(store), [['k', 'new', 4]])
  }),
  checkStore('[V3] additions of many people all count', async (store) => {
    const asked = Array.from({ length: 100 }, (_, index) =>
      write(store, { author: `p${index % 9}`, kind: 'state.add', change: { key: 'n', by: index } }),
    )
    await Promise.all(asked)
    deepStrictEqual(await all(store), [['n', 4_950, 100]])
  }),
  checkStore('[V3] nothing is added to what is no number, or beyond all numbers', async (store) => {
    for (const value of ['1', null, [1], true]) {
      await set(store, 'k', value)
      await rejects(write(store, { kind: 'state.add', change: { key: 'k', by: 1 } }), { code: 'STATE_INVALID' })
    }
    await set(store, 'k', 1.7e308)
    await rejects(write(store, { kind: 'state.add', change: { key: 'k', by: 1.7e308 } }), { code: 'STATE_INVALID' })
  }),
  checkStore('[V1] values are kept as they are', async (store) => {
    const values: readonly Json[] = [
      null,
      false,
      0,
      -1.5,
      '',
      'null',
      '\u0000"\\\u2028🎉',
      [],
      {},
      { a: [{ b: null }] },
    ]
    for (const [index, value] of values.entries()) await set(store, `key ${index}`, value)
    deepStrictEqual(
      (await all(store)).map(([, value]) => value),
      values,
    )
  }),
  checkStore('[V1] a room takes so many keys and bytes, and room is made by removing', async (store) => {
    const full = { code: 'STATE_FULL' }
    await Promise.all(Array.from({ length: MAX_STATE_KEYS }, (_, index) => set(store, `k${index}`, 1)))
    await rejects(set(store, 'one more', 1), full)
    await set(store, 'k1', 2)
    await unset(store, 'k2')
    await set(store, 'one more', 1)
    const big = 'x'.repeat(8_000)
    for (let index = 10; index < 42; index += 1) await set(store, `k${index}`, big)
    await rejects(set(store, 'k42', big), full)
    await set(store, 'k10', 1)
    await set(store, 'k42', big)
    strictEqual(
      (await write(store, { room: '/other', kind: 'state.set', change: { key: 'k', value: big } })).result.version,
      1,
    )
  }),
  checkStore('[V2] removing what is not there changes nothing', async (store) => {
    const written = await unset(store, 'never')
    deepStrictEqual([written.result, written.entries], [{ key: 'never', version: 0 }, []])
    strictEqual((await store.read('log.head', { room: ROOM })).offset, 0)
  }),
  checkStore('[V1,G4] the log has the present value of a key once, or that it is gone', async (store) => {
    const entries = [
      await set(store, 'a', 1),
      await set(store, 'b', 'secret'),
      await set(store, 'a', 2),
      await unset(store, 'b'),
    ]
    deepStrictEqual(
      entries.map((each) => first(each.entries)),
      [
        { o: 1, k: 'state', i: 'a', v: { value: 1, version: 1 }, w: true },
        { o: 2, k: 'state', i: 'b', v: { value: 'secret', version: 1 }, w: true },
        { o: 3, k: 'state', i: 'a', v: { value: 2, version: 2 }, w: true },
        { o: 4, k: 'state', i: 'b', v: { version: 2, gone: true }, w: true },
      ],
    )
    deepStrictEqual(
      await logOf(store),
      [2, 3].map((index) => first(entries[index]?.entries ?? [])),
    )
  }),
  checkStore('[V4] all keys are read with the position they belong to', async (store) => {
    const { epoch } = await set(store, 'b', 1)
    await set(store, 'a', 2)
    await unset(store, 'b')
    deepStrictEqual(await store.read('state.all', { room: ROOM }), { list: [['a', 2, 1]], epoch, offset: 3 })
    deepStrictEqual((await store.read('state.all', { room: '/other' })).list, [])
  }),
]

function set(store: Store, key: string, value: Json, version?: number): Promise<Written<'state.set'>> {
  return write(store, { kind: 'state.set', change: { key, value, ...(version !== undefined && { version }) } })
}

function unset(store: Store, key: string, version?: number): Promise<Written<'state.remove'>> {
  return write(store, { kind: 'state.remove', change: { key, ...(version !== undefined && { version }) } })
}

async function all(store: Store): Promise<readonly (readonly [string, StateResult['value'], number])[]> {
  return (await store.read('state.all', { room: ROOM })).list
}
