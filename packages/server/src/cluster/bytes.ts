/**
 * Numbers, texts and bytes in the frames between nodes. Its own code, not the client's: nothing that a client sends can ever
 * be read as a word of a node. [S12]
 *
 * A reader never reads past the end and never throws: `isSound` turns false at the first thing that is not there.
 */

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const START_BYTES = 256

/** Grows as it is written to. */
export class ByteWriter {
  #bytes = new Uint8Array(START_BYTES)
  #at = 0

  get size(): number {
    return this.#at
  }

  u8(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#at++] = value
  }

  u24(value: number): void {
    this.#reserve(3)
    this.#bytes[this.#at++] = value & 0xff
    this.#bytes[this.#at++] = (value >>> 8) & 0xff
    this.#bytes[this.#at++] = (value >>> 16) & 0xff
  }

  /** A whole number below 2^53. */
  varint(value: number): void {
    this.#reserve(8)
    let rest = value
    // Not by shifting, which ends at 32 bits.
    while (rest >= 0x80) {
      this.#bytes[this.#at++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.#bytes[this.#at++] = rest
  }

  /** Bytes with their number before them. */
  block(bytes: Uint8Array): void {
    this.varint(bytes.length)
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.length
  }

  text(value: string): void {
    this.block(encoder.encode(value))
  }

  /** A view of what was written; good until more is. */
  done(): Uint8Array {
    return this.#bytes.subarray(0, this.#at)
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#at + count))
    grown.set(this.#bytes)
    this.#bytes = grown
  }
}

export class ByteSource {
  isSound = true
  #at = 0

  constructor(private readonly bytes: Uint8Array) {}

  get left(): number {
    return this.bytes.length - this.#at
  }

  u8(): number {
    const byte = this.bytes[this.#at++]
    if (byte === undefined) this.isSound = false
    return byte ?? 0
  }

  u24(): number {
    return this.u8() | (this.u8() << 8) | (this.u8() << 16)
  }

  varint(): number {
    let value = 0
    for (let factor = 1; factor <= 0x80 ** 7; factor *= 0x80) {
      const byte = this.u8()
      value += (byte & 0x7f) * factor
      if (byte < 0x80 && Number.isSafeInteger(value)) return value
      if (byte < 0x80) break
    }
    this.isSound = false
    return 0
  }

  /** A view; shares memory with the frame. */
  block(): Uint8Array {
    const count = this.varint()
    if (count > this.left) this.isSound = false
    const start = this.#at
    this.#at = Math.min(start + count, this.bytes.length)
    return this.bytes.subarray(start, this.#at)
  }

  text(): string {
    try {
      return decoder.decode(this.block())
    } catch {
      this.isSound = false
      return ''
    }
  }

  /** A text of JSON; undefined, and no longer sound, where it is none. */
  json(): unknown {
    try {
      return JSON.parse(this.text())
    } catch {
      this.isSound = false
      return undefined
    }
  }
}
