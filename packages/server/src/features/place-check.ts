/** Checks the three numbers by which an event names a place in a page's content. [C1] */
import type { Json } from '@roomful/protocol'

const MAXIMA = new Map([
  ['mode', 3],
  ['anchor', 0xffffff],
  ['place', 0xffffff],
])

/** Says what is wrong, or nothing. All three fields, and no others. */
export function placeProblem(fields: Readonly<Record<string, Json>>): string | undefined {
  for (const [field, max] of MAXIMA) {
    const value = fields[field]
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > max) {
      return `${field}: a whole number from 0 to ${max}.`
    }
  }
  const extra = Object.keys(fields).find((field) => !MAXIMA.has(field))
  return extra === undefined ? undefined : `There is no field of this name here: ${JSON.stringify(extra.slice(0, 32))}.`
}
