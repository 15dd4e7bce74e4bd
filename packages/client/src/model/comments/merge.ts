/**
 * One comment and what the log says of it. [G3,G4]
 *
 * An entry is either the whole comment, or the fields that changed; a field that is `null` is gone. The log never says which
 * signs are the reader's own, so those stay as they were.
 */
import type { Comment, LogEntry } from '@roomful/protocol'

/** A comment, and the offset up to which this is what became of it. */
export interface KnownComment {
  readonly comment: Comment
  readonly asOf: number
  /** The room's total includes it. */
  readonly isCounted: boolean
  /** Its author was told that it is held: that it is gone for everybody else is no news. [M1] */
  readonly isVeiled?: boolean
}

/** Whether a comment is one of those everybody sees. */
export function isVisible({ status }: Comment): boolean {
  return status === 'visible'
}

/** The comment after the change; undefined where the change says nothing new, or is to a comment that is not known. */
export function changeComment(before: KnownComment | undefined, entry: LogEntry): KnownComment | undefined {
  const { o, i: id, v, w } = entry
  if (o <= (before?.asOf ?? -1)) return undefined
  if (before?.isVeiled && v['status'] === 'deleted') return { comment: before.comment, asOf: o, isCounted: false }
  if (!before && !w) return undefined
  const all: Record<string, unknown> = { ...(w ? undefined : before?.comment), ...v, id, o }
  const fields = Object.entries(all).filter(([, value]) => value !== null)
  const comment = Object.fromEntries(fields) as unknown as Comment
  const { mine } = before?.comment ?? {}
  const whole: Comment = {
    ...comment,
    text: comment.text ?? '',
    reactions: comment.reactions ?? [],
    ...(mine && { mine }),
  }
  return { comment: whole.status === 'deleted' ? remains(whole) : whole, asOf: o, isCounted: isVisible(whole) }
}

/** [T4] What is left of a deleted comment: its place. */
function remains({ id, o, parent, thread, atMs, replies }: Comment): Comment {
  return {
    id,
    o,
    status: 'deleted',
    text: '',
    atMs,
    reactions: [],
    ...(parent === undefined ? {} : { parent }),
    ...(thread === undefined ? {} : { thread }),
    ...(replies === undefined ? {} : { replies }),
  }
}
