/**
 * Names people give themselves, made safe to show: [P8] cleaned, bounded, and comparable for look-alikes.
 *
 * A name is text wherever it goes; nothing here escapes for HTML, because nothing ever puts a name into HTML.
 */
import { MAX_NAME_CHARS } from '@roomful/protocol'

// Control, bidirectional, zero-width, variation of direction, private use, lone surrogates and unassigned.
const INVISIBLE =
  // oxlint-disable-next-line no-misleading-character-class -- reason: single joiners and marks are what this removes
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu
// Marks alone, or a sign that only changes the one before it, show nothing to click on.
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u
const MARK_PILE = /(\p{M}{2})\p{M}+/gu

/** [P8] The name as everyone will see it; empty when nothing visible is left. */
export function cleanName(raw: string): string {
  const text = raw.replace(INVISIBLE, '').normalize('NFC').replace(MARK_PILE, '$1').replace(/\s+/gu, ' ').trim()
  return VISIBLE.test(text) ? [...text].slice(0, MAX_NAME_CHARS).join('').trim() : ''
}

const ADJECTIVES = [
  'Quiet',
  'Bright',
  'Gentle',
  'Brave',
  'Curious',
  'Merry',
  'Calm',
  'Swift',
  'Sunny',
  'Clever',
  'Kind',
  'Wandering',
  'Patient',
  'Lively',
  'Honest',
  'Mellow',
]
const ANIMALS = [
  'Heron',
  'Otter',
  'Finch',
  'Badger',
  'Hare',
  'Robin',
  'Lynx',
  'Seal',
  'Wren',
  'Fox',
  'Owl',
  'Beaver',
  'Swan',
  'Mole',
  'Crane',
  'Hedgehog',
]

/** A neutral name for somebody who gave none; the same person always gets the same one. */
export function neutralName(personId: string): string {
  const hash = hashText(personId)
  return `${ADJECTIVES[hash & 15] ?? ''} ${ANIMALS[(hash >>> 4) & 15] ?? ''}`
}

/** A colour for somebody who chose none. */
export function defaultColor(personId: string, colors: number): number {
  return (hashText(personId) >>> 8) % colors
}

function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** Letters of other scripts that pass for Latin ones at a glance (a small part of Unicode's confusables table). */
export const LOOKALIKES = new Map(
  Object.entries({
    а: 'a',
    в: 'b',
    с: 'c',
    ԁ: 'd',
    е: 'e',
    ё: 'e',
    һ: 'h',
    і: 'i',
    ї: 'i',
    ј: 'j',
    к: 'k',
    ӏ: 'l',
    м: 'm',
    н: 'h',
    о: 'o',
    р: 'p',
    ԛ: 'q',
    г: 'r',
    ѕ: 's',
    т: 't',
    у: 'y',
    ѵ: 'v',
    ԝ: 'w',
    х: 'x',
    α: 'a',
    β: 'b',
    ε: 'e',
    η: 'n',
    ι: 'i',
    κ: 'k',
    ν: 'v',
    ο: 'o',
    ρ: 'p',
    τ: 't',
    υ: 'u',
    χ: 'x',
    ω: 'w',
    '0': 'o',
    '1': 'l',
    '3': 'e',
    '5': 's',
    '|': 'l',
    ı: 'i',
  }),
)

/** What a name looks like at a glance: two names with one skeleton can be taken for each other. */
export function nameSkeleton(name: string): string {
  let skeleton = ''
  for (const char of name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()) {
    if (/[\s._-]/u.test(char)) continue
    skeleton += LOOKALIKES.get(char) ?? char
  }
  // Pairs that read as one letter, and the letters that share a stroke.
  return skeleton.replaceAll('rn', 'm').replaceAll('vv', 'w').replaceAll('i', 'l')
}
