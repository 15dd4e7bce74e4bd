/**
 * Who points where: keeps for each member the place of the connection that moved last.
 *
 * Cursors are told by connection and people are shown as one, so this file joins the two. It knows no element and no pixel.
 */
import type { CursorPlace, Member, RefCursor } from '@roomful/protocol'

/** A member and where they are. */
export interface Presence {
  readonly member: Member
  readonly ref: number
  readonly place: CursorPlace
}

export interface Whereabouts {
  /** New roster. Returns who is gone or lost their place, and who now has one. */
  setMembers(members: readonly Member[], places: ReadonlyMap<number, CursorPlace>): void
  /** Cursor changes; returns the members they concern. */
  moved(changes: readonly RefCursor[]): readonly string[]
  get(id: string): Presence | undefined
  all(): Iterable<Presence>
}

export function createWhereabouts(isOwn: (member: Member) => boolean): Whereabouts {
  let byRef = new Map<number, Member>()
  const present = new Map<string, Presence>()
  const clear = (member: Member, ref: number): void => {
    if (present.get(member.id)?.ref === ref) present.delete(member.id)
  }
  return {
    setMembers(members, places) {
      byRef = new Map()
      const ids = new Set<string>()
      for (const member of members) {
        if (isOwn(member)) continue
        ids.add(member.id)
        for (const ref of member.refs) byRef.set(ref, member)
        const known = present.get(member.id)
        const ref =
          known !== undefined && member.refs.includes(known.ref)
            ? known.ref
            : member.refs.find((one) => places.has(one))
        const place = ref === undefined ? undefined : (places.get(ref) ?? known?.place)
        if (ref !== undefined && place !== undefined) present.set(member.id, { member, ref, place })
        else present.delete(member.id)
      }
      for (const id of [...present.keys()]) if (!ids.has(id)) present.delete(id)
    },
    moved(changes) {
      const ids = new Set<string>()
      for (const { ref, mode, anchor, place } of changes) {
        const member = byRef.get(ref)
        if (member === undefined) continue
        ids.add(member.id)
        if (mode === 3) clear(member, ref)
        else present.set(member.id, { member, ref, place: { mode, anchor, place } })
      }
      return [...ids]
    },
    get: (id) => present.get(id),
    all: () => present.values(),
  }
}
