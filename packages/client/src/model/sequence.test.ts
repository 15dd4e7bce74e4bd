import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextSeq } from './sequence.js'

test('[E3] 16 bits name the next number again, and tell how many were missed, across every wrap', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31), fc.integer({ min: 1, max: 0x7fff }), (last, ahead) => {
      expect(nextSeq(last, (last + ahead) & 0xffff)).toEqual({ seq: last + ahead, missed: ahead - 1 })
    }),
  )
})

test('[E3] an event numbered at or before the last one is not taken for a new one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0x8000, max: 2 ** 31 }), fc.nat(0x8000), (last, behind) => {
      expect(nextSeq(last, (last - behind) & 0xffff)).toBeUndefined()
    }),
  )
})
