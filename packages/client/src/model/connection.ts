/**
 * When to dial, ask, wait, give up: the life of the connection as a pure machine.
 *
 * Owns the phases and the answer to every close code [K1], silence [B3], sleep and network signal [K4].
 * Not here: timers, links, tokens themselves; `net/wire.ts` carries the effects out and tells what came of them.
 * Invariant: at most one link is wanted at any time, and after `hang-up` nothing of the old link is listened to.
 */
import { BACKOFF_RESET_MS, CLIENT_SILENCE_MS, comeBackAfter, PROBE_MS, SLOW_RETURN_MS } from '@roomful/protocol'

/** `parked` waits for the page or the network to come back; `waiting` for its time. */
export type Phase = 'idle' | 'token' | 'dialing' | 'greeting' | 'online' | 'waiting' | 'parked' | 'refused' | 'closed'

export type Alarm = 'retry' | 'greet' | 'settled' | 'silence' | 'probe'

export interface Connection {
  readonly phase: Phase
  /** Tries since the connection last held for a while. */
  readonly attempt: number
  /** Whether a refused token can be replaced by a fresh one. */
  readonly canRenewToken: boolean
  readonly needsToken: boolean
  readonly isHidden: boolean
  readonly isOffline: boolean
  readonly isFrozen: boolean
  /** [K1] The server asked for time: nothing shortens this wait. */
  readonly isHeldBack: boolean
  /** Pings sent since something was last heard; 0 while nothing is in doubt. */
  readonly probes: number
  /** The close code that ended the last connection or attempt, while there is no new one. */
  readonly closeCode: number | undefined
}

export type ConnectionEvent =
  | { readonly type: 'needed' | 'unneeded' | 'shut' | 'renew' }
  | { readonly type: 'token-ready' | 'token-failed' | 'opened' | 'welcomed' }
  | { readonly type: 'link-closed'; readonly code: number }
  | { readonly type: 'retry-due' | 'greet-due' | 'settled-due' }
  /** `quietMs`: since the last frame. */
  | { readonly type: 'silence-due'; readonly quietMs: number }
  /** `isLate`: the timer itself overslept, so that silence proves nothing. */
  | { readonly type: 'probe-due'; readonly isAnswered: boolean; readonly isLate: boolean; readonly quietMs: number }
  | { readonly type: 'visible' | 'hidden' | 'online' | 'offline' | 'frozen' | 'woke' }

export type ConnectionEffect =
  | { readonly do: 'fetch-token' | 'dial' | 'greet' | 'ping' }
  | { readonly do: 'hang-up'; readonly code: number }
  | { readonly do: 'alarm'; readonly alarm: Alarm; readonly ms: number }
  /** Sets the alarm `retry` to `floorMs` and the jitter of [K2] for this attempt. */
  | { readonly do: 'retry'; readonly attempt: number; readonly floorMs: number }
  | { readonly do: 'silence-alarms'; readonly alarms: readonly Alarm[] }

export type ConnectionStep = readonly [state: Connection, effects: readonly ConnectionEffect[]]

/** A dial or greeting that takes longer is on a dead network; browsers themselves would wait for minutes. */
const GREET_TIMEOUT_MS = 10_000
const HEARTBEAT_LOST_CLOSE = 4002
const NO_CLOSE_FRAME = 1006
const SILENCE: ConnectionEffect = {
  do: 'silence-alarms',
  alarms: ['retry', 'greet', 'settled', 'silence', 'probe'],
}

export function createConnection(options: {
  readonly canRenewToken: boolean
  readonly isHidden: boolean
  readonly isOffline: boolean
}): Connection {
  return {
    ...options,
    phase: 'idle',
    attempt: 0,
    needsToken: options.canRenewToken,
    isFrozen: false,
    isHeldBack: false,
    probes: 0,
    closeCode: undefined,
  }
}

/** The next state, and what is to be done on the way there, in order. */
export function stepConnection(state: Connection, event: ConnectionEvent): ConnectionStep {
  if (state.phase === 'closed') return [state, []]
  switch (event.type) {
    case 'needed':
      return state.phase === 'idle' ? approach(state) : [state, []]
    case 'unneeded':
      return state.phase === 'refused' ? [state, []] : retire(state, 'idle')
    case 'shut':
      return retire(state, 'closed')
    case 'renew':
      return renew(state)
    case 'token-ready':
      return state.phase === 'token' ? dial({ ...state, needsToken: false }) : [state, []]
    case 'token-failed':
      return state.phase === 'token' ? lose(state, NO_CLOSE_FRAME) : [state, []]
    case 'opened':
      return state.phase === 'dialing' ? [{ ...state, phase: 'greeting' }, [{ do: 'greet' }]] : [state, []]
    case 'welcomed':
      return state.phase === 'greeting' ? welcome(state) : [state, []]
    case 'link-closed':
      return hasLink(state) ? lose(state, event.code) : [state, []]
    case 'visible':
      return wake({ ...state, isHidden: false, isFrozen: false })
    case 'online':
      return wake({ ...state, isOffline: false })
    case 'woke':
      return wake({ ...state, isFrozen: false })
    case 'hidden':
      return [{ ...state, isHidden: true }, []]
    case 'frozen':
      return [{ ...state, isFrozen: true }, []]
    case 'offline':
      // Not believed outright: the browser may be wrong about the way to this server, so the server is asked.
      // Once: a second question while one waits would only give a dead server more time. [B3]
      return state.phase === 'online' && state.probes === 0
        ? ask({ ...state, isOffline: true }, 1)
        : [{ ...state, isOffline: true }, []]
    default:
      return alarmed(state, event)
  }
}

type AlarmEvent = Extract<ConnectionEvent, { type: `${Alarm}-due` }>

function alarmed(state: Connection, event: AlarmEvent): ConnectionStep {
  switch (event.type) {
    case 'retry-due':
      return state.phase === 'waiting' ? approach({ ...state, isHeldBack: false }) : [state, []]
    case 'greet-due':
      if (state.phase !== 'dialing' && state.phase !== 'greeting') return [state, []]
      return hangUpAndLose(state)
    case 'settled-due':
      return state.phase === 'online' ? [{ ...state, attempt: 0 }, []] : [state, []]
    case 'silence-due':
      if (state.phase !== 'online' || state.probes > 0) return [state, []]
      if (event.quietMs < CLIENT_SILENCE_MS) return [state, [silenceAlarm(CLIENT_SILENCE_MS - event.quietMs)]]
      return ask(state, 1)
    case 'probe-due':
      if (state.phase !== 'online') return [state, []]
      // The silence began with the last frame, not now: otherwise two seconds more would pass unnoticed.
      if (event.isAnswered)
        return [{ ...state, probes: 0 }, [silenceAlarm(Math.max(0, CLIENT_SILENCE_MS - event.quietMs))]]
      // One more question after sleep or throttling, but not for ever: a late timer in a throttled tab stays late.
      if (event.isLate && state.probes < 2) return ask(state, 2)
      return hangUpAndLose(state)
  }
}

const silenceAlarm = (ms: number): ConnectionEffect => ({ do: 'alarm', alarm: 'silence', ms })

const hasLink = ({ phase }: Connection): boolean => phase === 'dialing' || phase === 'greeting' || phase === 'online'

/** [K4] Goes for a connection, or parks where none can be had or wanted. */
function approach(state: Connection): ConnectionStep {
  if (state.isHidden || state.isOffline || state.isFrozen) return [{ ...state, phase: 'parked' }, []]
  if (state.needsToken) return [{ ...state, phase: 'token' }, [{ do: 'fetch-token' }]]
  return dial(state)
}

function dial(state: Connection): ConnectionStep {
  return [{ ...state, phase: 'dialing' }, [{ do: 'dial' }, { do: 'alarm', alarm: 'greet', ms: GREET_TIMEOUT_MS }]]
}

function welcome(state: Connection): ConnectionStep {
  const effects: ConnectionEffect[] = [
    { do: 'silence-alarms', alarms: ['greet'] },
    { do: 'alarm', alarm: 'settled', ms: BACKOFF_RESET_MS },
    silenceAlarm(CLIENT_SILENCE_MS),
  ]
  return [{ ...state, phase: 'online', probes: 0, closeCode: undefined }, effects]
}

/** [B3] Asks the server for a sign of life and waits a little for it. */
function ask(state: Connection, probes: number): ConnectionStep {
  return [{ ...state, probes }, [{ do: 'ping' }, { do: 'alarm', alarm: 'probe', ms: PROBE_MS }]]
}

/** [K4] The page or the network is back: a connection is asked, a missing one is sought at once. */
function wake(state: Connection): ConnectionStep {
  if (state.phase === 'online') return state.probes > 0 ? [state, []] : ask(state, 1)
  if (state.phase === 'parked') return approach(state)
  if (state.phase !== 'waiting' || state.isHeldBack) return [state, []]
  const [next, effects] = approach(state)
  return [next, [{ do: 'silence-alarms', alarms: ['retry'] }, ...effects]]
}

function hangUpAndLose(state: Connection): ConnectionStep {
  const [next, effects] = lose(state, NO_CLOSE_FRAME)
  return [next, [{ do: 'hang-up', code: HEARTBEAT_LOST_CLOSE }, ...effects]]
}

/** [K1] A connection ended or did not come about: the range of the code says what next. */
function lose(state: Connection, code: number): ConnectionStep {
  const lost: Connection = { ...state, probes: 0, closeCode: code }
  const comeBack = comeBackAfter(code)
  if (comeBack === 'never' || (comeBack === 'token' && !state.canRenewToken)) {
    return [{ ...lost, phase: 'refused' }, [SILENCE]]
  }
  const next: Connection = {
    ...lost,
    phase: 'waiting',
    attempt: state.attempt + 1,
    needsToken: state.needsToken || comeBack === 'token',
    isHeldBack: comeBack === 'slowly',
  }
  const floorMs = comeBack === 'slowly' ? SLOW_RETURN_MS : 0
  return [next, [SILENCE, { do: 'retry', attempt: state.attempt, floorMs }]]
}

/** Comes back as somebody else: the choice made in another tab of the same browser. */
function renew(state: Connection): ConnectionStep {
  if (!hasLink(state)) return [state, []]
  const [next, effects] = approach({ ...state, probes: 0 })
  return [next, [SILENCE, { do: 'hang-up', code: 1000 }, ...effects]]
}

function retire(state: Connection, phase: 'idle' | 'closed'): ConnectionStep {
  const rested: Connection = { ...state, phase, probes: 0, isHeldBack: false, closeCode: undefined }
  return [rested, hasLink(state) ? [SILENCE, { do: 'hang-up', code: 1000 }] : [SILENCE]]
}

/** What an app is told about the connection. */
export type Status = 'idle' | 'connecting' | 'online' | 'waiting' | 'offline' | 'refused'

export function statusOf({ phase, isOffline }: Connection): Status {
  switch (phase) {
    case 'token':
    case 'dialing':
    case 'greeting':
      return 'connecting'
    case 'waiting':
    case 'parked':
      return isOffline ? 'offline' : 'waiting'
    case 'closed':
      return 'idle'
    default:
      return phase
  }
}
