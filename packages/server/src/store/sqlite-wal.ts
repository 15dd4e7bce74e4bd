/**
 * Whether a write-ahead log holds commits that SQLite would pass over in silence. Pure. [F27]
 *
 * After a crash SQLite takes a log up to the first frame whose checksum is wrong, and forgets the rest: mostly a commit that the
 * crash cut short. But with full syncs at most one commit can have been cut short, for the next one begins when it is on disk.
 * Two commits of the same log behind a wrong frame were acknowledged once, and are lost to a changed byte.
 * Format: https://www.sqlite.org/fileformat2.html#walformat
 */

const HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24
/** Its last bit says in which byte order checksums are counted; numbers are big-endian either way. */
const MAGIC = 0x377f0682

interface Sum {
  readonly a: number
  readonly b: number
}

/** @param bytes The whole file `…-wal`, as it was found before SQLite opened it. */
export function isWalDamaged(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.byteLength < HEADER_BYTES + FRAME_HEADER_BYTES) return false
  const magic = view.getUint32(0)
  if (Math.trunc(magic / 2) !== MAGIC / 2) return true
  const isLittle = magic === MAGIC
  const pageBytes = view.getUint32(8)
  const header = addTo({ a: 0, b: 0 }, view, 0, 24, isLittle)
  if (!isSum(view, 24, header)) return true
  return commitsBehindFault(view, header, FRAME_HEADER_BYTES + pageBytes, isLittle) > 1
}

function commitsBehindFault(view: DataView, header: Sum, frameBytes: number, isLittle: boolean): number {
  let sum: Sum | undefined = header
  let commits = 0
  for (let at = HEADER_BYTES; at + frameBytes <= view.byteLength; at += frameBytes) {
    // Frames of an earlier log in the same file have other salts. They are behind the end of this one.
    const isOfThisLog = view.getUint32(at + 8) === view.getUint32(16) && view.getUint32(at + 12) === view.getUint32(20)
    if (sum) {
      const next: Sum = addTo(
        addTo(sum, view, at, 8, isLittle),
        view,
        at + FRAME_HEADER_BYTES,
        frameBytes - FRAME_HEADER_BYTES,
        isLittle,
      )
      sum = isOfThisLog && isSum(view, at + 16, next) ? next : undefined
    } else if (isOfThisLog && view.getUint32(at + 4) > 0) {
      commits += 1
    }
  }
  return commits
}

function addTo(sum: Sum, view: DataView, from: number, length: number, isLittle: boolean): Sum {
  let { a, b } = sum
  for (let at = from; at < from + length; at += 8) {
    a = (a + view.getUint32(at, isLittle) + b) >>> 0
    b = (b + view.getUint32(at + 4, isLittle) + a) >>> 0
  }
  return { a, b }
}

function isSum(view: DataView, at: number, { a, b }: Sum): boolean {
  return view.getUint32(at) === a && view.getUint32(at + 4) === b
}
