import { SILENCE_MS } from '@roomful/protocol'
import type { Clock } from '@roomful/protocol'
import { expect, test } from 'vitest'
import type { Connection } from './connection.js'
import type { HubCore } from './hub-core.js'
import { BEAT_STEPS, startPulse } from './pulse.js'

const CONNECTIONS = 2 * BEAT_STEPS

/** Hubs beat for `forMs`, with a timer that takes the next of `gapsMs` each time; yields when each connection was beaten. */
function beatsWith(gapsMs: readonly number[], forMs: number): number[][] {
  let nowMs = 70
  let onStep = (): void => {}
  const clock = {
    now: () => nowMs,
    monotonic: () => nowMs,
    every: (_ms: number, task: () => void) => {
      onStep = task
      return () => {}
    },
  } as unknown as Clock
  const beats = Array.from({ length: CONNECTIONS }, (): number[] => [])
  const connections = beats.map((times, i) => {
    // Heard this moment, whenever it is asked.
    const connection = { phase: 'ready', beatStep: i % BEAT_STEPS, places: [], identity: {}, format: 'binary' }
    Object.defineProperty(connection, 'heardAtMs', { get: () => nowMs })
    return Object.assign(connection, { transport: { pending: () => 0, write: () => void times.push(nowMs) } })
  })
  startPulse({ clock, connections: new Set(connections as unknown as Connection[]) } as unknown as HubCore, new Set())
  for (let turn = 0; nowMs < forMs; turn++) {
    nowMs += gapsMs[turn % gapsMs.length] ?? 0
    onStep()
  }
  return beats
}

test('[B1] with a punctual timer everyone is beaten every 5 s, as many at each step as at any other', () => {
  const beats = beatsWith([250], 60_000)
  for (const times of beats) {
    expect(times.length).toBeGreaterThanOrEqual(11)
    expect(times.slice(1).every((atMs, i) => atMs - (times[i] ?? 0) === 5_000)).toBe(true)
  }
  const first = beats.map(([atMs = 0]) => atMs)
  for (const atMs of first) expect(first.filter((each) => each === atMs)).toHaveLength(CONNECTIONS / BEAT_STEPS)
})

test('[B1,B2] a timer that comes late on a busy machine makes no beat so late that its answer would be', () => {
  for (const gaps of [[249, 251], [450], [850, 250, 1_300], [3_000], [6_000, 250]]) {
    for (const times of beatsWith(gaps, 120_000)) {
      const waits = times.map((atMs, i) => atMs - (times[i - 1] ?? 70))
      expect(Math.max(...waits)).toBeLessThanOrEqual(5_000 + Math.max(...gaps))
      expect(Math.max(...waits.filter((_, i) => i > 0 && Math.max(...gaps) < 4_000))).toBeLessThan(SILENCE_MS)
      // Catching up is not beating twice.
      expect(times.length).toBeLessThanOrEqual(120_000 / 5_000 + 1)
      expect(new Set(times).size).toBe(times.length)
    }
  }
})
