/**
 * Sends the connections of a node away, when it ends: in small waves, in an order drawn by lot. [K3]
 *
 * All at once they would all be at the next node's door in the same half second, and the people of one room together. How the
 * time goes by decides what a wave holds, not how many waves there were: a busy node is not late. Who may still come, and what
 * the others see of those who go, is the hub's business.
 */
import type { Clock, Random } from '@roomful/protocol'

/** Somebody who can be sent away; nothing happens to those who have gone by themselves. */
export interface Leaver {
  close(code: 'SERVER_DRAINING'): void
}

export interface Departure {
  readonly connections: readonly Leaver[]
  /** How long it may take; 0: all in this moment, before the function returns. */
  readonly overMs: number
  readonly clock: Clock
  readonly random: Random
}

/** Between two waves, on average. Half: twice the wake-ups. Double: waves that a small machine feels. */
const WAVE_MS = 50

/** Resolves when the last of them has been told. */
export function sendAway({ connections, overMs, clock, random }: Departure): Promise<void> {
  const leavers = shuffled(connections, random)
  const startedMs = clock.monotonic()
  let gone = 0
  const wave = (): boolean => {
    const share = overMs <= 0 ? 1 : Math.min(1, (clock.monotonic() - startedMs) / overMs)
    const due = Math.ceil(leavers.length * share)
    for (const leaver of leavers.slice(gone, due)) leaver.close('SERVER_DRAINING')
    gone = Math.max(gone, due)
    return gone >= leavers.length
  }
  return new Promise((resolve) => {
    const next = (): void => {
      if (wave()) return resolve()
      clock.after(Math.ceil(2 * WAVE_MS * random.unit()), next)
    }
    next()
  })
}

/** Fisher and Yates. */
function shuffled<T>(list: readonly T[], random: Random): T[] {
  const mixed = [...list]
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(random.unit() * (last + 1))
    const [one, two] = [mixed[last], mixed[other]] as [T, T]
    mixed[last] = two
    mixed[other] = one
  }
  return mixed
}
