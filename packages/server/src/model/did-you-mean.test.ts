import { expect, test } from 'vitest'
import { didYouMean, hint } from './did-you-mean.js'

const known = ['origins', 'database', 'secret', 'trustProxy']

test('a slip of the finger finds its word, and nonsense finds none', () => {
  expect(didYouMean('origin', known)).toBe('origins')
  expect(didYouMean('databse', known)).toBe('database')
  expect(didYouMean('TRUSTPROXY', known)).toBe('trustProxy')
  expect(didYouMean('wallpaper', known)).toBeUndefined()
  expect(hint('secrets', known)).toBe('; did you mean "secret"?')
  expect(hint('wallpaper', known)).toBe('')
})
