import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readIgnored, withIgnored } from './ignored.js'

test('people are ignored and no longer ignored, the last of too many stay', () => {
  const one = withIgnored(new Set(), 'ada', true)
  expect([...withIgnored(withIgnored(one, 'bob', true), 'ada', false)]).toEqual(['bob'])
  let many: ReadonlySet<string> = new Set()
  for (let count = 0; count < 300; count++) many = withIgnored(many, String(count), true)
  expect([many.size, many.has('99'), many.has('100'), many.has('299')]).toEqual([200, false, true, true])
  expect(readIgnored(JSON.stringify([...many]))).toEqual([...many])
})

test('what is on the device is never taken for more than ids', () => {
  for (const text of [undefined, '', 'x', '{}', '"ada"', '[1,null,{}]']) expect(readIgnored(text)).toEqual([])
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(readIgnored(text).every((id) => typeof id === 'string')).toBe(true)
    }),
  )
})
