/**
 * Which node of a Redis cluster carries which topic: the same arithmetic as in Redis itself.
 *
 * https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags
 */

export interface HostPort {
  readonly host: string
  readonly port: number
}

/** The masters of a cluster, and by slot which of them it is. */
export interface SlotMap {
  readonly masters: readonly HostPort[]
  readonly bySlot: Uint16Array
}

const SLOTS = 16_384
const NOBODY = 65_535

/** The slot of a topic. */
export function slotOf(topic: string): number {
  const opening = topic.indexOf('{')
  const closing = opening < 0 ? -1 : topic.indexOf('}', opening + 1)
  return crc16(Buffer.from(closing > opening + 1 ? topic.slice(opening + 1, closing) : topic)) % SLOTS
}

/**
 * Reads the answer to CLUSTER SLOTS.
 *
 * @param asked who was asked: a cluster may leave out the name under which it was reached.
 * @returns undefined when slots are missing, or it is no such answer.
 */
export function readSlots(answer: unknown, asked: HostPort): SlotMap | undefined {
  if (!Array.isArray(answer)) return undefined
  const masters: HostPort[] = []
  const bySlot = new Uint16Array(SLOTS).fill(NOBODY)
  for (const range of answer as unknown[]) {
    if (!Array.isArray(range) || !Array.isArray(range[2])) return undefined
    const [from, to, [host, port]] = range as [unknown, unknown, unknown[]]
    if (typeof from !== 'number' || typeof to !== 'number' || typeof port !== 'number') return undefined
    const name = typeof host === 'string' && host !== '' && host !== '?' ? host : asked.host
    let at = masters.findIndex((each) => each.host === name && each.port === port)
    if (at < 0) at = masters.push({ host: name, port }) - 1
    bySlot.fill(at, from, to + 1)
  }
  return bySlot.includes(NOBODY) ? undefined : { masters, bySlot }
}

/** CRC-16/XMODEM. */
function crc16(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ (TABLE[(crc >> 8) ^ byte] ?? 0)
  return crc
}

const TABLE = Uint16Array.from({ length: 256 }, (_, index) => {
  let crc = index << 8
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : crc << 1
  return crc
})
