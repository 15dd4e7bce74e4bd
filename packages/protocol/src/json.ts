/**
 * JSON from strangers. [F4] Depth, size and `__proto__` are checked on the parsed value, before anyone walks it.
 *
 * `JSON.parse` itself is iterative enough for a frame of 64 KiB; what hurts is recursion and merging afterwards.
 */
import { MAX_JSON_DEPTH, MAX_JSON_ITEMS, MAX_JSON_KEYS } from './limits.js'
import type { Json } from './messages.js'

const utf8 = new TextEncoder()
// A byte order mark is kept, and so refused by JSON.parse: relayed inside an event's data it would spoil the JSON form.
const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Parses UTF-8 JSON. Throws on anything that is not. */
export function parseJson(bytes: Uint8Array): Json {
  return JSON.parse(text.decode(bytes)) as Json
}

/** The UTF-8 of a value's JSON. */
export function jsonBytes(value: Json): Uint8Array {
  return utf8.encode(JSON.stringify(value))
}

/** [F4] True when the value keeps within depth, keys and items, and has no key `__proto__`. */
export function checkJson(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  const budget = { keys: MAX_JSON_KEYS, items: MAX_JSON_ITEMS }
  return isWithin(value, 1, budget)
}

function isWithin(value: object, depth: number, budget: { keys: number; items: number }): boolean {
  if (depth > MAX_JSON_DEPTH) return false
  if (Array.isArray(value)) {
    budget.items -= value.length
    if (budget.items < 0) return false
    for (const item of value) {
      if (typeof item === 'object' && item !== null && !isWithin(item as object, depth + 1, budget)) return false
    }
    return true
  }
  for (const key of Object.keys(value)) {
    if (--budget.keys < 0 || key === '__proto__') return false
    const item = (value as Record<string, unknown>)[key]
    if (typeof item === 'object' && item !== null && !isWithin(item, depth + 1, budget)) return false
  }
  return true
}
