/**
 * Carries withdrawals of rights to every node. [I4]
 *
 * This node obeys at once, without waiting for the bus. What comes over the bus is another program's word and is checked
 * like anybody's. A withdrawal lives as long as the processes that heard it.
 */
import { checkJson, jsonBytes, parseJson } from '@roomful/protocol'
import type { Log } from '../platform/log.js'
import type { Bus } from './bus.js'

const TOPIC = 'withdrawals'

/** Who obeys. */
export interface Withdrawer {
  revoke(personId: string): void
  restore(personId: string): void
}

/** The same, for all nodes. Rejects `BUS_UNAVAILABLE` when the others could not be told; this node has obeyed even then. */
export interface Withdrawals {
  revoke(personId: string): Promise<void>
  restore(personId: string): Promise<void>
  /** Hears no more. */
  stop(): Promise<void>
}

export async function withdrawals(bus: Bus, here: Withdrawer, log: Log): Promise<Withdrawals> {
  const stop = await bus.subscribe(TOPIC, (frame) => {
    const heard = read(frame)
    if (!heard) return log('warn', 'bus-frame-refused', { topic: TOPIC })
    here[heard.act](heard.id)
  })
  const tell = (act: Act, id: string): Promise<void> => {
    here[act](id)
    return bus.publish(TOPIC, jsonBytes({ act, id }))
  }
  return {
    revoke: (id) => tell('revoke', id),
    restore: (id) => tell('restore', id),
    stop,
  }
}

type Act = keyof Withdrawer

function read(frame: Uint8Array): { act: Act; id: string } | undefined {
  try {
    const value = parseJson(frame)
    if (!checkJson(value) || typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const { act, id } = value as Record<string, unknown>
    return (act === 'revoke' || act === 'restore') && typeof id === 'string' ? { act, id } : undefined
  } catch {
    return undefined
  }
}
