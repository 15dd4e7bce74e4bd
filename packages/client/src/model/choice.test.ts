import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readChoice, writeChoice } from './choice.js'

test('a choice comes back as it was written', () => {
  const choice = { name: 'Ada', color: 5, id: 'p1', guest: 'token' }
  expect(readChoice(writeChoice(choice))).toEqual(choice)
  expect(readChoice(writeChoice({}))).toEqual({})
})

test('[D8] whatever else stands there is no choice, and never throws', () => {
  expect(readChoice(undefined)).toBeUndefined()
  expect(readChoice('null')).toBeUndefined()
  expect(readChoice('{"color":99,"name":5}')).toEqual({})
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readChoice(text)))
})
