/**
 * How a marked passage looks: one name for each look, and the style rule of a name.
 *
 * Tints, never a text colour: they have to be readable on a page nobody here knows, light or dark. Rules are made when a look is
 * first needed, for a highlight of the document and for a box of the overlay alike.
 */
import { colorOf } from '../theme.js'

/** What a mark stands for. */
export type MarkState =
  /** Comments on the passage. */
  | 'open'
  /** Comments whose matter is settled. */
  | 'resolved'
  /** The comments that are being read right now. */
  | 'active'
  /** Somebody has selected these words right now. */
  | 'selecting'
  /** Somebody asked where the passage is. */
  | 'flash'

export interface Look {
  readonly state: MarkState
  /** Number of a person's colour; without it the colour of marks, `--roomful-passage`. */
  readonly color: number | undefined
  /** There is much to read here. */
  readonly isBusy: boolean
  /** The words are no longer quite those that were marked. */
  readonly isChanged: boolean
}

/** From so many comments on a passage is shown stronger. */
export const BUSY_COUNT = 5

/** The name of a look: `roomful-passage`, and what is special about it. */
export function nameOfLook({ state, color, isBusy, isChanged }: Look): string {
  const parts = [
    state === 'open' ? '' : state,
    isBusy ? 'busy' : '',
    color === undefined ? '' : String(color),
    isChanged ? 'changed' : '',
  ]
  return ['roomful-passage', ...parts.filter((part) => part !== '')].join('-')
}

/** Of several marks on the same words the higher one is on top. */
export const PRIORITY: Readonly<Record<MarkState, number>> = { resolved: 0, open: 1, selecting: 2, active: 3, flash: 4 }

/** Per cent of the colour behind the words. */
const TINT: Readonly<Record<MarkState, number>> = { resolved: 0, open: 22, selecting: 18, active: 42, flash: 60 }
const BUSY_TINT = 12

interface Paint {
  readonly tint: string
  readonly line: string
  readonly stroke: 'solid' | 'dashed' | 'dotted'
}

function paintOf({ state, color, isBusy, isChanged }: Look, strength: number): Paint {
  const base = color === undefined ? 'var(--roomful-passage,#e8a200)' : colorOf(color)
  const percent = Math.round((TINT[state] + (isBusy ? BUSY_TINT : 0)) * strength)
  return {
    tint: `color-mix(in srgb,${base} ${String(percent)}%,transparent)`,
    line: `color-mix(in srgb,${base} ${state === 'resolved' ? '45' : '85'}%,transparent)`,
    stroke: state === 'resolved' ? 'dotted' : isChanged ? 'dashed' : 'solid',
  }
}

/** The rule for a look as a highlight of the document. */
export function highlightRule(look: Look): string {
  const { tint, line, stroke } = paintOf(look, 1)
  return `@media screen{::highlight(${nameOfLook(look)}){background-color:${tint};text-decoration:underline ${stroke} ${line} 2px}}`
}

/** The rule for a look as a box over the page. It lies over the letters too and takes from their contrast: so it is fainter. */
export function boxRule(look: Look): string {
  const { tint, line, stroke } = paintOf(look, 0.7)
  return `.${nameOfLook(look)}{background-color:${tint};border-block-end:2px ${stroke} ${line}}`
}
