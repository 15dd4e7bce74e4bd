/**
 * Writes that were not answered yet, as text for the device and back: one list for all rooms of a server. [D8,W3]
 *
 * Every change reads the list anew, because other tabs keep theirs there too. Lenient: what a stranger or another version left
 * there is left out. Invariant: another person's writes are never taken for this one's.
 */
import { WRITE_MEMORY_DAYS } from '@roomful/protocol'
import type { BoxedWrite } from './write-box.js'

/** What of a write is worth keeping. */
type KeptFields = Pick<
  BoxedWrite,
  'id' | 'kind' | 'body' | 'atMs' | 'lane' | 'about' | 'isReplaceable' | 'staysRefused' | 'wasSent'
>

export interface KeptWrite extends KeptFields {
  readonly room: string
  /** As whom it was sent, or is to be. */
  readonly person: string
  /** Somebody who will not be known again: an unseen guest. */
  readonly isPassing: boolean
}

/** [W3] A day less than the server remembers: after that, sending again could make a second one. */
const MAX_AGE_MS = (WRITE_MEMORY_DAYS - 1) * 86_400_000

export function readKept(text: string | undefined): readonly KeptWrite[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(list) ? list.filter(isKept) : []
  } catch {
    return [] // Not ours.
  }
}

function isKept(value: unknown): value is KeptWrite {
  if (typeof value !== 'object' || value === null) return false
  const { id, kind, body, atMs, lane, about, room, person } = value as Record<string, unknown>
  return (
    [id, kind, lane, room, person].every((each) => typeof each === 'string') &&
    (about === undefined || typeof about === 'string') &&
    Number.isFinite(atMs) &&
    typeof body === 'object' &&
    body !== null &&
    !Array.isArray(body)
  )
}

/** The list with `write` in it, in the place of an older form of the same. */
export function putKept(list: readonly KeptWrite[], write: KeptWrite): readonly KeptWrite[] {
  const isSame = ({ id }: KeptWrite): boolean => id === write.id
  return list.some(isSame) ? list.map((each) => (isSame(each) ? write : each)) : [...list, write]
}

export function dropKept(list: readonly KeptWrite[], ids: ReadonlySet<string>): readonly KeptWrite[] {
  return list.filter(({ id }) => !ids.has(id))
}

/** Without what nobody will send any more and no person waits for. */
export function freshKept(list: readonly KeptWrite[], nowMs: number): readonly KeptWrite[] {
  return list.filter(({ atMs, staysRefused }) => staysRefused || nowMs - atMs < MAX_AGE_MS)
}

export function printKept(list: readonly KeptWrite[]): string {
  return JSON.stringify(list)
}

/** What of the list may go on as this person's. `isOver`: it may not be sent by itself any more, only shown. */
export function takeKept(
  list: readonly KeptWrite[],
  { room, person, nowMs }: { readonly room: string; readonly person: string; readonly nowMs: number },
): readonly { readonly write: KeptWrite; readonly isOver: boolean }[] {
  return list.flatMap((write) => {
    if (write.room !== room) return []
    const isOwn = write.person === person
    if (!isOwn && !write.isPassing) return []
    const isOver = !isOwn || nowMs - write.atMs >= MAX_AGE_MS
    return isOver && !write.staysRefused ? [] : [{ write, isOver }]
  })
}
