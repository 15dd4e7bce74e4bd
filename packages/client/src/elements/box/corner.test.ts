import { expect, test } from 'vitest'
import { cornerByKey, CORNERS, isCorner, nearestCorner } from './corner.js'

test('the box snaps to the corner it was let go nearest to', () => {
  expect(nearestCorner(10, 10, 1_000, 800)).toBe('top-left')
  expect(nearestCorner(900, 300, 1_000, 800)).toBe('top-right')
  expect(nearestCorner(501, 401, 1_000, 800)).toBe('bottom-right')
  expect(nearestCorner(-50, 9_000, 1_000, 800)).toBe('bottom-left')
})

test('from any corner every other can be reached by arrow keys', () => {
  const reached = new Set(['top-left'])
  for (let step = 0; step < 2; step++) {
    for (const corner of CORNERS.filter((one) => reached.has(one))) {
      for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) reached.add(cornerByKey(corner, key) ?? '')
    }
  }
  expect([...reached].toSorted()).toEqual([...CORNERS].toSorted())
  expect(cornerByKey('top-left', 'Enter')).toBeUndefined()
})

test('only the four corners are corners', () => {
  expect(CORNERS.every(isCorner)).toBe(true)
  expect(['off', '', undefined, 'top'].some(isCorner)).toBe(false)
})
