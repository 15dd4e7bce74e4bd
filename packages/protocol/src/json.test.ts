import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkJson, jsonBytes, parseJson } from './json.js'
import { MAX_JSON_DEPTH, MAX_JSON_ITEMS, MAX_JSON_KEYS } from './limits.js'
import type { Json } from './messages.js'

const nested = (levels: number): Json =>
  levels === 0 ? 1 : levels % 2 === 0 ? [nested(levels - 1)] : { a: nested(levels - 1) }
const keyed = (count: number): Json => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]))
const parsed = (text: string): unknown => JSON.parse(text)

test('[F4] sixteen levels are enough, seventeen are too many', () => {
  expect(checkJson(nested(MAX_JSON_DEPTH))).toBe(true)
  expect(checkJson(nested(MAX_JSON_DEPTH + 1))).toBe(false)
})

test('[F4] keys and items are counted over the whole document', () => {
  expect(checkJson(keyed(MAX_JSON_KEYS))).toBe(true)
  expect(checkJson(keyed(MAX_JSON_KEYS + 1))).toBe(false)
  expect(checkJson([keyed(200), keyed(56)])).toBe(true)
  expect(checkJson([keyed(200), keyed(57)])).toBe(false)
  const items = (count: number): Json => Array.from({ length: count }, () => 0)
  expect(checkJson(items(MAX_JSON_ITEMS))).toBe(true)
  expect(checkJson(items(MAX_JSON_ITEMS + 1))).toBe(false)
  expect(checkJson({ a: items(1_000), b: items(25) })).toBe(false)
})

test('[F4,S18] a key __proto__ is refused at any depth, and nothing is polluted by looking', () => {
  const before = Object.getOwnPropertyNames(Object.prototype)
  expect(checkJson(parsed('{"__proto__":{"polluted":1}}'))).toBe(false)
  expect(checkJson(parsed('{"a":[{"b":{"__proto__":1}}]}'))).toBe(false)
  expect(checkJson(parsed('{"constructor":{"prototype":{"polluted":1}}}'))).toBe(true)
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
  expect('polluted' in {}).toBe(false)
})

test('[F4] what is within the limits passes, whatever it is', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const size = measure(value)
      const isWithin = size.depth <= MAX_JSON_DEPTH && size.keys <= MAX_JSON_KEYS && size.items <= MAX_JSON_ITEMS
      fc.pre(!size.hasProto)
      expect(checkJson(value)).toBe(isWithin)
    }),
  )
})

test('[S3] checking costs steps in proportion to the document, and stops at the limits', () => {
  let steps = 0
  const counted = (value: unknown): unknown =>
    typeof value !== 'object' || value === null
      ? value
      : new Proxy(value, {
          get: (target, key) => (steps++, counted(Reflect.get(target, key))),
          ownKeys: (target) => (steps++, Reflect.ownKeys(target)),
        })
  const cost = (text: string): number => {
    steps = 0
    checkJson(counted(JSON.parse(text)))
    return steps
  }
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      expect(cost(text)).toBeLessThanOrEqual(4 * text.length + 8)
    }),
  )
  // Beyond the limits a longer document costs nothing more.
  const arrays = (count: number) => `[${'[],'.repeat(count)}0]`
  expect(cost(arrays(20_000))).toBeLessThanOrEqual(8)
  const keys = (count: number) => JSON.stringify(keyed(count))
  expect(cost(keys(5_000))).toBeLessThanOrEqual(4 * MAX_JSON_KEYS)
  expect(cost(`${'['.repeat(30_000)}${']'.repeat(30_000)}`)).toBeLessThanOrEqual(8 * MAX_JSON_DEPTH)
})

test('[F2] text that is not UTF-8, or starts with a byte order mark, is not JSON', () => {
  expect(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22))).toThrow()
  // Relayed as it came, a mark in front of an event's data would spoil the JSON form for every reader.
  expect(() => parseJson(Uint8Array.of(0xef, 0xbb, 0xbf, 0x31))).toThrow()
  expect(parseJson(jsonBytes({ name: 'Zoë 👏' }))).toEqual({ name: 'Zoë 👏' })
})

interface Size {
  depth: number
  keys: number
  items: number
  hasProto: boolean
}

function measure(value: unknown): Size {
  if (typeof value !== 'object' || value === null) return { depth: 0, keys: 0, items: 0, hasProto: false }
  const inner = Object.values(value).map(measure)
  const total = (key: 'keys' | 'items') => inner.reduce((sum, each) => sum + each[key], 0)
  const own = Object.keys(value).length
  return {
    depth: 1 + Math.max(0, ...inner.map((each) => each.depth)),
    keys: total('keys') + (Array.isArray(value) ? 0 : own),
    items: total('items') + (Array.isArray(value) ? value.length : 0),
    hasProto:
      (!Array.isArray(value) && Object.keys(value).includes('__proto__')) || inner.some((each) => each.hasProto),
  }
}
