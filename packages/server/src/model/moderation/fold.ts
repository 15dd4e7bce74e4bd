/**
 * Text as a word list reads it: letters and digits without case, accents, disguise or decoration. [S17,S33]
 *
 * What comes out holds folded letters, digits, and one sign between tokens: a space where there was white space, a dot
 * where something else stood (`b.a.d`, `b-a-d`, a letter beside a digit). Whether a gap matters is the reader's business.
 * A letter stands at most three times in a row inside a token, so `fuuuuu` and `fuuu` read the same.
 * Invariant: work is linear in the text. Piles of accents are cut before Unicode normalisation, which is quadratic in them.
 */
import { LOOKALIKES } from '../names.js'
import { DOT, createWriter, isGap } from './folded-writer.js'

// Latin, Greek and Cyrillic accents, Hebrew points and Arabic vowel signs: words are the same words without them.
const ACCENTS =
  // oxlint-disable-next-line no-misleading-character-class -- reason: single marks are what this removes
  /[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/gu
const PILE = /(\p{M}{4})\p{M}+/gu
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu
const NOT_ASCII = /[^\0-\x7f]/
const ACCENTED_SCRIPT = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u
const LETTER = /[\p{L}\p{M}\p{N}]/u
const SPACE = /[\s\p{Z}]/u
const DIGIT = /^[0-9]$/
/** Single characters that Unicode writes out as a sentence of up to eighteen. */
const SENTENCES = /[\ufdfa\ufdfb]/g

/** Letters with a stroke, small capitals and ligatures, which Unicode does not take apart. */
const TAKEN_APART = new Map([
  ...pairs('ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢzøołlđdħhðdþpƒfɑaɡgʋvօoսuςσ'),
  ...([
    ['ß', 'ss'],
    ['æ', 'ae'],
    ['œ', 'oe'],
  ] as const),
])

/** What digits and signs stand for among letters. Those of `EITHER` are an i as well as an l. */
const STANDS_FOR = new Map(pairs('0o3e4a5s7t@a$s€e£l'))
const EITHER = '1!|I'
const SIGN = /[@$!|€£]/
const BEFORE_WORD = /^[\p{L}\p{N}@$€£]/u
// Letters in black circles and squares, and those that make flags: pictures of letters, each alphabet from A.
const PICTURE = /[\u{1f150}-\u{1f169}\u{1f170}-\u{1f189}\u{1f1e6}-\u{1f1ff}]/u
const PICTURE_ALPHABETS = [0x1_f1e6, 0x1_f170, 0x1_f150]
const DISGUISE = /\p{L}[0-9@$!|€£]|[0-9@$!|€£]\p{L}|\p{Ll}I/u

/** A text in all its readings: one, or three where something in it can stand for a letter. */
export function readingsOf(raw: string): readonly string[] {
  const text = normalized(raw)
  const plain = foldPlain(text)
  return isDisguised(text) ? [plain, foldDisguised(text, 'i'), foldDisguised(text, 'l')] : [plain]
}

/** The letters and digits alone, disguises read as letters. */
export function lettersOf(raw: string): string {
  const text = normalized(raw)
  return (isDisguised(text) ? foldDisguised(text, 'i') : foldPlain(text)).replace(/[ .]/g, '')
}

function isDisguised(text: string): boolean {
  return DISGUISE.test(text) || (NOT_ASCII.test(text) && PICTURE.test(text))
}

/** Digits and letters are tokens of their own and signs are gaps: `bad1` and `bad!` both hold the word. */
function foldPlain(text: string): string {
  const writer = createWriter(text.length)
  let before = KIND.gap
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit >= ASCII_CHARS) {
      const char = String.fromCodePoint(text.codePointAt(at) ?? 0)
      at += char.length - 1
      const piece = pieceOf(char)
      if (piece === '') continue
      if (before === KIND.digit) writer.gap(DOT)
      writer.piece(piece)
      before = isGap(piece) ? KIND.gap : KIND.letter
      continue
    }
    const kind = KINDS[unit] ?? KIND.gap
    if (kind === KIND.gap) writer.gap(GAPS[unit] ?? DOT)
    else {
      if (before !== kind && before !== KIND.gap) writer.gap(DOT)
      writer.letter(LOWER[unit] ?? unit)
    }
    before = kind
  }
  return writer.text()
}

/** Digits and signs are letters where a token has a letter at all: `b4d` is a word, `455` a number. */
function foldDisguised(text: string, reading: 'i' | 'l'): string {
  const writer = createWriter(text.length)
  const chars = [...text]
  let token: string[] = []
  let hasLetter = false
  function endToken(gap: string): void {
    for (const piece of token) {
      if (hasLetter) writer.piece(EITHER.includes(piece) ? reading : (STANDS_FOR.get(piece) ?? piece))
      else writer.piece(DIGIT.test(piece) ? piece : '.')
    }
    writer.piece(gap)
    token = []
    hasLetter = false
  }
  chars.forEach((char, index) => {
    const piece = disguisedPiece(char, chars[index + 1], token.length > 0)
    if (piece === '') return
    if (isGap(piece)) {
      endToken(piece)
      return
    }
    token.push(piece)
    hasLetter ||= !DIGIT.test(piece) && !SIGN.test(piece)
  })
  endToken('.')
  return writer.text()
}

/** A letter, a digit, a sign that stands for a letter, or a gap. */
function disguisedPiece(char: string, next: string | undefined, isInToken: boolean): string {
  if (char === 'I') return char
  if (SIGN.test(char)) {
    const isBeforeWord = next !== undefined && (BEFORE_WORD.test(next) || PICTURE.test(next))
    // At the end of a word only the dollar reads as a letter; the others are punctuation there.
    return isBeforeWord || (char === '$' && isInToken) ? char : '.'
  }
  return PICTURE.test(char) ? letterInPicture(char) : pieceOf(char)
}

function letterInPicture(char: string): string {
  const code = char.codePointAt(0) ?? 0
  const first = PICTURE_ALPHABETS.find((each) => code >= each) ?? code
  return String.fromCodePoint(97 + code - first)
}

function normalized(raw: string): string {
  if (!NOT_ASCII.test(raw)) return raw
  return raw.replace(SENTENCES, ' ').replace(INVISIBLE, '').replace(PILE, '$1').normalize('NFKC')
}

const ASCII_CHARS = 128
const KIND = { gap: 0, letter: 1, digit: 2 }
const ASCII = Array.from({ length: ASCII_CHARS }, (_, code) => String.fromCharCode(code))
const KINDS = Uint8Array.from(ASCII, (char) => (DIGIT.test(char) ? KIND.digit : /[a-z]/i.test(char) ? KIND.letter : 0))
const LOWER = Uint8Array.from(ASCII, (char) => char.toLowerCase().charCodeAt(0))
const GAPS = Uint8Array.from(ASCII, (char) => (SPACE.test(char) ? 32 : DOT))

/** Asked for the same few characters all day. Emptied when full, so hostile text costs time and never memory. */
const KNOWN_PIECES = 2_048
const known = new Map<string, string>()

/** What a character is: its folded letters, a digit, a gap, or nothing. */
function pieceOf(char: string): string {
  const before = known.get(char)
  if (before !== undefined) return before
  if (known.size >= KNOWN_PIECES) known.clear()
  const piece = foldChar(char)
  known.set(char, piece)
  return piece
}

function foldChar(char: string): string {
  if (SPACE.test(char)) return ' '
  if (!LETTER.test(char)) return '.'
  const lower = char.toLowerCase()
  if (!ACCENTED_SCRIPT.test(lower)) return TAKEN_APART.get(lower) ?? lower.replace(ACCENTS, '')
  const bare = lower.normalize('NFD').replace(ACCENTS, '')
  return Array.from(bare, (each) => TAKEN_APART.get(each) ?? LOOKALIKES.get(each) ?? each).join('')
}

function pairs(text: string): [string, string][] {
  const chars = [...text]
  return chars.flatMap((from, index) => (index % 2 === 0 ? [[from, chars[index + 1] ?? ''] as [string, string]] : []))
}
