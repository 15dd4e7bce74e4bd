import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clustersOf, type Spot } from './clusters.js'

const spot = (id: string, y: number, start: number, edge = 700): Spot => ({ id, y, start, edge })

test('marks on one line share a marker, in the order of the text', () => {
  const spots = [spot('c', 400, 90), spot('b', 100, 20), spot('a', 100, 10), spot('d', 118, 30)]
  expect(clustersOf(spots, 30)).toEqual([
    { ids: ['a', 'b', 'd'], y: 100, edge: 700 },
    { ids: ['c'], y: 400, edge: 700 },
  ])
})

test('marks of two columns have two markers at one height', () => {
  const spots = [spot('right', 100, 50, 900), spot('left', 105, 10, 400)]
  expect(clustersOf(spots, 30).map(({ ids }) => ids)).toEqual([['left'], ['right']])
})

test('every mark has one marker, no two lie over each other, and each is at its words or just above', () => {
  const spots = fc.array(fc.record({ y: fc.nat(2_000), start: fc.nat(9_999), edge: fc.constantFrom(300, 310, 800) }), {
    maxLength: 40,
  })
  fc.assert(
    fc.property(spots, fc.integer({ min: 10, max: 60 }), (list, size) => {
      const named = list.map((each, at) => ({ ...each, id: String(at) }))
      const clusters = clustersOf(named, size)
      expect(clusters.flatMap(({ ids }) => ids).toSorted()).toEqual(named.map(({ id }) => id).toSorted())
      for (const [at, one] of clusters.entries()) {
        for (const id of one.ids) {
          const { y } = named[Number(id)]!
          expect(y - one.y).toBeGreaterThanOrEqual(0)
          expect(y - one.y).toBeLessThan(size)
        }
        for (const other of clusters.slice(at + 1))
          expect(Math.abs(one.y - other.y) >= size || Math.abs(one.edge - other.edge) > 0).toBe(true)
      }
    }),
  )
})
