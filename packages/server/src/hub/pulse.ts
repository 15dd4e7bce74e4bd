/**
 * The hub's own rhythm: beats, silence, graces, deadlines. One timer for all connections. [B1,B2,P4,H4,I1]
 *
 * Beats are spread over the interval, so that ten thousand idle connections cost a little all the time and never a lot at once.
 */
import { BEAT_MS, DROPPABLE_CAP_BYTES, HELLO_TIMEOUT_MS, SILENCE_MS } from '@roomful/protocol'
import { BEAT_BATCHES } from './batch.js'
import type { Connection } from './connection.js'
import type { HubCore } from './hub-core.js'

/** Half: twice the walks over all connections. Double: leaves are shown that much later, beyond the promised second. */
const STEP_MS = 250
/** Each connection beats at one of these steps, for as long as it lives. */
export const BEAT_STEPS = BEAT_MS / STEP_MS

/** [B1] A beat left out now must not let the time until the next one exceed `SILENCE_MS`. */
const TALK_MS = 2_000

/** Starts the rhythm; the result stops it. */
export function startPulse(core: HubCore, parted: Set<Connection>): () => void {
  const startedMs = core.clock.monotonic()
  let step = 0
  return core.clock.every(STEP_MS, () => {
    const nowMs = core.clock.monotonic()
    const wallMs = core.clock.now()
    // By the clock, not by counting: on a busy machine the timer comes late, and beats that came late with it would be
    // answered too late by everybody at once.
    const before = step
    step = Math.floor((nowMs - startedMs) / STEP_MS)
    for (const connection of core.connections) {
      if (isTurn(connection.beatStep, before, step)) beat(connection, nowMs)
      check(connection, nowMs, wallMs)
    }
    for (const connection of parted) if (nowMs >= connection.leavesAtMs) core.gone(connection)
  })
}

/** Whether a step of this number, in any round, has come after `before` and not after `now`. */
function isTurn(beatStep: number, before: number, now: number): boolean {
  const next = beatStep + Math.ceil((before + 1 - beatStep) / BEAT_STEPS) * BEAT_STEPS
  return next <= now
}

function beat(connection: Connection, nowMs: number): void {
  const { transport } = connection
  // Also behind bytes that wait, as long as there are few: only the pong tells a slow reader from a dead one. [B2]
  const pending = transport?.pending() ?? 0
  if (connection.phase !== 'ready' || !transport || pending > DROPPABLE_CAP_BYTES) return
  // Somebody who is behind needs all the time there is to answer.
  if (pending > 0 || !isTalking(connection, nowMs)) transport.write(BEAT_BATCHES[connection.format])
}

/** [B1] Whether both sides have just heard each other anyway. Half of all reads in a busy small room were pongs. */
function isTalking({ heardAtMs, places }: Connection, nowMs: number): boolean {
  return nowMs - heardAtMs < TALK_MS && places.some(({ room, seat }) => seat && nowMs - room.spokeAtMs < TALK_MS)
}

function check(connection: Connection, nowMs: number, wallMs: number): void {
  if (connection.phase === 'ready') {
    if (nowMs - connection.heardAtMs >= SILENCE_MS) connection.close('HEARTBEAT_LOST')
    else if (wallMs >= (connection.identity.expiresAtMs ?? Number.POSITIVE_INFINITY)) connection.close('TOKEN_EXPIRED')
  } else if (nowMs - connection.sinceMs >= HELLO_TIMEOUT_MS) {
    // [H4] Not HELLO_REQUIRED, which tells a client to stay away: a slow network is no mistake of the page.
    connection.close('HEARTBEAT_LOST')
  }
}
