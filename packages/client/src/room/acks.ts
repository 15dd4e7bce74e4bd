/** [E2] The events of one connection that wait for the server's answer. Ids are the connection's, so rooms share this. */
import { RoomfulError } from '@roomful/protocol'

/** How an event that was sent ends. */
export interface Outcome {
  resolve(result: { readonly seq: number }): void
  reject(error: RoomfulError): void
}

export interface Acks {
  /** Gives the event an id and waits for its answer. */
  open(outcome: Outcome): number
  acked(id: number, seq: number): void
  failed(id: number, error: RoomfulError): void
  /** The connection is over: nobody knows whether these events arrived, so they are not sent again. */
  lost(): void
  /** The client was closed. */
  shut(error: RoomfulError): void
}

export function createAcks(): Acks {
  const waiting = new Map<number, Outcome>()
  let last = 0
  const take = (id: number): Outcome | undefined => {
    const outcome = waiting.get(id)
    waiting.delete(id)
    return outcome
  }
  const rejectAll = (error: RoomfulError): void => {
    const all = [...waiting.values()]
    waiting.clear()
    for (const outcome of all) outcome.reject(error)
  }
  return {
    open(outcome) {
      // 28 bits; by the time they wrap the early ids have long been answered.
      last = last >= 0xfff_ffff ? 1 : last + 1
      waiting.set(last, outcome)
      return last
    },
    acked: (id, seq) => take(id)?.resolve({ seq }),
    failed: (id, error) => take(id)?.reject(error),
    lost: () => rejectAll(new RoomfulError('NOT_CONNECTED')),
    shut: rejectAll,
  }
}
