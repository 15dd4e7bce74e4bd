/** JSON of another node as fields; undefined for anything else. What they hold is checked by whoever takes them. [S12] */
import { parseJson, type JsonFields } from '@roomful/protocol'

export function readFields(frame: Uint8Array): JsonFields | undefined {
  try {
    const value = parseJson(frame)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonFields) : undefined
  } catch {
    return undefined
  }
}
