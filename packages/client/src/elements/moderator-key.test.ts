import { expect, test } from 'vitest'
import type { Shelf } from '../platform/environment.js'
import { endOf, forgetKey, isKeptForDevice, keepKey, KEY_NAME, keptKey, keyIn } from './moderator-key.js'

function shelf(): Shelf & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>()
  return {
    kept,
    get: (key) => kept.get(key),
    set: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
  }
}

const keyUntil = (endsAtMs: number): string =>
  `m1.${Buffer.from(JSON.stringify({ id: 'm_1', name: 'Zoë Ł', endsAtMs })).toString('base64url')}.mac-_x`

test('[I6] a key is found in a link and in itself, and nowhere else', () => {
  const key = keyUntil(5)
  for (const text of [key, ` ${key}\n`, `https://blog.example/roomful/moderate#key=${key}`, `#key=${key}`])
    expect(keyIn(text)).toBe(key)
  for (const text of ['', 'hello', 'm1.a', `x${key}`, `${key}.more`, '#key=', `#key=${key}&more=1`, 'g1.abc.def'])
    expect(keyIn(text)).toBeUndefined()
})

test('[I6] it is kept for the tab or the device, never both, and no longer than it is good', () => {
  const storage = { session: shelf(), local: shelf() }
  keepKey(storage, keyUntil(10), false)
  expect([keptKey(storage, 9), isKeptForDevice(storage), storage.local.kept.size]).toEqual([keyUntil(10), false, 0])
  keepKey(storage, keyUntil(20), true)
  expect([keptKey(storage, 9), isKeptForDevice(storage), storage.session.kept.size]).toEqual([keyUntil(20), true, 0])
  expect(keptKey(storage, 20)).toBeUndefined()
  expect(storage.local.kept.size).toBe(0)
  keepKey(storage, keyUntil(20), true)
  forgetKey(storage)
  expect(keptKey(storage, 0)).toBeUndefined()
  storage.local.set(KEY_NAME, 'rubbish')
  expect([keptKey(storage, 0), storage.local.kept.size]).toEqual([undefined, 0])
  expect(keptKey({ session: undefined, local: undefined }, 0)).toBeUndefined()
})

test('what is no key has no end', () => {
  for (const text of ['', 'm1', 'm1..x', 'm1.%%%.x', `m1.${btoa('[]')}.x`, `m1.${btoa('{"endsAtMs":"soon"}')}.x`])
    expect(endOf(text)).toBeUndefined()
})
