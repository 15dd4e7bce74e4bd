/** [F5] Unsigned LEB128 of at most 4 bytes, and the little-endian numbers beside it. Readers never read past the end. */

/** Reads numbers off a frame; `ok` turns false at the first one that is not there, and stays so. */
export class ByteReader {
  ok = true
  constructor(
    private readonly bytes: Uint8Array,
    private at = 0,
  ) {}

  get left(): number {
    return this.bytes.length - this.at
  }

  u8(): number {
    const byte = this.bytes[this.at++]
    if (byte === undefined) this.ok = false
    return byte ?? 0
  }

  u16(): number {
    return this.u8() | (this.u8() << 8)
  }

  u24(): number {
    return this.u16() | (this.u8() << 16)
  }

  varint(): number {
    let value = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.u8()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    this.ok = false
    return 0
  }

  /** A view of the next `count` bytes; shares memory with the frame. */
  take(count: number): Uint8Array {
    if (count > this.left) this.ok = false
    const start = this.at
    this.at = Math.min(this.at + count, this.bytes.length)
    return this.bytes.subarray(start, this.at)
  }
}

/** How many bytes `value` takes as a varint. */
export function varintBytes(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4
}

/** Writes `value` at `at` and returns the place after it. `value` is below 2^28. */
export function writeVarint(into: Uint8Array, at: number, value: number): number {
  let rest = value
  while (rest >= 0x80) {
    into[at++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  into[at++] = rest
  return at
}

export function writeU16(into: Uint8Array, at: number, value: number): number {
  into[at++] = value & 0xff
  into[at++] = (value >>> 8) & 0xff
  return at
}

export function writeU24(into: Uint8Array, at: number, value: number): number {
  at = writeU16(into, at, value)
  into[at++] = (value >>> 16) & 0xff
  return at
}
