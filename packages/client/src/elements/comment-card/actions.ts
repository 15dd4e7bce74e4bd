/** What a reader may do with one comment, in the order of its menu. Pure; the server decides again. [T3,T4,T8,M3–M5] */
import { EDIT_WINDOW_MS } from '@roomful/protocol'
import type { ShownComment } from '../../model/comments/overlay.js'

export type Action =
  'approve' | 'reject' | 'edit' | 'copyLink' | 'pin' | 'unpin' | 'resolve' | 'reopen' | 'report' | 'restrain' | 'remove'

export interface Reader {
  readonly isAuthor: boolean
  readonly canComment: boolean
  readonly canModerate: boolean
}

/** Nothing can be done with what only exists on this page, or is gone. */
export function actionsOn(comment: ShownComment, reader: Reader, nowMs: number): readonly Action[] {
  const { status, thread, atMs, pinned, resolved, author } = comment
  if (status === 'deleted' || isUnsent(comment)) return []
  const { isAuthor, canModerate } = reader
  const isFirst = thread === undefined
  const isOpenToEdit = isAuthor && reader.canComment && nowMs - atMs < EDIT_WINDOW_MS
  const isPublic = status === 'visible'
  const all: readonly (readonly [Action, boolean])[] = [
    ['approve', canModerate && !isPublic],
    ['reject', canModerate && isPublic && !isAuthor],
    ['edit', isOpenToEdit || canModerate],
    ['copyLink', isPublic],
    [pinned ? 'unpin' : 'pin', canModerate && isFirst && isPublic],
    [resolved ? 'reopen' : 'resolve', isFirst && isPublic && (canModerate || (isAuthor && reader.canComment))],
    ['report', !isAuthor && isPublic],
    ['restrain', canModerate && !isAuthor && author !== undefined],
    ['remove', isAuthor || canModerate],
  ]
  return all.filter(([, isOffered]) => isOffered).map(([action]) => action)
}

/** A new comment that the server has not taken yet: it has the id of its write. */
export function isUnsent({ id, write }: ShownComment): boolean {
  return write?.id === id
}
