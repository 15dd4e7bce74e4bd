import { PassThrough } from 'node:stream'
import type { Clock } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { createCutter } from './cutter.js'

/** A clock with one timer, wound by hand. */
function wound(): { clock: Clock; pass(ms: number): void; timers(): number } {
  let nowMs = 0
  const timers = new Map<() => void, number>()
  const clock: Clock = {
    now: () => nowMs,
    monotonic: () => nowMs,
    after(ms, task) {
      timers.set(task, nowMs + ms)
      return () => void timers.delete(task)
    },
    every: () => () => {},
    soon: (task) => task(),
  }
  return {
    clock,
    timers: () => timers.size,
    pass(ms) {
      nowMs += ms
      for (const [task, atMs] of timers) {
        if (atMs > nowMs) continue
        timers.delete(task)
        task()
      }
    },
  }
}

test('[S2] each socket is cut its whole delay after it was asked to end, by one timer', () => {
  const { clock, pass, timers } = wound()
  const cutter = createCutter(clock, 1_000)
  const [first, second, ended] = [new PassThrough(), new PassThrough(), new PassThrough()]
  cutter.add(first)
  pass(400)
  cutter.add(second)
  cutter.add(ended)
  // Asked again, it does not get more time.
  cutter.add(first)
  expect(timers()).toBe(1)
  pass(599)
  expect([first.destroyed, second.destroyed]).toEqual([false, false])
  pass(1)
  expect([first.destroyed, second.destroyed]).toEqual([true, false])
  cutter.delete(ended)
  pass(400)
  expect([second.destroyed, ended.destroyed, timers()]).toEqual([true, false, 0])
  cutter.add(ended)
  pass(1_000)
  expect(ended.destroyed).toBe(true)
})
