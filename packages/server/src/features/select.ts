/** [E8] `select`: which words of the page somebody has selected, by numbers and without the words. Not stored, droppable. */
import { MAX_PASSAGE_CHARS, MAX_READABLE_CHARS, type Json } from '@roomful/protocol'
import type { EventRule } from '../hub/event-table.js'

const MAX_ANCHOR = 0xffffff

export const select: EventRule = {
  can: 'comment',
  droppable: true,
  check(data: Json) {
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return 'select is an object, {} at least.'
    const { anchor, from, to, ...rest } = data as Readonly<Record<string, Json>>
    if (Object.keys(rest).length > 0) return 'select has only the fields anchor, from and to.'
    if (anchor === undefined && from === undefined && to === undefined) return undefined
    if (anchor !== undefined && !isWithin(anchor, MAX_ANCHOR)) return 'anchor: the name of an element.'
    if (!isWithin(from, MAX_READABLE_CHARS) || !isWithin(to, MAX_READABLE_CHARS)) return 'from, to: places in a text.'
    return to > from && to - from <= MAX_PASSAGE_CHARS ? undefined : `to: 1 to ${MAX_PASSAGE_CHARS} after from.`
  },
}

function isWithin(value: Json | undefined, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
}
