/** [E2,W2,W6] What was asked on one connection and waits for its answer. Ids are the connection's, so all rooms share this. */
import { RoomfulError, type AckMessage, type PageMessage, type ToldMessage, type WroteMessage } from '@roomful/protocol'

/** What answers a question. */
export type Answer = AckMessage | PageMessage | ToldMessage | WroteMessage

/** How a question ends. */
export interface Outcome {
  resolve(answer: Answer): void
  reject(error: RoomfulError): void
}

export interface Acks {
  /** Waits for the answer to a question, which is given the next number unless it has a name: the id of a write. */
  open(outcome: Outcome, name?: string): number
  answered(answer: Answer): void
  failed(id: number | string, error: RoomfulError): void
  /** The connection is over: nobody knows whether these arrived. Events are not sent again; writes are, by whoever asked. */
  lost(): void
  /** The client was closed. */
  shut(error: RoomfulError): void
}

export function createAcks(): Acks {
  const waiting = new Map<number | string, Outcome>()
  let last = 0
  const take = (id: number | string): Outcome | undefined => {
    const outcome = waiting.get(id)
    waiting.delete(id)
    return outcome
  }
  const shut = (error: RoomfulError): void => {
    const all = [...waiting.values()]
    waiting.clear()
    for (const outcome of all) outcome.reject(error)
  }
  return {
    open(outcome, name) {
      // 28 bits; by the time they wrap the early ids have long been answered.
      if (name === undefined) last = last >= 0xfff_ffff ? 1 : last + 1
      waiting.set(name ?? last, outcome)
      return last
    },
    answered: (answer) => take(answer.id)?.resolve(answer),
    failed: (id, error) => take(id)?.reject(error),
    lost: () => shut(new RoomfulError('NOT_CONNECTED')),
    shut,
  }
}
