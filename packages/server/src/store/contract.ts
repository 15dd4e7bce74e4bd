/** What every store has to keep, checked from outside. */
import { notStrictEqual, rejects, strictEqual } from 'node:assert/strict'
import type { ContractCase } from '../model/contract-case.js'
import type { Store } from './store.js'

/** How the suite gets at the store under test. */
export interface StoreHarness {
  /** Opens a place for one case. Every `open` of that place must reach the same data, as two processes would. */
  place(): Promise<{ open(): Promise<Store>; remove(): Promise<void> }>
  /** Whether the data is still there after everybody has closed. */
  readonly isDurable: boolean
}

type Place = Awaited<ReturnType<StoreHarness['place']>>

/** The promises of `Store`, as cases for any test runner. */
export function storeContract(harness: StoreHarness): readonly ContractCase[] {
  const contract = (title: string, check: (place: Place) => Promise<void>): ContractCase => ({
    title,
    async run() {
      const place = await harness.place()
      try {
        await check(place)
      } finally {
        await place.remove()
      }
    },
  })
  return [
    contract('a setting is made once and stays as it was made', keepsFirst),
    contract('names do not touch each other', keepsApart),
    contract('those who ask at the same time get the same value', agrees),
    contract('any text is kept as it is', keepsText),
    contract('a store can be closed twice, and then refuses', refusesAfterClose),
    ...(harness.isDurable
      ? [
          contract('[D1] a value is there after a restart', survives),
          contract('[D1] a value is there for others as soon as it was given out', isSharedAtOnce),
        ]
      : []),
  ]
}

async function keepsFirst({ open }: Place): Promise<void> {
  const store = await open()
  strictEqual(await store.setting('a', () => 'one'), 'one')
  strictEqual(await store.setting('a', () => 'two'), 'one')
  await store.close()
}

async function keepsApart({ open }: Place): Promise<void> {
  const store = await open()
  const names = ['a', 'A', 'a ', '', '__proto__', 'constructor', "a'; DROP TABLE x;--", 'ä', 'a\u0000b']
  for (const [index, name] of names.entries())
    strictEqual(await store.setting(name, () => `value ${index}`), `value ${index}`)
  for (const [index, name] of names.entries()) strictEqual(await store.setting(name, () => 'late'), `value ${index}`)
  await store.close()
}

async function agrees({ open }: Place): Promise<void> {
  const store = await open()
  let made = 0
  const asked = Array.from({ length: 50 }, () => store.setting('secret', () => `value ${made++}`))
  strictEqual(new Set(await Promise.all(asked)).size, 1)
  await store.close()
}

async function keepsText({ open }: Place): Promise<void> {
  const store = await open()
  const text = ` ${'x'.repeat(10_000)} \u{1F389} 'quoted' "twice" \n\t %s ? $1 \n`
  await store.setting('text', () => text)
  strictEqual(await store.setting('text', () => ''), text)
  await store.setting('empty', () => '')
  strictEqual(await store.setting('empty', () => 'full'), '')
  await store.close()
}

async function refusesAfterClose({ open }: Place): Promise<void> {
  const store = await open()
  await store.close()
  await store.close()
  await rejects(
    store.setting('a', () => 'one'),
    { code: 'STORE_UNAVAILABLE' },
  )
}

async function survives({ open }: Place): Promise<void> {
  const before = await open()
  await before.setting('secret', () => 'kept')
  await before.close()
  const after = await open()
  strictEqual(await after.setting('secret', () => 'made again'), 'kept')
  notStrictEqual(await after.setting('other', () => 'new'), 'kept')
  await after.close()
}

async function isSharedAtOnce({ open }: Place): Promise<void> {
  const [one, other] = [await open(), await open()]
  const values = await Promise.all([one.setting('secret', () => 'by one'), other.setting('secret', () => 'by other')])
  strictEqual(values[0], values[1])
  strictEqual(await one.setting('early', () => 'by one'), 'by one')
  strictEqual(await other.setting('early', () => 'by other'), 'by one')
  await one.close()
  await other.close()
}
