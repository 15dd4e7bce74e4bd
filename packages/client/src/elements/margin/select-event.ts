/**
 * The event `select`: which words of the page somebody has selected, without the words. Pure. [E8]
 *
 * Data `{"anchor"?,"from","to"}`: an element by its name [C2], and where in its readable text [T11] the selection begins and
 * ends; without `anchor` in the text of the page. `{}`: nothing is selected any more. So it tells no more than a pod does.
 */
import { MAX_PASSAGE_CHARS, MAX_READABLE_CHARS, type Json } from '@roomful/protocol'

export interface Selected {
  readonly anchor?: number
  readonly from: number
  readonly to: number
}

export const SELECT = 'select'

const MAX_ANCHOR = 0xffffff

/** What the data of an event says; `none` for nothing, undefined for what is no selection. */
export function readSelect(data: Json): Selected | 'none' | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined
  const { anchor, from, to } = data as Readonly<Record<string, Json>>
  if (from === undefined && to === undefined && anchor === undefined) return 'none'
  if (!isWithin(from, MAX_READABLE_CHARS) || !isWithin(to, MAX_READABLE_CHARS)) return undefined
  if (to <= from || to - from > MAX_PASSAGE_CHARS) return undefined
  if (anchor === undefined) return { from, to }
  return isWithin(anchor, MAX_ANCHOR) ? { anchor, from, to } : undefined
}

function isWithin(value: Json | undefined, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
}
