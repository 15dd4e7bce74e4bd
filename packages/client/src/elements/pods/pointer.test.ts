import { expect, test } from 'vitest'
import { paced } from './pointer.js'

function fakeClock(): { clock: never; pass(ms: number): void } {
  let nowMs = 0
  let timers: { atMs: number; task: () => void }[] = []
  const clock = {
    after(ms: number, task: () => void) {
      const timer = { atMs: nowMs + ms, task }
      timers.push(timer)
      return () => (timers = timers.filter((one) => one !== timer))
    },
  }
  return {
    clock: clock as never,
    pass(ms) {
      nowMs += ms
      const due = timers.filter(({ atMs }) => atMs <= nowMs)
      timers = timers.filter(({ atMs }) => atMs > nowMs)
      for (const { task } of due) task()
    },
  }
}

test('the first wish is carried out at once, those in between once, the last always, and nothing at rest', () => {
  const { clock, pass } = fakeClock()
  let done = 0
  const pace = paced({ clock }, 50, () => done++)
  pace.run()
  expect(done).toBe(1)
  for (let wish = 0; wish < 20; wish++) pace.run()
  expect(done).toBe(1)
  pass(50)
  expect(done).toBe(2)
  pass(500)
  expect(done).toBe(2)
  pace.run()
  pace.run()
  pace.stop()
  pass(500)
  expect(done).toBe(3)
})
