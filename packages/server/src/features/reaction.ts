/** [E6] `reaction`: one emoji that bursts over the page at a place in its content. Not stored, and droppable. */
import { MAX_EMOJI_UNITS, type Json } from '@roomful/protocol'
import type { EventRule } from '../hub/event-table.js'
import { placeProblem } from './place-check.js'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const PICTOGRAPH = /^(?:\p{RI}\p{RI}|[0-9#*]\ufe0f?\u20e3|\p{Extended_Pictographic})/u

/** Flags, keycaps, skin tones and families joined by ZWJ are one emoji each: what a reader sees as one sign. */
function isOneEmoji(text: string): boolean {
  if (text.length > MAX_EMOJI_UNITS || !PICTOGRAPH.test(text)) return false
  return [...graphemes.segment(text)].length === 1
}

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
