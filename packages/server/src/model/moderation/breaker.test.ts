import { expect, test } from 'vitest'
import { createBreaker } from './breaker.js'

const RULE = { failures: 3, restMs: 1_000 }

test('after failures in a row there is a rest, then one try at a time, and a success ends it', () => {
  const breaker = createBreaker(RULE)
  expect([breaker.failed(0), breaker.failed(0), breaker.mayAsk(0), breaker.failed(0)]).toEqual([
    false,
    false,
    true,
    true,
  ])
  expect([breaker.mayAsk(1), breaker.mayAsk(999)]).toEqual([false, false])
  expect([breaker.mayAsk(1_000), breaker.mayAsk(1_000)]).toEqual([true, false])
  expect(breaker.failed(1_010)).toBe(false)
  expect([breaker.mayAsk(1_999), breaker.mayAsk(2_010)]).toEqual([false, true])
  expect(breaker.succeeded()).toBe(true)
  expect([breaker.mayAsk(2_011), breaker.mayAsk(2_011)]).toEqual([true, true])
  expect(breaker.succeeded()).toBe(false)
})

test('failures that are not in a row do not count together', () => {
  const breaker = createBreaker(RULE)
  for (let round = 0; round < 10; round++) {
    expect([breaker.failed(0), breaker.failed(0), breaker.succeeded()]).toEqual([false, false, false])
  }
  expect(breaker.mayAsk(0)).toBe(true)
})

test('failures of questions that were under way do not prolong the rest', () => {
  const breaker = createBreaker(RULE)
  for (let each = 0; each < 3; each++) breaker.failed(0)
  for (let each = 0; each < 20; each++) breaker.failed(900)
  expect(breaker.mayAsk(1_000)).toBe(true)
})
