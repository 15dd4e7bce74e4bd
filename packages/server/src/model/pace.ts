/** How often a room speaks, by how many listen. Pure numbers; each says what it balances. */

/** [C3] Milliseconds between cursor ticks. Positions stay under 100 ms old: 55 ms of a sender's pace plus one tick. */
export function tickMs(readers: number): number {
  return readers <= 30 ? 25 : readers <= 150 ? 33 : 40
}

/** [N2] Milliseconds between changes of roster and counts. A thousand joins at once are then some ten frames a reader. */
export function changeMs(readers: number): number {
  return readers <= 200 ? 100 : readers <= 1_000 ? 250 : 500
}
