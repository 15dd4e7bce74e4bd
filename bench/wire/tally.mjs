/**
 * What came in, counted where it came in: deliveries, their bytes, their ages, and everything lost or out of order.
 *
 * Messages are numbered per sender, so a reader that sees number 7 after number 5 has lost one or has them reordered.
 */
import { payloadAgeMs, payloadNumber, payloadWho } from './payload.mjs'

/** One age in this many deliveries is kept, so that keeping ages costs the generator nothing. */
const AGE_EVERY = 7

export function createTally() {
  return { delivered: 0, bytes: 0, reordered: 0, agesMs: [] }
}

/** Makes `guest` count into `tally`; `senders` is how many people publish in its room. `onDelivery(number)` may be given. */
export function countInto(tally, guest, senders, onDelivery) {
  const last = new Int32Array(senders)
  guest.onMessage = (bytes, at, frameBytes) => {
    const who = payloadWho(bytes, at)
    const number = payloadNumber(bytes, at)
    if (number !== last[who] + 1) tally.reordered += 1
    last[who] = number
    tally.delivered += 1
    tally.bytes += frameBytes
    if (tally.delivered % AGE_EVERY === 0) tally.agesMs.push(payloadAgeMs(bytes, at))
    if (onDelivery !== undefined) onDelivery(number)
  }
}

/** Starts the counts anew; the numbering of messages goes on. */
export function resetTally(tally) {
  Object.assign(tally, { delivered: 0, bytes: 0, reordered: 0, agesMs: [] })
}
