/** [E6,T5] What counts as one emoji. */
import { MAX_EMOJI_UNITS } from '@roomful/protocol'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const PICTOGRAPH = /^(?:\p{RI}\p{RI}|[0-9#*]\ufe0f?\u20e3|\p{Extended_Pictographic})/u

/** Flags, keycaps, skin tones and families joined by ZWJ are one emoji each: what a reader sees as one sign. */
export function isOneEmoji(text: string): boolean {
  if (text.length > MAX_EMOJI_UNITS || !PICTOGRAPH.test(text)) return false
  return [...graphemes.segment(text)].length === 1
}
