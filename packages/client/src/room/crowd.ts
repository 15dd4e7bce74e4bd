/**
 * A room with more members than are told one by one: how many they are, and where in the page it is warm. [U]
 *
 * Who is told, and whose cursors come, the server decides; `room.members` and `room.cursors` hold them as ever. [D8,U4] What
 * this file tells of the visitor (the heading they read under, whom they follow) leaves only while they are shown, and only
 * in a crowd.
 */
import { CURSOR_SEND_MS, MAX_FOLLOWED, MAX_WARMTH, type Cancel, type CrowdMessage } from '@roomful/protocol'
import { defineRoomFeature, type RoomHost } from './feature.js'
import { createSource, type Noun } from './noun.js'

/** A place of the page, and how many members are there. */
export interface WarmPlace {
  /** Name of an element, as in a cursor. */
  readonly anchor: number
  readonly people: number
}

/** A crowd as it is now. */
export interface CrowdView {
  /** How many members the room has; `room.members` holds only some of them. */
  readonly shown: number
  /** The warmest places, warmest first; at most 64. */
  readonly warmth: readonly WarmPlace[]
}

/** The crowd of a room: undefined where `room.members` holds everybody. */
export interface Crowd extends Noun<CrowdView | undefined> {
  /**
   * Tells under which heading the visitor reads, so that people near them are among those they see. Call it as often as you
   * like: it is told at most once a second, and only in a crowd, while the visitor is shown.
   *
   * @param anchor name of the nearest heading above, as in a cursor; 0: none
   */
  readAt(anchor: number): void
  /**
   * People whom the visitor wants to see wherever they are, in place of those named before. Told under the same conditions.
   *
   * @param ids of members; the first 8 count
   */
  follow(ids: readonly string[]): void
}

/** A room's crowd, once per room. */
export const crowd = defineRoomFeature<Crowd>({ name: 'crowd', open: openCrowd })

/** [U4,U7] CROWD_TELL_MS of the protocol. Imported, it and the next would stand in what every page loads first. */
export const TELL_MS = 1_000
/** [U8] CROWD_CURSOR_SEND_MS. */
const SLOW_CURSOR_MS = 1_000
/** After a join the first word comes at once; so much later there is none. */
const SILENCE_MS = 3 * TELL_MS

function openCrowd(host: RoomHost): Crowd {
  const { room, clock } = host
  const source = createSource<CrowdView | undefined>(undefined, host.report)
  const teller = createTeller(host, () => source.noun.get() !== undefined)
  let isPainted = false
  let silence: Cancel | undefined

  function set(view: CrowdView | undefined): void {
    silence?.()
    const before = source.noun.get()
    source.set(view)
    if ((view === undefined) !== (before === undefined)) changed()
  }
  function changed(): void {
    // [U8] Who is painted for nobody only adds to the warmth.
    const isSlow = source.noun.get() !== undefined && !isPainted
    room.cursors.pace(isSlow ? SLOW_CURSOR_MS : CURSOR_SEND_MS)
    teller.tell()
  }

  host.onMessage('crowd', (message) => set(readCrowd(message)))
  host.onMessage('painted', ({ on }) => {
    isPainted = on
    changed()
  })
  host.onJoined(() => {
    isPainted = false
    teller.forget()
    silence?.()
    silence = clock.after(SILENCE_MS, () => set(undefined))
    changed()
  })
  host.onEnded(() => set(undefined))
  // [U7] What was said before anybody listened here.
  host.say({ t: 'want', section: 0 })

  return { ...source.noun, readAt: teller.readAt, follow: teller.follow }
}

interface Teller {
  /** Says what the server does not know yet, if it may be said. */
  tell(): void
  /** Joined: what the server knows is not certain. */
  forget(): void
  readAt(anchor: number): void
  follow(ids: readonly string[]): void
}

/** Says at most one `want` a second. */
function createTeller({ room, clock, say }: RoomHost, isCrowd: () => boolean): Teller {
  let section = 0
  let followed: readonly string[] = []
  let told: { readonly section: number | undefined; readonly follow: string | undefined } = nothing()
  let rest: Cancel | undefined

  function tell(): void {
    if (rest || !isCrowd() || !room.me.get().isShown) return
    const follow = followed.join('\n')
    const isMoved = told.section !== section
    const isOther = told.follow !== follow
    const want = { t: 'want', ...(isMoved && { section }), ...(isOther && { follow: followed }) }
    if (!(isMoved || isOther) || !say(want)) return
    told = { section, follow }
    pause()
  }
  function pause(): void {
    rest ??= clock.after(TELL_MS, () => {
      rest = undefined
      tell()
    })
  }

  let wasShown = room.me.get().isShown
  room.me.subscribe(({ isShown }) => {
    if (isShown === wasShown) return
    wasShown = isShown
    // The `me` that shows the visitor leaves at the end of this turn, and goes first.
    if (isShown) return pause()
    // [U4] With the `me` that hides them the server forgets the section by itself.
    if (told.follow) say({ t: 'want', follow: [] })
    told = nothing()
  })

  return {
    tell,
    forget: () => (told = nothing()),
    readAt(anchor) {
      section = anchor
      tell()
    },
    follow(ids) {
      followed = ids.slice(0, MAX_FOLLOWED)
      tell()
    },
  }
}

/** Neither a section nor anybody to follow has been told. */
function nothing(): { readonly section: undefined; readonly follow: undefined } {
  return { section: undefined, follow: undefined }
}

/** A server that says nonsense must not break a page. */
function readCrowd({ shown, warmth, over }: CrowdMessage): CrowdView | undefined {
  if (over || !Number.isFinite(shown) || !Array.isArray(warmth)) return undefined
  const places: WarmPlace[] = []
  for (const [anchor, people] of warmth.slice(0, MAX_WARMTH))
    if (Number.isInteger(anchor) && people > 0) places.push({ anchor, people })
  return { shown, warmth: places }
}
