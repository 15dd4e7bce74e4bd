/** Reactions: which there are, how often one may react, and what is said about them. Pure. */
import { MAX_EMOJI_UNITS, type CursorPlace, type Json } from '@roomful/protocol'

/** In the order of `words.reactions`. */
export const EMOJI = ['👏', '❤️', '👍', '😄', '🎉', '😮'] as const

/** A hand may clap fast, but not drum. */
const BURST = 8
const PER_SECOND = 4

export interface Allowance {
  readonly left: number
  readonly atMs: number
}

export const FULL: Allowance = { left: BURST, atMs: 0 }

/** Takes one reaction from the allowance; undefined when there is none left. */
export function takeOne({ left, atMs }: Allowance, nowMs: number): Allowance | undefined {
  const now = Math.min(BURST, left + ((nowMs - atMs) / 1_000) * PER_SECOND)
  return now < 1 ? undefined : { left: now - 1, atMs: nowMs }
}

/** A place out of what somebody sent. It is only looked up, so a wrong one leads nowhere. */
export function readPlace(data: Json): CursorPlace | undefined {
  const { mode, anchor, place } = fields(data)
  if (typeof anchor !== 'number' || typeof place !== 'number') return undefined
  return mode === 0 || mode === 1 || mode === 2 ? { mode, anchor, place } : undefined
}

/** A reaction out of what somebody sent; undefined when it is none. [E6] */
export function readReaction(
  data: Json,
): { readonly emoji: string; readonly place: CursorPlace | undefined } | undefined {
  const { emoji } = fields(data)
  if (typeof emoji !== 'string' || emoji === '' || emoji.length > MAX_EMOJI_UNITS) return undefined
  return { emoji, place: readPlace(data) }
}

function fields(data: Json): Readonly<Record<string, Json | undefined>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
    ? (data as Readonly<Record<string, Json>>)
    : {}
}
