/**
 * How a hub lets its people go. [K3,Y2]
 *
 * With other nodes alive everybody stays in the rosters, as after a broken line, until they have turned up there: neither who
 * is still here nor who is elsewhere shall see a leave. Alone nothing is kept: there is nobody to see it.
 */
import type { Clock, Random } from '@roomful/protocol'
import { ERRORS } from '@roomful/protocol'
import type { Connection } from '../connection.js'
import { sendAway, type Leaver } from './departure.js'
import type { HubCore } from '../hub-core.js'

export interface Departing {
  readonly core: HubCore
  /** Connections whose transport is gone, and who may come back. */
  readonly parted: ReadonlySet<Connection>
  readonly overMs: number
  readonly random: Random
  /** Somebody else is there to take them. */
  readonly hasPeers: boolean
}

/** Clients come back within half a second, and connect. Half: some are missed by the others. Double: nodes end that much later. */
const ARRIVE_MS = 1_500
const LOOK_MS = 50

/** Resolves when everybody was sent away and, with peers, has arrived there or is no longer waited for. */
export async function departing({ core, parted, overMs, random, hasPeers }: Departing): Promise<void> {
  const { clock } = core
  const all = hasPeers ? [...core.connections] : [...core.connections, ...parted]
  const connections = hasPeers ? all.map((connection) => staying(core, connection)) : all
  await sendAway({ connections, overMs, clock, random })
  if (!hasPeers) return
  const untilMs = clock.monotonic() + ARRIVE_MS
  while (parted.size > 0 && clock.monotonic() < untilMs) await pause(clock)
}

/** Closes the connection and keeps its seats. */
function staying(core: HubCore, connection: Connection): Leaver {
  return {
    close(code) {
      const { transport } = connection
      if (!transport || connection.phase === 'gone') return
      connection.flush()
      connection.transport = undefined
      const { close = 1006 } = ERRORS[code]
      core.parted(connection, close)
      transport.close(close, code)
    },
  }
}

function pause(clock: Clock): Promise<void> {
  return new Promise((resolve) => void clock.after(LOOK_MS, resolve))
}
