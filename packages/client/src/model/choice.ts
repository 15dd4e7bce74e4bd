/** [D8] What a visitor who chose to be seen lets the browser remember, as text for the shelf and back. */

import { COLORS } from '@roomful/protocol'

/** How a visitor wants to be seen. */
export interface Choice {
  readonly name?: string | undefined
  /** 0 to 11. */
  readonly color?: number | undefined
  /** The id the guest token stands for, to tell whether another tab is the same person. */
  readonly id?: string | undefined
  readonly guest?: string | undefined
}

export function writeChoice(choice: Choice): string {
  return JSON.stringify(choice)
}

const MAX_CHARS = 256

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= MAX_CHARS ? value : undefined

/** Undefined unless somebody chose to be seen. Lenient: what a stranger or an older version left there is left out. */
export function readChoice(stored: string | undefined): Choice | undefined {
  try {
    const value: unknown = JSON.parse(stored ?? '')
    if (typeof value !== 'object' || value === null) return undefined
    const { name, color, id, guest } = value as Record<string, unknown>
    const isColor = Number.isInteger(color) && (color as number) >= 0 && (color as number) < COLORS
    return { name: text(name), color: isColor ? (color as number) : undefined, id: text(id), guest: text(guest) }
  } catch {
    return undefined // Nothing there, or not ours.
  }
}
