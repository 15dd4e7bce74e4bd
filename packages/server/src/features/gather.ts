/** [E6] `gather`: somebody who leads asks everyone to look at a place. Each reader decides; nothing scrolls by itself. */
import type { Json } from '@roomful/protocol'
import type { EventRule } from '../hub/event-table.js'
import { placeProblem } from './place-check.js'

export const gather: EventRule = {
  can: 'lead',
  droppable: false,
  check(data: Json) {
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return 'A gather is an object with a place.'
    return placeProblem(data as Readonly<Record<string, Json>>)
  },
}
