/**
 * Hears that the queue has changed: by the socket where a key opens one, and by looking now and then where it does not.
 *
 * No room is joined, so nobody is counted and nothing is shown of whoever moderates. [M6,I6]
 */
import type { Cancel } from '@roomful/protocol'
import { createWire, type Wire } from '../../net/wire.js'
import type { Environment } from '../../platform/environment.js'

/** `live`: news come by themselves; `polling`: somebody has to look. */
export type WatchState = 'live' | 'polling'

export interface QueueWatchParts {
  readonly env: Environment
  readonly base: string
  /** Undefined: there is no key, and nobody can be told without being in a room. */
  readonly key: string | undefined
  /** Something has changed, or may have. */
  look(): void
  changed(state: WatchState): void
}

export interface QueueWatch {
  stop(): void
}

/** Without a socket. Half: twice the questions of a page left open all day. */
const POLL_MS = 10_000
/** Beside a socket, for what it may have missed while it was away. */
const CHECK_MS = 60_000

export function watchQueue({ env, base, key, look, changed }: QueueWatchParts): QueueWatch {
  const { clock, page } = env
  let isLive = false
  let lookedAtMs = clock.monotonic()
  const lookNow = (): void => {
    lookedAtMs = clock.monotonic()
    look()
  }
  const setLive = (next: boolean): void => {
    if (isLive === next) return
    isLive = next
    changed(isLive ? 'live' : 'polling')
    // Whatever happened in between was said to nobody.
    lookNow()
  }
  const wire = key === undefined ? undefined : wireFor({ env, base, key, setLive, lookNow })
  const stopPolling: Cancel = clock.every(POLL_MS, () => {
    const isDue = clock.monotonic() - lookedAtMs >= (isLive ? CHECK_MS : POLL_MS) - POLL_MS / 2
    if (isDue && page.isVisible()) lookNow()
  })
  const stopSignals = page.onSignal((signal) => {
    if (signal === 'stored' || signal === 'active') return
    if (signal === 'visible' || signal === 'online' || signal === 'woke') lookNow()
    if (signal !== 'leaving') wire?.feed({ type: signal })
  })
  wire?.feed({ type: 'needed' })

  return {
    stop() {
      stopPolling()
      stopSignals()
      wire?.feed({ type: 'shut' })
    },
  }
}

interface WireParts {
  readonly env: Environment
  readonly base: string
  readonly key: string
  readonly setLive: (isLive: boolean) => void
  readonly lookNow: () => void
}

function wireFor({ env, base, key, setLive, lookNow }: WireParts): Wire {
  return createWire({
    env,
    address: {
      base,
      origin: new URL(base).origin,
      socket: `${base.replace(/^http/, 'ws')}/v1/socket`,
      isLoopback: false,
    },
    token: key,
    format: 'json',
    session: undefined,
    handlers: {
      greeting: () => ({ guest: undefined, state: 'away', rooms: [] }),
      welcomed: () => undefined,
      ready: () => setLive(true),
      received(message) {
        if (message.t === 'news' && message.k === 'queue') lookNow()
      },
      lost: () => setLive(false),
      changed: () => undefined,
      tokenFailed: () => undefined,
    },
  })
}
