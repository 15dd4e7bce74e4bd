/** Messages from one person in a room to another: delivered now or not at all, kept nowhere. [X1] */
import type { JsonFields, ToldMessage } from '@roomful/protocol'
import { defineRoomFeature } from './feature.js'
import { createListeners } from './noun.js'
import { quiet } from './reading.js'

/** What somebody said to the person at this page. */
export interface Message {
  /** As the server vouches for them. */
  readonly from: { readonly id: string; readonly name: string }
  /** Text, never markup. */
  readonly text: string
  /** Wall clock of the server. */
  readonly atMs: number
}

/** Messages between two people in one room. */
export interface Messages {
  /**
   * Says something to one member.
   *
   * @param to a member's id
   * @param text 1 to 2,000 characters
   * @returns whether a connection of theirs in this room was sent it. Rejects `NOT_CONNECTED` (it may or may not have arrived),
   * `GRANT_MISSING`, `RATE_LIMITED`, `PERSON_MUTED`, `MESSAGE_INVALID`. A rejection nobody listens to is not reported.
   */
  send(to: string, text: string): Promise<{ readonly delivered: boolean }>
  /** Calls `listener` for each message to the person at this page. Returns how to stop. */
  on(listener: (message: Message) => void): () => void
}

/** A room's messages, once per room. */
export const messages = defineRoomFeature<Messages>({
  name: 'messages',
  open(host) {
    const listeners = createListeners<[message: Message]>(host.report)
    host.onMessage('message', ({ from, text, atMs }) => listeners.call({ from: senderOf(from), text, atMs }))
    return {
      send(to, text) {
        const told = host.request({ t: 'tell', to, text })
        return quiet(told.then((answer) => ({ delivered: (answer as ToldMessage).delivered })))
      },
      on: listeners.add,
    }
  },
})

function senderOf({ id, name }: JsonFields): Message['from'] {
  return { id: typeof id === 'string' ? id : '', name: typeof name === 'string' ? name : '' }
}
