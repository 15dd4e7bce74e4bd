/** [E3] A room's events carry the low 16 bits of their number; this finds the number, and how many were missed. */

const HALF = 0x8000

/** What an event's 16 bits mean to a reader whose last number was `last`. Undefined for one it has already had. */
export function nextSeq(last: number, low16: number): { readonly seq: number; readonly missed: number } | undefined {
  const ahead = (low16 - last) & 0xffff
  // Half the range back is the past: an event from before the snapshot that `joined` brought.
  if (ahead === 0 || ahead >= HALF) return undefined
  return { seq: last + ahead, missed: ahead - 1 }
}
