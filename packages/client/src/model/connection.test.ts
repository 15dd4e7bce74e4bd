import { CLIENT_SILENCE_MS, PROBE_MS } from '@roomful/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createConnection,
  statusOf,
  stepConnection,
  type Connection,
  type ConnectionEffect,
  type ConnectionEvent,
} from './connection.js'

const fresh = (patch: Partial<Parameters<typeof createConnection>[0]> = {}): Connection =>
  createConnection({ canRenewToken: false, isHidden: false, isOffline: false, ...patch })

type Simple = Extract<ConnectionEvent['type'], string>
const plain = (type: Simple): ConnectionEvent => ({ type }) as ConnectionEvent

function run(
  state: Connection,
  ...events: (Simple | ConnectionEvent)[]
): { state: Connection; last: readonly ConnectionEffect[] } {
  let last: readonly ConnectionEffect[] = []
  for (const event of events) [state, last] = stepConnection(state, typeof event === 'string' ? plain(event) : event)
  return { state, last }
}
const online = (patch = {}): Connection => run(fresh(patch), 'needed', 'opened', 'welcomed').state
const closed = (code: number): ConnectionEvent => ({ type: 'link-closed', code })
const verbs = (effects: readonly ConnectionEffect[]): string[] => effects.map((effect) => effect.do)
const retryOf = (effects: readonly ConnectionEffect[]): ConnectionEffect | undefined =>
  effects.find((effect) => effect.do === 'retry')

test('dials at once when needed, says hello when open, is online when welcome', () => {
  const dialled = run(fresh(), 'needed')
  expect(verbs(dialled.last)).toEqual(['dial', 'alarm'])
  const open = run(dialled.state, 'opened')
  expect(open.last).toEqual([{ do: 'greet' }])
  expect(run(open.state, 'welcomed').state.phase).toBe('online')
})

test('[K1] the range of a close code decides: soon, token, never, slowly', () => {
  for (const code of [1000, 1001, 1006, 1011, 4000, 4002, 4099, 4400, 3000]) {
    const { state, last } = run(online(), closed(code))
    expect([code, state.phase, retryOf(last)]).toEqual([code, 'waiting', { do: 'retry', attempt: 0, floorMs: 0 }])
  }
  for (const code of [4200, 4204, 4250, 4299]) {
    const { state, last } = run(online(), closed(code))
    expect([code, state.phase, retryOf(last)]).toEqual([code, 'refused', undefined])
    expect(run(state, 'woke', 'online', 'needed').state.phase).toBe('refused')
  }
  for (const code of [4300, 4302, 4399]) {
    expect(retryOf(run(online(), closed(code)).last)).toEqual({ do: 'retry', attempt: 0, floorMs: 30_000 })
  }
})

test('[K1] after 4100 to 4199 a fresh token is fetched before dialling; without a way to get one it stays away', () => {
  expect(run(online(), closed(4100)).state.phase).toBe('refused')
  const first = run(fresh({ canRenewToken: true }), 'needed')
  expect(first.last).toEqual([{ do: 'fetch-token' }])
  const up = run(first.state, 'token-ready', 'opened', 'welcomed').state
  const dropped = run(up, closed(1006), 'retry-due')
  expect(verbs(dropped.last)).toContain('dial')
  const expired = run(up, closed(4100), 'retry-due')
  expect(expired.last).toEqual([{ do: 'fetch-token' }])
  const failed = run(expired.state, 'token-failed')
  expect(failed.state.phase).toBe('waiting')
  expect(retryOf(failed.last)).toEqual({ do: 'retry', attempt: 1, floorMs: 0 })
})

test('[K1] a server that asked for time gets it, whatever the page does', () => {
  const { state } = run(online(), closed(4302))
  expect(run(state, 'visible').state.phase).toBe('waiting')
  expect(run(state, 'online').last).toEqual([])
  expect(run(state, 'retry-due').state.phase).toBe('dialing')
})

test('[K2] attempts count up until the connection has held for 10 s', () => {
  let state = fresh()
  ;({ state } = run(state, 'needed', closed(1006)))
  for (const attempt of [1, 2, 3]) {
    const { state: next, last } = run(state, 'retry-due', closed(1006))
    expect(retryOf(last)).toEqual({ do: 'retry', attempt, floorMs: 0 })
    state = next
  }
  const welcome = run(state, 'retry-due', 'opened', 'welcomed')
  expect(welcome.last).toContainEqual({ do: 'alarm', alarm: 'settled', ms: 10_000 })
  expect(retryOf(run(welcome.state, closed(1006)).last)).toMatchObject({ attempt: 4 })
  expect(retryOf(run(welcome.state, 'settled-due', closed(1006)).last)).toMatchObject({ attempt: 0 })
})

test('[B3] silence of 10 s is answered with a question, and 2 s more of it with a reconnect', () => {
  const early = run(online(), { type: 'silence-due', quietMs: 4_000 })
  expect(early.last).toEqual([{ do: 'alarm', alarm: 'silence', ms: CLIENT_SILENCE_MS - 4_000 }])
  const asked = run(early.state, { type: 'silence-due', quietMs: CLIENT_SILENCE_MS })
  expect(asked.last).toEqual([{ do: 'ping' }, { do: 'alarm', alarm: 'probe', ms: PROBE_MS }])
  const dead = run(asked.state, { type: 'probe-due', isAnswered: false, isLate: false, quietMs: 0 })
  expect(verbs(dead.last)).toEqual(['hang-up', 'silence-alarms', 'retry'])
  expect(dead.state.phase).toBe('waiting')
  const alive = run(asked.state, { type: 'probe-due', isAnswered: true, isLate: false, quietMs: 0 })
  expect(alive.state.phase).toBe('online')
  expect(alive.last).toEqual([{ do: 'alarm', alarm: 'silence', ms: CLIENT_SILENCE_MS }])
})

test('[B3,D9] silence counts from the last frame, whatever was asked and answered in between', () => {
  const asked = run(online(), { type: 'silence-due', quietMs: CLIENT_SILENCE_MS })
  const alive = run(asked.state, { type: 'probe-due', isAnswered: true, isLate: false, quietMs: 1_900 })
  expect(alive.last).toEqual([{ do: 'alarm', alarm: 'silence', ms: CLIENT_SILENCE_MS - 1_900 }])
})

test('[B3,D9] going offline while a question is open does not give a dead server more time', () => {
  const asked = run(online(), { type: 'silence-due', quietMs: CLIENT_SILENCE_MS })
  expect(verbs(run(asked.state, 'offline').last)).toEqual([])
})

test('[B3,D9] a probe that overslept proves nothing once: the server is asked again, and believed dead the second time', () => {
  const asked = run(online(), { type: 'silence-due', quietMs: 3_600_000 })
  const late: ConnectionEvent = { type: 'probe-due', isAnswered: false, isLate: true, quietMs: 0 }
  const again = run(asked.state, late)
  expect(again.state.phase).toBe('online')
  expect(verbs(again.last)).toEqual(['ping', 'alarm'])
  expect(run(again.state, late).state.phase).toBe('waiting')
})

test('[K4] hidden, frozen or offline and disconnected it waits; the way back is tried at once', () => {
  for (const [away, back] of [
    ['hidden', 'visible'],
    ['offline', 'online'],
    ['frozen', 'woke'],
  ] as const) {
    const parked = run(online(), away, closed(1006), 'retry-due')
    expect([away, parked.state.phase, parked.last]).toEqual([away, 'parked', []])
    expect([away, verbs(run(parked.state, back).last)]).toEqual([away, ['dial', 'alarm']])
  }
  const prerendered = run(fresh({ isHidden: true }), 'needed')
  expect(prerendered.state.phase).toBe('parked')
  expect(run(prerendered.state, 'visible').state.phase).toBe('dialing')
})

test('[K4] focus or network ends a back-off wait, and asks a connection that may have died in its sleep', () => {
  const waiting = run(online(), closed(1006)).state
  expect(verbs(run(waiting, 'woke').last)).toEqual(['silence-alarms', 'dial', 'alarm'])
  expect(run(online(), 'woke').last).toEqual([{ do: 'ping' }, { do: 'alarm', alarm: 'probe', ms: PROBE_MS }])
  expect(verbs(run(online(), 'offline').last)).toEqual(['ping', 'alarm'])
})

test('a dial that takes too long is given up', () => {
  const { state, last } = run(fresh(), 'needed', 'greet-due')
  expect(verbs(last)).toEqual(['hang-up', 'silence-alarms', 'retry'])
  expect(state.phase).toBe('waiting')
})

test('what is closed stays closed', () => {
  const { state, last } = run(online(), 'shut')
  expect(last).toContainEqual({ do: 'hang-up', code: 1000 })
  expect(run(state, 'needed', 'woke', closed(1006), 'retry-due')).toEqual({ state, last: [] })
  expect(statusOf(state)).toBe('idle')
})

const anyEvent: fc.Arbitrary<ConnectionEvent> = fc.oneof(
  fc
    .constantFrom(
      ...([
        'needed',
        'unneeded',
        'renew',
        'token-ready',
        'token-failed',
        'opened',
        'welcomed',
        'retry-due',
        'greet-due',
      ] as const),
      ...(['settled-due', 'visible', 'hidden', 'online', 'offline', 'frozen', 'woke'] as const),
    )
    .map(plain),
  fc.constantFrom(1000, 1006, 4000, 4100, 4302).map(closed),
  fc.record({ type: fc.constant('silence-due'), quietMs: fc.nat(30_000) }),
  fc.record({
    type: fc.constant('probe-due'),
    isAnswered: fc.boolean(),
    isLate: fc.boolean(),
    quietMs: fc.nat(20_000),
  }),
)

test('[K1,K4] whatever happens, there is at most one link, and a page that is back and needs one is never stuck', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(anyEvent, { maxLength: 60 }), (canRenewToken, events) => {
      let state = fresh({ canRenewToken })
      let links = 0
      const alarms = new Set<string>()
      for (const event of events) {
        // A closed link can only be told of while there is one; alarms only ring while set.
        if (event.type === 'link-closed') {
          if (links === 0) continue
          links--
        }
        if (event.type.endsWith('-due') && !alarms.delete(event.type.slice(0, -4))) continue
        const [next, effects] = stepConnection(state, event)
        for (const effect of effects) {
          if (effect.do === 'dial') links++
          if (effect.do === 'hang-up') links--
          if (effect.do === 'alarm') alarms.add(effect.alarm)
          if (effect.do === 'retry') alarms.add('retry')
          if (effect.do === 'silence-alarms') for (const alarm of effect.alarms) alarms.delete(alarm)
          expect(links).toBeGreaterThanOrEqual(0)
          expect(links).toBeLessThanOrEqual(1)
        }
        state = next
        expect(links).toBe(['dialing', 'greeting', 'online'].includes(state.phase) ? 1 : 0)
        // Every phase that waits for time has a timer for it.
        if (state.phase === 'waiting') expect(alarms).toContain('retry')
        if (state.phase === 'dialing' || state.phase === 'greeting') expect(alarms).toContain('greet')
        if (state.phase === 'online') expect(alarms.has('silence') || alarms.has('probe')).toBe(true)
      }
      const { state: back } = run(state, 'needed', 'online', 'visible')
      const isTrying = ['token', 'dialing', 'greeting', 'online', 'refused'].includes(back.phase)
      expect(isTrying || (back.phase === 'waiting' && back.isHeldBack)).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})
