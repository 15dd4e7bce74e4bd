/** [W3] What a client asked for, in few characters: tells a repeated write from another one under the same id. */
import { hash } from 'node:crypto'
import type { JsonFields } from '@roomful/protocol'

/** 96 bits: nobody gains anything by a collision with a write of their own. */
const CHARS = 16

/** The same for the same fields in any order. Fields without a value do not count. */
export function fingerprintOf(kind: string, body: JsonFields): string {
  const fields = Object.entries(body).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return hash('sha256', JSON.stringify([kind, fields]), 'base64url').slice(0, CHARS)
}
