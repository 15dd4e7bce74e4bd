import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRoomPattern, roomTest } from './room-pattern.js'

const allowed: readonly (readonly [pattern: string, room: string])[] = [
  ['lobby', 'lobby'],
  ['/blog/*', '/blog/'],
  ['/blog/*', '/blog/7/comments'],
  ['*', 'anything at all'],
  ['/posts/:slug', '/posts/hello-world'],
  ['/posts/:slug/live', '/posts/a/live'],
  ['*/:id/end', '/a/b/c/end'],
  ['a*b*c', 'aXbXbXc'],
  ['/:year/:month', '/2026/11'],
  ['post:7', 'post:7'],
  ['https://blog.example/*', 'https://blog.example/a'],
  ['.*', '.anything'],
  ['(a+)+$', '(a+)+$'],
]
const refused: readonly (readonly [pattern: string, room: string])[] = [
  ['lobby', 'lobby2'],
  ['lobby', 'Lobby'],
  ['/blog/*', '/blog'],
  ['/blog/*', '/x/blog/7'],
  ['/posts/:slug', '/posts/'],
  ['/posts/:slug', '/posts/a/b'],
  ['a*b', 'aXbX'],
  ['.*', 'anything'],
  ['[a-z]', 'a'],
  ['', ''],
]

for (const [pattern, room] of allowed) {
  test(`[R2] ${pattern} allows ${room}`, () => expect(roomTest([pattern])(room)).toBe(true))
}
for (const [pattern, room] of refused) {
  test(`[R2] ${pattern || 'no pattern'} does not allow ${room || 'nothing'}`, () =>
    expect(roomTest(pattern === '' ? [] : [pattern])(room)).toBe(false))
}

/** The same rule as a regular expression: too slow for strangers, right for comparison. */
function reference(pattern: string): RegExp {
  const parts = pattern.split('/').map((segment) =>
    /^:[A-Za-z_][A-Za-z0-9_]*$/.test(segment)
      ? '[^/]+'
      : segment
          .split('*')
          .map((text) => text.replace(/[^\w]/g, '\\$&'))
          .join('[^]*'),
  )
  return new RegExp(`^${parts.join('/')}$`)
}

test('[R2] patterns mean the same as their regular expressions would', () => {
  const word = fc
    .array(fc.constantFrom('a', 'b', '/', ':x', '*', '/:id/', '/*/'), { maxLength: 8 })
    .map((parts) => parts.join(''))
  const id = fc.array(fc.constantFrom('a', 'b', '/', ':x', 'ab/'), { maxLength: 10 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(word, id, (pattern, room) => {
      expect(roomTest([pattern])(room)).toBe(reference(pattern).test(room))
    }),
    { numRuns: 3_000 },
  )
})

test('[S17] the worst pattern on the longest id is quick', () => {
  const isAllowed = roomTest(Array.from({ length: 64 }, () => `${'*a'.repeat(127)}b`))
  const startedMs = performance.now()
  expect(isAllowed('a'.repeat(256))).toBe(false)
  expect(performance.now() - startedMs).toBeLessThan(200)
})

test('only texts of a room id’s length can be patterns', () => {
  expect(['', 'x'.repeat(257), 7, null].some(isRoomPattern)).toBe(false)
  expect(isRoomPattern('x'.repeat(256))).toBe(true)
})
