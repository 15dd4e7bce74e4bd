/**
 * Text people write, freed of what nobody can see. [T10]
 *
 * What goes reorders or hides other text (direction controls), smuggles text past readers and word lists (zero-width and tag
 * characters), or breaks a terminal, a feed or a database (control characters, half surrogate pairs). What stays is what
 * writing needs: one joiner after a letter of Arabic and Indic scripts, variants and joiners inside emoji.
 * Invariant: cleaning clean text changes nothing, and the time is linear.
 */

const LINE_END = /\r\n?|[\v\f\x85\u2028\u2029]/g

// In the group what keeps its invisible part: a letter of a joining script, its marks and a joiner; Mongolian and Han letters
// and their variant; keycaps; flags of regions; emoji with presentation, skin and family. After it what is invisible and goes.
const INVISIBLE =
  // oxlint-disable-next-line no-misleading-character-class -- reason: single joiners and marks are what this looks for
  /((?!\p{M})[\u0620-\u109f\u1780-\u18aa\ufb50-\ufdff\ufe70-\ufefc\u{11000}-\u{11fff}\u{1e900}-\u{1e95f}][^\P{M}\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]*[\u200c\u200d]|[\u1820-\u18aa][\u180b-\u180f]|[\u3400-\u9fff\u{20000}-\u{3ffff}][\u{e0100}-\u{e01ef}]|[#*\d]\ufe0f\u20e3|\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f}|\p{ExtPict}[\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}]?(?:\u200d(?:(?!\u2194)\p{ExtPict}[\ufe0f\u{1f3fb}-\u{1f3ff}]?|\u2194\ufe0f))*)|(?![\t\n])\p{Cc}|[\p{Cs}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu

// No script stacks more than eight marks. Longer piles climb over other people's lines, and normalising them costs the square
// of their length, so they are cut before it; and after it again, since one mark can become two.
const PILE = /((?:\p{M}[\u200c\u200d]?){8})(?:\p{M}[\u200c\u200d]?)+/gu

const BLANK_LINES = /\n(?:[^\S\n]*\n){2,}/g

/** [T10] Text as it is kept and shown: NFC, lines ended by `\n`, one empty line in a row at most; empty when nothing is left. */
export function cleanText(source: string): string {
  return source
    .replace(LINE_END, '\n')
    .replace(INVISIBLE, '$1')
    .replace(PILE, '$1')
    .normalize('NFC')
    .replace(PILE, '$1')
    .replace(BLANK_LINES, '\n\n')
    .trim()
}
