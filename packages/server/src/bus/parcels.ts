/**
 * What one turn publishes goes to the broker together, and is answered within a second or given up.
 *
 * Invariant: nothing waits here for a broker that is away, and what waits for its answer has a cap in bytes.
 */
import { RoomfulError, type Clock } from '@roomful/protocol'
import type { BrokerLink, Parcel } from './broker-link.js'
import { within } from './deadline.js'

export interface Parcels {
  /** See `Bus.publish`. Takes the bytes over. */
  send(link: BrokerLink, parcel: Parcel): Promise<void>
  /** The link is gone: what went over it rejects. */
  drop(): void
}

interface Sent extends Parcel {
  resolve(): void
  reject(error: RoomfulError): void
}

/** The caller hears within a second; what is left of it is for the turn. */
const ANSWER_MS = 900
/** Half: a burst of a busy node is refused. Double: that much more memory when the broker stands still. */
const MAX_WAITING_BYTES = 8_388_608

export function createParcels(clock: Clock, brokerName: string): Parcels {
  const waiting = new Set<Sent>()
  let turn: Sent[] = []
  let waitingBytes = 0

  const unavailable = (message: string): RoomfulError => new RoomfulError('BUS_UNAVAILABLE', { message })

  function end(sent: Sent, refusal: string | undefined): void {
    if (!waiting.delete(sent)) return
    waitingBytes -= sent.bytes.length
    if (refusal === undefined) sent.resolve()
    else sent.reject(unavailable(`${brokerName} does not take a frame: ${refusal}.`))
  }

  async function flush(link: BrokerLink): Promise<void> {
    const batch = turn
    turn = []
    if (batch.length === 0) return
    try {
      const refused = await within(clock, ANSWER_MS, link.publish(batch))
      for (const [index, sent] of batch.entries()) end(sent, refused.get(index))
    } catch {
      for (const sent of batch) end(sent, 'it did not answer')
    }
  }

  return {
    send(link, parcel) {
      if (waitingBytes + parcel.bytes.length > MAX_WAITING_BYTES && waitingBytes > 0)
        return Promise.reject(unavailable(`${brokerName} does not keep up with what is published.`))
      waitingBytes += parcel.bytes.length
      if (turn.length === 0) clock.soon(() => void flush(link))
      return new Promise((resolve, reject) => {
        const sent: Sent = { ...parcel, resolve, reject }
        turn.push(sent)
        waiting.add(sent)
      })
    },
    drop() {
      turn = []
      for (const sent of [...waiting]) end(sent, 'the connection broke')
    },
  }
}
