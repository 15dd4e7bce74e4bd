/**
 * What every store has to keep, checked from outside: settings here, each feature in a file of its own beside this one.
 */
import { notStrictEqual, rejects, strictEqual } from 'node:assert/strict'
import type { ContractCase } from '../../model/contract-case.js'
import { COMMENT_CHECKS } from './comments.js'
import { FORGETTING_CHECKS } from './forgetting.js'
import { LOG_CHECKS } from './log.js'
import { MODERATION_CHECKS } from './moderation.js'
import { NOTICE_CHECKS } from './notices.js'
import { PAGE_CHECKS } from './pages.js'
import { ROOM, add, casesOf, pageOf } from './place.js'
import type { Check, Place, StoreHarness } from './place.js'
import { QUEUE_CHECKS } from './queue.js'
import { STATE_CHECKS } from './state.js'
import { TRANSFER_CHECKS } from './transfer.js'
import { WRITE_CHECKS } from './writes.js'

export type { StoreHarness } from './place.js'

/** The promises of `Store`, as cases for any test runner. */
export function storeContract(harness: StoreHarness): readonly ContractCase[] {
  return casesOf(harness, [
    ...SETTING_CHECKS,
    ...WRITE_CHECKS,
    ...LOG_CHECKS,
    ...COMMENT_CHECKS,
    ...PAGE_CHECKS,
    ...STATE_CHECKS,
    ...MODERATION_CHECKS,
    ...QUEUE_CHECKS,
    ...NOTICE_CHECKS,
    ...TRANSFER_CHECKS,
    ...FORGETTING_CHECKS,
  ])
}

const SETTING_CHECKS: readonly Check[] = [
  { title: 'a setting is made once and stays as it was made', run: keepsFirst },
  { title: 'names do not touch each other', run: keepsApart },
  { title: 'those who ask at the same time get the same value', run: agrees },
  { title: 'any text is kept as it is', run: keepsText },
  { title: 'a store can be closed twice, and then refuses', run: refusesAfterClose },
  { title: '[D1] a value is there after a restart', run: survives, isDurable: true },
  { title: '[D1] a value is there for others as soon as it was given out', run: isSharedAtOnce, isDurable: true },
]

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
  const unavailable = { code: 'STORE_UNAVAILABLE' }
  await rejects(
    store.setting('a', () => 'one'),
    unavailable,
  )
  await rejects(add(store), unavailable)
  await rejects(pageOf(store), unavailable)
  await rejects(store.read('log.head', { room: ROOM }), unavailable)
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
