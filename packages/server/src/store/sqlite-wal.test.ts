import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { added, logOf } from './contract/place.js'
import { createSqlStore } from './sql/engine.js'
import { openSqliteDatabase } from './sqlite-database.js'
import { isWalDamaged } from './sqlite-wal.js'

const PAGE = 4_096
const FRAME = PAGE + 24

/** A database as a crash leaves it: a log of changes that nobody has put in order. Gives what was acknowledged. */
async function crashed(check: (file: string, acknowledged: readonly string[]) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'roomful-wal-'))
  try {
    const [living, file] = [join(folder, 'a.db'), join(folder, 'b.db')]
    const store = await createSqlStore({ driver: await openSqliteDatabase(living) })
    const acknowledged: string[] = []
    for (let index = 0; index < 12; index += 1) acknowledged.push(await added(store))
    for (const suffix of ['', '-wal']) copyFileSync(living + suffix, file + suffix)
    await store.close()
    await check(file, acknowledged)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const open = async (file: string) => createSqlStore({ driver: await openSqliteDatabase(file) })

test('[D1] what was acknowledged before a crash is there after it', () =>
  crashed(async (file, acknowledged) => {
    expect(isWalDamaged(readFileSync(`${file}-wal`))).toBe(false)
    const store = await open(file)
    expect((await logOf(store)).map(({ i }) => i)).toEqual(acknowledged)
    await store.close()
  }))

test('[D1] a changed byte among acknowledged commits of the log is noticed, wherever it is', () =>
  crashed(async (file) => {
    const bytes = readFileSync(`${file}-wal`)
    const frames = Math.floor((bytes.length - 32) / FRAME)
    expect(frames).toBeGreaterThan(30)
    // In the header, and in the head, the salts, the sums and the page of every fourth frame but those of the last commits.
    const places = [0, 9, 17, 25]
    for (let frame = 0; frame < frames - 30; frame += 4)
      for (const offset of [2, 9, 17, 30, 3_000]) places.push(32 + frame * FRAME + offset)
    for (const at of places) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 4
      expect(isWalDamaged(changed), `byte ${at}`).toBe(true)
    }
    const changed = Buffer.from(bytes)
    changed[32 + 8 * FRAME + 100] = (changed[32 + 8 * FRAME + 100] ?? 0) ^ 4
    writeFileSync(`${file}-wal`, changed)
    await expect(open(file)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining(file),
    })
    // Nothing is made worse: the log is still there for whoever repairs it.
    expect(readFileSync(`${file}-wal`).equals(changed)).toBe(true)
  }))

test('a commit that the crash cut short is no damage', () =>
  crashed(async (file, acknowledged) => {
    const bytes = readFileSync(`${file}-wal`)
    for (const missing of [1, 30, FRAME - 1, FRAME, 2 * FRAME]) {
      const cut = bytes.subarray(0, bytes.length - missing)
      expect(isWalDamaged(cut), `${missing} bytes missing`).toBe(false)
    }
    // Pages of the last commit may have reached the disk in any order.
    const torn = Buffer.from(bytes)
    torn.fill(0, bytes.length - 2 * FRAME, bytes.length - FRAME)
    expect(isWalDamaged(torn)).toBe(false)
    writeFileSync(`${file}-wal`, torn)
    const store = await open(file)
    expect((await logOf(store)).map(({ i }) => i)).toEqual(acknowledged.slice(0, -1))
    await store.close()
  }))

test('no log, an empty one and the rest of an earlier one are no damage', () =>
  crashed(async (file) => {
    expect(isWalDamaged(new Uint8Array())).toBe(false)
    const bytes = readFileSync(`${file}-wal`)
    expect(isWalDamaged(bytes.subarray(0, 32))).toBe(false)
    const store = await open(file)
    await store.close()
    expect(existsSync(`${file}-wal`) ? readFileSync(`${file}-wal`).length : 0).toBe(0)
  }))
