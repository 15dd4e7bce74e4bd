/** Waiting for a broker, but not for ever. */
import type { Clock } from '@roomful/protocol'
import { BrokerTrouble } from './broker-link.js'

/** A timer this late means that this process stood still, and that the answer may lie unread in its sockets. */
const PAUSE_MS = 500

/** Rejects `BrokerTrouble` when the work takes longer. What it does later is nobody's business then. */
export function within<T>(clock: Clock, limitMs: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let cancel = (): void => {}
    const wait = (isLastTime: boolean): void => {
      const dueMs = clock.monotonic() + limitMs
      cancel = clock.after(limitMs, () => {
        if (!isLastTime && clock.monotonic() > dueMs + PAUSE_MS) wait(true)
        else reject(new BrokerTrouble('silence'))
      })
    }
    wait(false)
    work.then(
      (value) => {
        cancel()
        resolve(value)
      },
      (error: unknown) => {
        cancel()
        reject(error instanceof Error ? error : new BrokerTrouble('broken', error))
      },
    )
  })
}
