import fc from 'fast-check'
import { expect, test } from 'vitest'
import { comeBackAfter, ERRORS, errorOfClose, RoomfulError, type ErrorCode } from './errors.js'

const codes = Object.keys(ERRORS) as ErrorCode[]
const closing = codes.flatMap((code) => {
  const { close } = ERRORS[code]
  return close === undefined ? [] : [{ code, close, spec: ERRORS[code] }]
})

test('[A1] every code is a stable name with a sentence and a remedy', () => {
  for (const code of codes) {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/)
    expect(ERRORS[code].message).toMatch(/^[A-Z].*\.$/)
    expect(ERRORS[code].fix).toMatch(/\.$/)
  }
})

test('[K1] a close code belongs to one error, and lies in a range that has a rule', () => {
  expect(new Set(closing.map(({ close }) => close)).size).toBe(closing.length)
  for (const { code, close } of closing) {
    expect(close).toBeGreaterThanOrEqual(4000)
    expect(close).toBeLessThan(4400)
    expect(errorOfClose(close)).toBe(code)
  }
})

test('[K1] what the range says and what the catalogue says about trying again agree', () => {
  for (const { close, spec } of closing) expect(comeBackAfter(close) !== 'never').toBe(spec.retry)
})

test('[K1] passing trouble lets a client come back soon, unless another connection has taken over', () => {
  for (const { code, close, spec } of closing) {
    if (spec.fault === 'passing' && code !== 'SESSION_REPLACED') expect(comeBackAfter(close)).toBe('soon')
  }
})

test('[K1] every code, also one nobody has heard of, has a rule by its range', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 65_535 }), (close) => {
      const expected = { 41: 'token', 42: 'never', 43: 'slowly' }[Math.floor(close / 100)] ?? 'soon'
      expect(comeBackAfter(close)).toBe(expected)
    }),
    { numRuns: 5_000 },
  )
  for (const close of [1000, 1001, 1005, 1006, 1009, 1011, 4000, 4099, 4400, 4999])
    expect(comeBackAfter(close)).toBe('soon')
})

test('[A1] an HTTP status is one of refusal or trouble', () => {
  for (const code of codes) {
    const { status, fault } = ERRORS[code]
    if (status === undefined) continue
    expect(status).toBeGreaterThanOrEqual(400)
    if (fault === 'client') expect(status).toBeLessThan(500)
  }
})

test('[A1] the error carries its code and details, and the catalogue’s sentence where none is given', () => {
  const bare = new RoomfulError('RATE_LIMITED')
  expect(bare).toMatchObject({ name: 'RoomfulError', code: 'RATE_LIMITED', message: ERRORS.RATE_LIMITED.message })
  const cause = new Error('underneath')
  const full = new RoomfulError('RATE_LIMITED', { at: 'send', message: 'Slower.', retryMs: 50, cause })
  expect(full).toMatchObject({ at: 'send', message: 'Slower.', retryMs: 50, cause })
})
