import { expect, test } from 'vitest'
import { createAskLimits } from './ask-limits.js'

const DAY_MS = 86_400_000
let nowMs = 0
const clock = { monotonic: () => nowMs } as never
const guest = (id: string): { id: string; isVerified: false } => ({ id, isVerified: false })

test('[S29] three a day for a person, who hears when there is more', () => {
  const limits = createAskLimits(clock)
  const ask = (write: string): boolean => limits.pay({ id: 'ada', isVerified: true }, `${write}@post.example`, write)
  for (const write of ['1', '2', '3']) expect(ask(write)).toBe(true)
  expect(() => ask('4')).toThrow(expect.objectContaining({ code: 'RATE_LIMITED', retryMs: DAY_MS }))
  expect(ask('2')).toBe(true)
  nowMs += DAY_MS
  expect(ask('4')).toBe(true)
})

test('[S29] three a day for a mailbox, which nobody hears of', () => {
  const limits = createAskLimits(clock)
  const answers = Array.from({ length: 6 }, (_, n) => limits.pay(guest(`g${n}`), `a.da+${n}@post.example`, 'w'))
  expect(answers).toEqual([true, true, true, false, false, false])
  expect(limits.pay(guest('g5'), 'ada@post.example', 'w')).toBe(false)
})

test('[S29] so many an hour for all guests together, and signed-in people are none of them', () => {
  const limits = createAskLimits(clock)
  const many = (): number => {
    let sent = 0
    for (let n = 0; n < 1_000; n++) {
      try {
        limits.pay(guest(`${nowMs}-${n}`), `${n}@post-${nowMs}.example`, 'w')
        sent++
      } catch (error) {
        expect(error).toMatchObject({ code: 'RATE_LIMITED' })
      }
    }
    return sent
  }
  expect(many()).toBe(200)
  expect(limits.pay({ id: 'ada', isVerified: true }, 'ada@post.example', 'w')).toBe(true)
  nowMs += 3_600_000 / 2
  expect(many()).toBe(100)
})
