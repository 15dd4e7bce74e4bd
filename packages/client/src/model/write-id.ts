/** [W1] The name a client gives to a write: a UUID of version 7, because `crypto.randomUUID` is missing on plain http pages. */

const TIME_BYTES = 6
const BYTES = 16
/** Of the random part, 12 bits count within one maker: two writes of one instant differ whatever the dice say. */
const COUNTS = 0x1000

/** Makes ids that sort by time. `bytes` yields unguessable bytes. */
export function createWriteIds(bytes: (count: number) => Uint8Array): (nowMs: number) => string {
  let count = 0
  return (nowMs) => {
    const id = bytes(BYTES)
    let rest = nowMs
    for (let at = TIME_BYTES - 1; at >= 0; at--) {
      id[at] = rest % 256
      rest = Math.floor(rest / 256)
    }
    count = (count + 1) % COUNTS
    id[6] = 0x70 | (count >>> 8)
    id[7] = count & 0xff
    id[8] = 0x80 | ((id[8] ?? 0) & 0x3f)
    const hex = Array.from(id, (byte) => byte.toString(16).padStart(2, '0')).join('')
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  }
}
