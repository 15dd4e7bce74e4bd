import fc from 'fast-check'
import { expect, test } from 'vitest'
import { heatOf, planGlow, type WarmBox } from './heat.js'

const box = (anchor: number, people: number, patch: Partial<WarmBox> = {}): WarmBox => ({
  anchor,
  people,
  top: anchor * 100,
  bottom: anchor * 100 + 80,
  left: 300,
  right: 900,
  ...patch,
})

test('where more people are it is warmer, and a large crowd is warmer than a small one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.nat(100_000), (few, more) => {
      const most = few + more
      expect(heatOf(most, most)).toBeGreaterThanOrEqual(heatOf(few, most))
      expect(heatOf(most, most)).toBeGreaterThanOrEqual(heatOf(few, few))
      expect(heatOf(most, most)).toBeLessThanOrEqual(1)
      expect(heatOf(few, most)).toBeGreaterThan(0)
    }),
  )
})

test('one column glows in one line, however far its lists are set in; another column has a line of its own', () => {
  const bands = planGlow([box(1, 9), box(2, 5, { left: 340 }), box(3, 5, { left: 1_000, right: 1_200 })], {
    width: 1_400,
    isRtl: false,
  })
  expect(bands[0]?.x).toBe(bands[1]?.x)
  expect(bands[0]?.x).toBeLessThan(300)
  expect(bands[2]?.x).toBeGreaterThan(900)
  expect(bands[2]?.x).toBeLessThan(1_000)
})

test('where lines begin at the right the glow is there, the same picture in a mirror', () => {
  const width = 1_400
  const [left] = planGlow([box(1, 9)], { width, isRtl: false })
  const [right] = planGlow([box(1, 9, { left: width - 900, right: width - 300 })], { width, isRtl: true })
  expect(right?.x).toBe(width - (left?.x ?? 0))
})

test('without a margin it is at the edge of the window, and always within', () => {
  const [phone] = planGlow([box(1, 9, { left: 16, right: 374 })], { width: 390, isRtl: false })
  expect(phone).toMatchObject({ x: 0, width: 36 })
  const [mirrored] = planGlow([box(1, 9, { left: 16, right: 374 })], { width: 390, isRtl: true })
  expect(mirrored?.x).toBe(390)
})

test('a single line is lit about its middle', () => {
  const [line] = planGlow([box(1, 9, { bottom: 120 })], { width: 1_400, isRtl: false })
  expect((line?.top ?? 0) + (line?.height ?? 0) / 2).toBe(110)
  expect(line?.height).toBeGreaterThan(20)
})
