import { expect, test } from 'vitest'
import { keepKey, KEY_NAME } from './moderator-key.js'
import { ownToken } from './token.js'

function world(nowMs: number) {
  const shelf = () => {
    const kept = new Map<string, string>()
    return {
      get: (key: string) => kept.get(key),
      set: (key: string, value: string) => void kept.set(key, value),
      remove: (key: string) => void kept.delete(key),
    }
  }
  const clock = { now: () => nowMs, monotonic: () => 0, after: () => () => {}, every: () => () => {}, soon: () => {} }
  return { storage: { local: shelf(), session: shelf() }, clock }
}

const keyUntil = (endsAtMs: number): string =>
  `m1.${Buffer.from(JSON.stringify({ endsAtMs })).toString('base64url')}.mac`

test('[I6] a key is sent once; asked again, the server did not want it, and the visitor is anybody', async () => {
  const env = world(5)
  keepKey(env.storage, keyUntil(10), true)
  expect(await ownToken(env, undefined)).toBe(keyUntil(10))
  expect(env.storage.local.get(KEY_NAME)).toBe(keyUntil(10))
  expect(await ownToken(env, undefined)).toBeUndefined()
  expect(env.storage.local.get(KEY_NAME)).toBeUndefined()
})

test('[I6] a key that has ended is not sent at all', async () => {
  const env = world(20)
  keepKey(env.storage, keyUntil(15), false)
  expect(await ownToken(env, undefined)).toBeUndefined()
  expect(env.storage.session.get(KEY_NAME)).toBeUndefined()
})
