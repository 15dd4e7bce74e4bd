/** One after the other: the connection of a database can hold one transaction at a time. */

/** Runs what it is given when everything that was given before has ended, well or badly. */
export type TakeTurn = <T>(work: () => Promise<T>) => Promise<T>

export function createTurns(): TakeTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(work)
    // A failure belongs to its own caller.
    last = turn.catch(() => {})
    return turn
  }
}
