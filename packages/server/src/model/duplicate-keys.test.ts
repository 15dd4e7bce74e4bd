import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasDuplicateKeys } from './duplicate-keys.js'

const twice = [
  '{"a":1,"a":2}',
  '{"a":1,"\\u0061":2}',
  '{"b":{"a":1,"a":1}}',
  '{"b":[{"a":1},{"a":1,"a":2}]}',
  '{"":1,"":2}',
  '{"a\\"":1,"x":"}","a\\"":2}',
]
for (const json of twice) test(`[S9] ${json} has a key twice`, () => expect(hasDuplicateKeys(json)).toBe(true))

const once = [
  '{}',
  '[]',
  '"a"',
  '{"a":"a","b":"a"}',
  '{"a":{"a":{"a":1}}}',
  '[{"a":1},{"a":1}]',
  '{"a":"{\\"a\\":1,\\"a\\":2}"}',
]
for (const json of once) test(`[S9] ${json} has no key twice`, () => expect(hasDuplicateKeys(json)).toBe(false))

test('[S9] what JSON.stringify prints never has a key twice, and one more copy of a key is always found', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, key) => {
      expect(hasDuplicateKeys(JSON.stringify(value))).toBe(false)
      const name = JSON.stringify(key)
      expect(hasDuplicateKeys(`{${name}:${JSON.stringify(value)},${name}:0}`)).toBe(true)
    }),
  )
})
