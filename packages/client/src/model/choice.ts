/** [D8] What a visitor who chose to be seen lets the browser remember, as text for the shelf and back. */

import { COLORS } from '@roomful/protocol'

/** How a visitor wants to be seen. */
export interface Choice {
  readonly name?: string
  /** 0 to 11. */
  readonly color?: number
  /** The id the guest token stands for, to tell whether another tab is the same person. */
  readonly id?: string
  readonly guest?: string
}

export function writeChoice(choice: Choice): string {
  return JSON.stringify(choice)
}

/** Undefined unless somebody chose to be seen. Lenient: what a stranger or an older version left there is left out. */
export function readChoice(text: string | undefined): Choice | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    if (typeof value !== 'object' || value === null) return undefined
    const { name, color, id, guest } = value as Record<string, unknown>
    return {
      ...(typeof name === 'string' ? { name } : {}),
      ...(typeof color === 'number' && Number.isInteger(color) && color >= 0 && color < COLORS ? { color } : {}),
      ...(typeof id === 'string' ? { id } : {}),
      ...(typeof guest === 'string' && guest.length <= 256 ? { guest } : {}),
    }
  } catch {
    return undefined // Nothing there, or not ours.
  }
}
