/** [E6] `reaction`: one emoji that bursts over the page at a place in its content. Not stored, and droppable. */
import { MAX_EMOJI_UNITS, type Json } from '@roomful/protocol'
import type { EventRule } from '../hub/event-table.js'
import { placeProblem } from './place-check.js'

// One grapheme's worth of pictographs: flags, keycaps, skin tones and families joined by ZWJ. Linear: no nested quantifier.
const EMOJI =
  /^(?:\p{RI}\p{RI}|[0-9#*]\ufe0f?\u20e3|\p{Extended_Pictographic}[\p{EMod}\ufe0f\u200d\p{Extended_Pictographic}\u{e0020}-\u{e007f}\u2640\u2642]*)$/u

export const reaction: EventRule = {
  can: 'react',
  droppable: true,
  check(data: Json) {
    if (typeof data !== 'object' || data === null || Array.isArray(data))
      return 'A reaction is an object with an emoji.'
    const { emoji, ...place } = data as Readonly<Record<string, Json>>
    if (typeof emoji !== 'string' || emoji.length > MAX_EMOJI_UNITS || !EMOJI.test(emoji)) return 'emoji: one emoji.'
    return Object.keys(place).length === 0 ? undefined : placeProblem(place)
  },
}
