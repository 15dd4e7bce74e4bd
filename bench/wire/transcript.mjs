/**
 * What all readers of a room's log were told, checked against each other: every entry once, in one order, without a gap.
 *
 * All readers of a turn get the same bytes, so a frame is taken apart once and compared for the others. Where a server frames
 * differently for different readers everything is taken apart, which costs the generator and changes nothing else.
 */

/** `readers`: how many read. `entriesOf(bytes, from, to)` yields `[offset, number]`; offsets begin at 1. */
export function createTranscript(readers, entriesOf) {
  /** By offset: the number of the comment that stands there. */
  const order = [-1]
  /** Offset before a frame → the frame, until everybody has had it. */
  const frames = new Map()
  const heads = new Int32Array(readers)
  const counts = { delivered: 0, reordered: 0 }

  function takeApart(reader, bytes, from, to) {
    for (const [offset, number] of entriesOf(bytes, from, to)) {
      order[offset] ??= number
      if (offset !== heads[reader] + 1 || order[offset] !== number) counts.reordered += 1
      heads[reader] = offset
      counts.delivered += 1
    }
  }

  return {
    counts,
    order,
    /** Where the reader stands before anything is measured. */
    begin(reader, offset) {
      heads[reader] = offset
    },
    /** Takes a frame of the log that begins after the offset `after`. */
    hear(reader, after, bytes, from, to) {
      const known = frames.get(after)
      if (known === undefined) {
        takeApart(reader, bytes, from, to)
        if (readers > 1)
          frames.set(after, { bytes: Buffer.from(bytes.subarray(from, to)), upto: heads[reader], left: readers - 1 })
        return
      }
      if (heads[reader] === after && known.bytes.compare(bytes, from, to) === 0) {
        counts.delivered += known.upto - after
        heads[reader] = known.upto
      } else takeApart(reader, bytes, from, to)
      known.left -= 1
      if (known.left === 0) frames.delete(after)
    },
    /** How many entries up to `offset` somebody has not heard of. */
    missing(offset) {
      let count = 0
      for (const head of heads) count += Math.max(0, offset - head)
      return count
    },
  }
}
