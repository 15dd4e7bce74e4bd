/**
 * The cursors of a crowd: who is painted where, and the frames that say so, one for each section. [U5,U6]
 *
 * Takes the place of "every cursor to everyone" while a room is a crowd. Not here: who moved and who is behind
 * (cursor-ticks.ts). Invariant: a pointer is told exactly while somebody is sent its cursor.
 */
import type { RefCursor } from '@roomful/protocol'
import type { CrowdPerson, CrowdSample } from '../model/crowd.js'
import { isPaintedIn, paintCrowd, type Paint } from '../model/crowd-paint.js'
import type { FarSeat } from './nodes/far-seat.js'
import { cursorsFrame } from './frames.js'
import { TICK, type RoomFrame } from './outbox.js'
import type { Seat } from './seat.js'

/** Whoever can be painted: a connection of this node or of another. */
export type RoomSeat = Seat | FarSeat
type Member = CrowdPerson<RoomSeat>
/** Members whom somebody follows, and who does. */
export type Followed = readonly (readonly [Member, ReadonlySet<Seat>])[]

const NOTHING: RoomFrame = { weight: TICK, payload: new Uint8Array(), isBinary: true }
const NO_SAMPLE: CrowdSample<Member> = { notable: [], common: [], sections: new Map() }

export class CrowdCursors {
  #painted: ReadonlyMap<RoomSeat, Paint<Seat>> = new Map()
  #sample = NO_SAMPLE
  #followed: Followed = []

  /** `n` is the room's number. */
  constructor(private readonly n: number) {}

  /** [U8] Whose cursors are sent to somebody. */
  get painted(): ReadonlyMap<RoomSeat, unknown> {
    return this.#painted
  }

  /** [U5] Those with people of their own. */
  get sections(): ReadonlyMap<number, unknown> {
    return this.#sample.sections
  }

  /** Takes the next sample; the frame takes away whom somebody is sent no longer, and brings whom they are sent now. */
  repaint(sample: CrowdSample<Member>, followed: Followed): RoomFrame | undefined {
    const before = this.#painted
    const after = paintCrowd(sample, followed)
    const sections = new Set([...this.#sample.sections.keys(), ...sample.sections.keys()])
    this.#painted = after
    this.#sample = sample
    this.#followed = followed
    for (const seat of before.keys()) seat.isTold = after.has(seat)
    for (const seat of after.keys()) seat.isTold = true
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (seat) => seat.index >= 0 && !isSame(before.get(seat), after.get(seat)),
    )
    if (changed.length === 0) return undefined
    const changesIn = (section: number): RefCursor[] =>
      changed.flatMap((seat) => {
        const is = isPaintedIn(after.get(seat), section)
        if (is === isPaintedIn(before.get(seat), section)) return []
        return is ? (seat.mode === 3 ? [] : [seat]) : [gone(seat)]
      })
    return this.#formed(changesIn, sections, new Map())
  }

  /** [C3] What has moved, to everyone who is sent it. */
  tick(moved: readonly RoomSeat[]): RoomFrame | undefined {
    const everywhere: RoomSeat[] = []
    const inPage: RoomSeat[] = []
    const inSection = new Map<number, RoomSeat[]>()
    const own = new Map<Seat, RoomSeat[]>()
    for (const seat of moved) {
      const paint = this.#painted.get(seat)
      if (!paint) continue
      if (paint.isEverywhere) everywhere.push(seat)
      else {
        if (paint.isInPage) inPage.push(seat)
        if (paint.section !== 0) add(inSection, paint.section, seat)
      }
      for (const reader of paint.followers ?? []) {
        if (!isPaintedIn(paint, this.#sectionOf(reader))) add(own, reader, seat)
      }
    }
    const cursorsIn = (section: number): readonly RoomSeat[] => {
      const there = section === 0 ? inPage : (inSection.get(section) ?? [])
      return there.length === 0 ? everywhere : [...everywhere, ...there]
    }
    return this.#formed(cursorsIn, this.#sample.sections.keys(), own)
  }

  /** [C4] For readers who missed something: every cursor they are sent, and mode 3 for everybody else they are told. */
  catchUp(find: (personId: string) => Member | undefined): (reader: Seat) => RoomFrame | undefined {
    const frames = new Map<number, RoomFrame | undefined>()
    return (reader) => {
      const section = this.#sectionOf(reader)
      const besides = this.#besides(reader, find)
      if (besides.length > 0) return this.#everyCursor(section, besides, reader)
      if (!frames.has(section)) frames.set(section, this.#everyCursor(section, []))
      return frames.get(section)
    }
  }

  /** The room is no crowd any more. */
  clear(): void {
    this.#painted = new Map()
    this.#sample = NO_SAMPLE
    this.#followed = []
  }

  /** [U5] Sections beyond the cap are read like none. */
  #sectionOf({ audience }: Seat): number {
    return this.#sample.sections.has(audience) ? audience : 0
  }

  /** [U6] Whom this reader is told and others are not. A reader who is shown by one connection has no need of their own cursor. */
  #besides(reader: Seat, find: (personId: string) => Member | undefined): readonly Member[] {
    const followed = this.#followed.filter(([, followers]) => followers.has(reader)).map(([member]) => member)
    const own = reader.isShown ? find(reader.identity.id) : undefined
    return own && own.seats.length > 1 ? [...followed, own] : followed
  }

  #everyCursor(section: number, besides: readonly Member[], reader?: Seat): RoomFrame | undefined {
    const { notable, common, sections } = this.#sample
    const members = new Set([...notable, ...common, ...(sections.get(section) ?? []), ...besides])
    const cursors = [...members]
      .flatMap(({ seats }) => seats)
      .filter((seat) => seat.isShown && seat.index >= 0)
      .map((seat) => {
        const paint = this.#painted.get(seat)
        return isPaintedIn(paint, section) || (reader && paint?.followers?.has(reader)) ? seat : gone(seat)
      })
    return cursors.length > 0 ? cursorsFrame(this.n, cursors) : undefined
  }

  /** One frame with a form for each section; undefined where nobody is told anything. */
  #formed(
    cursorsIn: (section: number) => readonly RefCursor[],
    sections: Iterable<number>,
    own: ReadonlyMap<Seat, readonly RefCursor[]>,
  ): RoomFrame | undefined {
    const frames = new Map<readonly RefCursor[], RoomFrame>()
    // Where nobody of the section's own has moved the list is the same one, and so is its frame.
    const frameOf = (cursors: readonly RefCursor[]): RoomFrame => {
      if (cursors.length === 0) return NOTHING
      let frame = frames.get(cursors)
      if (!frame) frames.set(cursors, (frame = cursorsFrame(this.n, cursors)))
      return frame
    }
    const page = frameOf(cursorsIn(0))
    const forms = new Map<number, RoomFrame>()
    for (const section of sections) forms.set(section, frameOf(cursorsIn(section)))
    const readers = new Map<Seat, RoomFrame>()
    for (const [reader, cursors] of own) {
      readers.set(reader, frameOf([...cursorsIn(this.#sectionOf(reader)), ...cursors]))
    }
    if (page === NOTHING && readers.size === 0 && [...forms.values()].every((form) => form === NOTHING))
      return undefined
    return { ...page, sections: forms, ...(readers.size > 0 ? { readers } : {}) }
  }
}

function gone({ ref }: RefCursor): RefCursor {
  return { ref, mode: 3, anchor: 0, place: 0 }
}

function isSame(one: Paint<Seat> | undefined, other: Paint<Seat> | undefined): boolean {
  return (
    one?.isEverywhere === other?.isEverywhere && one?.isInPage === other?.isInPage && one?.section === other?.section
  )
}

function add<K>(lists: Map<K, RoomSeat[]>, key: K, seat: RoomSeat): void {
  const list = lists.get(key)
  if (list) list.push(seat)
  else lists.set(key, [seat])
}
