/** How a reaction bursts: which way each piece flies, and how many may fly at once. Pure and without chance. */

/** More would cost frames on a phone, and nobody can tell sixty from a hundred. */
export const MAX_PIECES = 60
/** Pieces of one reaction while there is room. */
const PIECES = 7
export const BURST_MS = 1_500

export interface Piece {
  /** Where it ends, in pixels from the start. */
  readonly dx: number
  readonly dy: number
  readonly scale: number
  readonly turnDeg: number
  readonly delayMs: number
}

/** The golden angle spreads any number of pieces evenly without two flying the same way. */
const GOLDEN = Math.PI * (3 - Math.sqrt(5))

/** The pieces of a reaction when `flying` are in the air already. In a storm each reaction is one piece, then none. */
export function planBurst(flying: number, turn: number, isCalm: boolean): readonly Piece[] {
  const room = Math.max(0, MAX_PIECES - flying)
  const count = isCalm ? Math.min(1, room) : Math.min(room, flying > MAX_PIECES / 2 ? 1 : PIECES)
  return Array.from({ length: count }, (_, index) =>
    index === 0
      ? { dx: isCalm ? 0 : ((turn % 5) - 2) * 16, dy: isCalm ? 0 : -90, scale: 1.25, turnDeg: 0, delayMs: 0 }
      : side(index + turn, index),
  )
}

function side(spin: number, index: number): Piece {
  const angle = spin * GOLDEN
  const far = 34 + index * 9
  return {
    dx: Math.cos(angle) * far,
    dy: -60 + Math.sin(angle) * far * 0.7,
    scale: 0.55 + (index % 3) * 0.12,
    turnDeg: Math.round(Math.cos(angle) * 40),
    delayMs: index * 28,
  }
}
