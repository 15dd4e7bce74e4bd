import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addPlace, advance, BEHIND_MS, createTrack, jumpTo } from './motion.js'

const FRAME_MS = 16

test('a pod that moves evenly is painted evenly, and never more than 100 ms behind', () => {
  const track = createTrack(0, 0, 0)
  const seen: { atMs: number; x: number }[] = []
  for (let nowMs = 0; nowMs <= 2_000; nowMs += 8) {
    // A place every 56 ms, one pixel per millisecond.
    if (nowMs % 56 === 0 && nowMs > 0) addPlace(track, nowMs, 0, nowMs)
    if (nowMs % FRAME_MS === 0) {
      advance(track, nowMs)
      seen.push({ atMs: nowMs, x: track.x })
    }
  }
  const steady = seen.filter(({ atMs }) => atMs > 500)
  for (const { atMs, x } of steady) expect(atMs - x).toBeLessThan(100)
  const steps = steady.slice(1).map(({ x }, index) => x - (steady[index]?.x ?? 0))
  for (const step of steps) expect(step).toBeGreaterThan(FRAME_MS * 0.5)
  for (const step of steps) expect(step).toBeLessThan(FRAME_MS * 1.6)
})

test('a pod comes to rest exactly where it was last seen, and then needs no more frames', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          x: fc.integer({ min: 0, max: 5_000 }),
          y: fc.integer({ min: 0, max: 5_000 }),
          waitMs: fc.integer({ min: 1, max: 400 }),
        }),
        { minLength: 1, maxLength: 20 },
      ),
      (places) => {
        const track = createTrack(10, 10, 0)
        let nowMs = 0
        for (const { x, y, waitMs } of places) {
          nowMs += waitMs
          addPlace(track, x, y, nowMs)
          advance(track, nowMs + 4)
        }
        let isMoving = true
        for (let frame = 0; frame < 60 && isMoving; frame++) isMoving = advance(track, nowMs + frame * FRAME_MS)
        expect(isMoving).toBe(false)
        expect({ x: track.x, y: track.y }).toEqual({ x: places.at(-1)!.x, y: places.at(-1)!.y })
      },
    ),
  )
})

test('a pod stays within the places it was seen at', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 30 }), (xs) => {
      const track = createTrack(xs[0]!, 0, 0)
      xs.forEach((x, index) => {
        addPlace(track, x, 0, (index + 1) * 40)
        for (const part of [0, 16, 32]) {
          advance(track, (index + 1) * 40 + part)
          expect(track.x).toBeGreaterThanOrEqual(Math.min(...xs) - 0.001)
          expect(track.x).toBeLessThanOrEqual(Math.max(...xs) + 0.001)
        }
      })
    }),
  )
})

test('after a rest a pod sets off from where it stands', () => {
  const track = createTrack(0, 0, 0)
  addPlace(track, 100, 0, 10_000)
  advance(track, 10_001)
  expect(track.x).toBeLessThan(20)
  for (let nowMs = 10_016; nowMs < 10_000 + 4 * BEHIND_MS; nowMs += FRAME_MS) advance(track, nowMs)
  expect(track.x).toBeCloseTo(100, 0)
})

test('a new layout moves a pod without a way', () => {
  const track = createTrack(0, 0, 0)
  addPlace(track, 500, 0, 100)
  jumpTo(track, 30, 40, 120)
  expect(advance(track, 136)).toBe(true)
  expect(track).toMatchObject({ x: 30, y: 40 })
})
