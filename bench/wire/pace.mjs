/** Time for the generator: waiting, and doing things at a steady rate without drifting. */
import { setTimeout as wait } from 'node:timers/promises'

export const pauseMs = (ms) => wait(ms)

/** Resolves when everything sent has arrived: `missing()` is then 0. Throws when something has not after `limitMs`. */
export async function arrival(missing, limitMs) {
  const endMs = performance.now() + limitMs
  while (missing() !== 0) {
    if (performance.now() > endMs) throw new Error(`${missing()} deliveries lost, or still missing after ${limitMs} ms`)
    await wait(5)
  }
}

/**
 * Calls `act(i)` for i = 0, 1, 2 … at `perSecond` for `ms`, evenly spread; late calls are made up for, none is left out.
 * Resolves with the longest time the generator was held up, which is noise of the machine and not of the server.
 */
export async function atRate(perSecond, ms, act) {
  const startMs = performance.now()
  const total = Math.round((perSecond * ms) / 1_000)
  let done = 0
  let seenMs = startMs
  let heldUpMs = 0
  while (done < total) {
    await wait(1)
    const nowMs = performance.now()
    heldUpMs = Math.max(heldUpMs, nowMs - seenMs)
    seenMs = nowMs
    const due = Math.min(total, Math.floor(((nowMs - startMs) * perSecond) / 1_000) + 1)
    while (done < due) act(done++)
  }
  return heldUpMs
}
