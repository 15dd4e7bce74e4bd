import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anchorHash } from './anchor.js'
import { MAX_TEXT_OFFSET, packBox, packText, unpackBox, unpackText } from './place.js'

const fraction = fc.double({ min: 0, max: 1, noNaN: true })
const wide = fc.double({ min: -1, max: 2, noNaN: true })
const anything = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 1e300))

test('[C1] a place in text keeps its character exactly and its fractions to a 62nd', () => {
  fc.assert(
    fc.property(fc.nat(MAX_TEXT_OFFSET), fraction, fraction, (offset, x, y) => {
      const back = unpackText(packText({ offset, x, y }))
      expect(back.offset).toBe(offset)
      expect(Math.abs(back.x - x)).toBeLessThanOrEqual(1 / 62 + 1e-9)
      expect(Math.abs(back.y - y)).toBeLessThanOrEqual(1 / 62 + 1e-9)
    }),
  )
})

test('[C1] a place in a box keeps its fractions to half a step of 3 in 4,095', () => {
  fc.assert(
    fc.property(wide, wide, (x, y) => {
      const back = unpackBox(packBox({ x, y }))
      expect(Math.abs(back.x - x)).toBeLessThanOrEqual(1.5 / 4095 + 1e-9)
      expect(Math.abs(back.y - y)).toBeLessThanOrEqual(1.5 / 4095 + 1e-9)
    }),
  )
})

test('[C1] whatever is packed fits 24 bits, and what was unpacked packs to the same', () => {
  fc.assert(
    fc.property(anything, anything, anything, (offset, x, y) => {
      for (const place of [packText({ offset, x, y }), packBox({ x, y })]) {
        expect(Number.isInteger(place) && place >= 0 && place <= 0xffffff).toBe(true)
        expect(packText(unpackText(place))).toBe(place)
        expect(packBox(unpackBox(place))).toBe(place)
      }
    }),
  )
})

test('[C1] offset in the lowest 14 bits, then width, then height; a box from −1 to 2', () => {
  expect(packText({ offset: 5, x: 0, y: 0 })).toBe(5)
  expect(packText({ offset: 0, x: 1, y: 0 })).toBe(31 << 14)
  expect(packText({ offset: 0, x: 0, y: 1 })).toBe(31 << 19)
  expect(packText({ offset: 99_999, x: 0, y: 0 })).toBe(MAX_TEXT_OFFSET)
  expect(packBox({ x: -1, y: -1 })).toBe(0)
  expect(packBox({ x: 2, y: -1 })).toBe(0xfff)
  expect(packBox({ x: -1, y: 2 })).toBe(0xfff000)
})

test('[C2] the name of an element is the low 24 bits of 32-bit FNV-1a', () => {
  // The published test vectors of FNV-1a, cut to 24 bits.
  const vectors: [text: string, hash: number][] = [
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['b', 0xe70c2de5],
    ['fo', 0x6222e842],
    ['foobar', 0xbf9cf968],
  ]
  for (const [text, hash] of vectors) expect(anchorHash(text)).toBe(hash & 0xffffff)
})

test('[C2] the hash is taken over UTF-8', () => {
  const slow = (bytes: readonly number[]): number => {
    let hash = 0x811c9dc5n
    for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x01000193n) & 0xffff_ffffn
    return Number(hash & 0xffffffn)
  }
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(anchorHash(text)).toBe(slow([...new TextEncoder().encode(text)]))
    }),
  )
})
