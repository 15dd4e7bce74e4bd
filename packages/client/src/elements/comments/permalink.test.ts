import { expect, test } from 'vitest'
import { wanted } from './permalink.js'

test('an address names a comment only in the server’s way', () => {
  expect(wanted('#comment-SWeXHk-Jn_fh')).toBe('SWeXHk-Jn_fh')
  for (const hash of [
    '',
    '#',
    '#comment-',
    '#comments',
    '#comment-a b',
    '#comment-<img>',
    `#comment-${'a'.repeat(65)}`,
  ])
    expect(wanted(hash), hash).toBeUndefined()
})
