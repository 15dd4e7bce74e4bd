/** [E6] `reaction`: one emoji that bursts over the page at a place in its content. Not stored, and droppable. */
import type { Json } from '@roomful/protocol'
import type { EventRule } from '../hub/event-table.js'
import { isOneEmoji } from '../model/emoji.js'
import { placeProblem } from './place-check.js'

export const reaction: EventRule = {
  can: 'react',
  droppable: true,
  check(data: Json) {
    if (typeof data !== 'object' || data === null || Array.isArray(data))
      return 'A reaction is an object with an emoji.'
    const { emoji, ...place } = data as Readonly<Record<string, Json>>
    if (typeof emoji !== 'string' || !isOneEmoji(emoji)) return 'emoji: one emoji.'
    return Object.keys(place).length === 0 ? undefined : placeProblem(place)
  },
}
