import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteReader, varintBytes, writeU16, writeU24, writeVarint } from './varint.js'

const MAX_VARINT = 2 ** 28 - 1
const varint = fc.oneof(
  fc.nat(MAX_VARINT),
  fc.constantFrom(0, 0x7f, 0x80, 0x3fff, 0x4000, 0x1f_ffff, 0x20_0000, MAX_VARINT),
)

test('[F5] a varint comes back as it was, in as many bytes as announced and at most four', () => {
  fc.assert(
    fc.property(varint, (value) => {
      const bytes = new Uint8Array(6)
      const end = writeVarint(bytes, 1, value)
      expect(end - 1).toBe(varintBytes(value))
      expect(end - 1).toBeLessThanOrEqual(4)
      const reader = new ByteReader(bytes.subarray(0, end), 1)
      expect([reader.varint(), reader.left, reader.ok]).toEqual([value, 0, true])
    }),
    { numRuns: 2_000 },
  )
})

test('[F5] known bytes: low seven bits first, the high bit says that more follow', () => {
  const written = (value: number) => {
    const bytes = new Uint8Array(4)
    return [...bytes.subarray(0, writeVarint(bytes, 0, value))]
  }
  expect(written(1)).toEqual([1])
  expect(written(300)).toEqual([0xac, 0x02])
  expect(written(MAX_VARINT)).toEqual([0xff, 0xff, 0xff, 0x7f])
})

test('[F5] a fifth byte is refused', () => {
  const reader = new ByteReader(Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x01))
  reader.varint()
  expect(reader.ok).toBe(false)
})

test('[F5] u16 and u24 are little-endian', () => {
  const bytes = new Uint8Array(5)
  writeU24(bytes, writeU16(bytes, 0, 0x1_2345), 0x67_89ab)
  expect([...bytes]).toEqual([0x45, 0x23, 0xab, 0x89, 0x67])
  const reader = new ByteReader(bytes)
  expect([reader.u16(), reader.u24(), reader.ok]).toEqual([0x2345, 0x67_89ab, true])
})

test('[F2] a reader never reads past the end, and says so from the first missing byte on', () => {
  type Read = 'u8' | 'u16' | 'u24' | 'varint' | number
  const read = fc.oneof(fc.constantFrom<Read>('u8', 'u16', 'u24', 'varint'), fc.nat(300))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), fc.array(read, { maxLength: 8 }), (bytes, reads) => {
      const reader = new ByteReader(bytes)
      let wasOk = true
      for (const each of reads) {
        const value = typeof each === 'number' ? reader.take(each).length : reader[each]()
        expect(Number.isSafeInteger(value) && value >= 0).toBe(true)
        expect(reader.ok && !wasOk).toBe(false)
        wasOk = reader.ok
      }
      if (reader.ok) expect(reader.left).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 2_000 },
  )
})
