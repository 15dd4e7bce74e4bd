/**
 * One room as a crowd: what its readers are told instead of everything. [U1–U8]
 *
 * Carries out what `model/crowd.ts` chooses and `model/crowd-rosters.ts` finds to be new; cursors are in crowd-cursors.ts.
 * Not here: when the room speaks (room.ts). Invariants: below the threshold nothing here says or costs anything; [U2] every
 * reader gets one `members` for one change of the roster, and it is right for them alone.
 */
import { CROWD_EVENTS_PER_SECOND, CROWD_TELL_MS, type WantMessage } from '@roomful/protocol'
import { fullBucket, take, type Bucket, type BucketRate } from '../model/bucket.js'
import { isCrowd, sampleCrowd, warmthOf, type CrowdSample } from '../model/crowd.js'
import { CrowdRosters, type CrowdTurn } from '../model/crowd-rosters.js'
import type { Roster, RosterChange, RosterPerson } from '../model/roster.js'
import { CrowdCursors, type Followed, type RoomSeat } from './crowd-cursors.js'
import { membersFrame, mustFrame } from './frames.js'
import { DROPPABLE, MUST, type RoomFrame } from './outbox.js'
import type { Seat } from './seat.js'

/** The room around it. */
interface CrowdHost {
  readonly n: number
  readonly roster: Roster<RoomSeat>
  readonly seats: readonly Seat[]
  /** [C4] The seat has to hear every cursor once. */
  refresh(seat: Seat): void
}

type Sample = CrowdSample<RosterPerson<RoomSeat>>

const NOBODY: readonly Seat[] = []
const EVERYBODY: Sample = { notable: [], common: [], sections: new Map() }

const EVENTS: BucketRate = { perSecond: CROWD_EVENTS_PER_SECOND, burst: 2 * CROWD_EVENTS_PER_SECOND }

export class RoomCrowd {
  isOn = false
  readonly cursors: CrowdCursors
  readonly #rosters = new CrowdRosters()
  /** [U6] By person. */
  readonly #followers = new Map<string, Set<Seat>>()
  /** Those who read or follow something else than when they were last told. */
  readonly #asking = new Set<Seat>()
  /** [U8] Those who know that they are painted. */
  readonly #painted = new Set<Seat>()
  readonly #warm = new Set<Seat>()
  #events: Bucket | undefined
  #isInDoubt = false
  #json = ''
  #toldAtMs = Number.NEGATIVE_INFINITY
  /** Something may have changed that `crowd` tells. */
  #isStale = false

  constructor(private readonly host: CrowdHost) {
    this.cursors = new CrowdCursors(host.n)
  }

  /** The sample may be another, though the roster is the same; or somebody waits to be told. */
  get hasChanges(): boolean {
    return this.isOn && (this.#isInDoubt || this.#asking.size > 0)
  }

  doubt(): void {
    this.#isInDoubt = true
  }

  /** [U7] When `crowd` can be told next; infinity: nothing to tell. */
  get dueMs(): number {
    return this.isOn && this.#isStale ? this.#toldAtMs + CROWD_TELL_MS : Number.POSITIVE_INFINITY
  }

  /** Somebody has moved. A cursor that nobody here is sent goes to the other nodes once a second, for their warmth and for who follows. */
  warm(pointer: RoomSeat): void {
    if (!pointer.isFar && !pointer.isTold) this.#warm.add(pointer)
  }

  /** Those of this node that the others have not heard of since. */
  takeWarm(): readonly Seat[] {
    if (this.#warm.size === 0) return NOBODY
    const warm = [...this.#warm].filter(({ index }) => index >= 0)
    this.#warm.clear()
    return warm
  }

  /** Somebody has moved, come or gone. */
  stir(): void {
    this.#isStale = true
  }

  /** [U4,U6] Takes what a reader wants; it is told with the next change of the roster. */
  want(seat: Seat, { section, follow }: Pick<WantMessage, 'section' | 'follow'>): void {
    if (section !== undefined) seat.section = seat.isShown ? section : 0
    if (follow !== undefined) {
      this.#unfollow(seat)
      seat.follow = [...new Set(follow)]
      for (const id of seat.follow) {
        const followers = this.#followers.get(id)
        if (followers) followers.add(seat)
        else this.#followers.set(id, new Set([seat]))
      }
    }
    if (!this.isOn) return
    this.#asking.add(seat)
    if (section !== undefined) this.greet(seat)
  }

  /** [U1] Tells one reader, who has just come or asked, that this is a crowd. */
  greet(seat: Seat): void {
    if (this.isOn) seat.sitter.sendJson(this.#json)
  }

  /** The reader was sent `joined` once more, and so knows what everyone knows, and that nobody paints it. */
  rejoin(seat: Seat): void {
    if (!this.isOn) return
    seat.audience = 0
    seat.toldBesides = undefined
    this.#painted.delete(seat)
    this.#asking.add(seat)
    this.host.refresh(seat)
  }

  /** [U9] Whether another droppable event fits; takes its place if it does. */
  admits(nowMs: number): boolean {
    return !this.isOn || take((this.#events ??= fullBucket(EVENTS, nowMs)), EVENTS, nowMs)
  }

  /** [U4] Who is not shown reads nowhere. */
  hide(seat: Seat): void {
    seat.section = 0
    if (this.isOn) this.#asking.add(seat)
  }

  leave(seat: Seat): void {
    this.#unfollow(seat)
    this.#asking.delete(seat)
    this.#painted.delete(seat)
    this.#warm.delete(seat)
  }

  /** What there is to say now that the roster may speak: everything to everyone, or to each their part. */
  tellRoster(nowMs: number): RoomFrame[] {
    const { roster, n } = this.host
    const wasOn = this.isOn
    this.#isInDoubt = false
    this.isOn = isCrowd(wasOn, roster.shown.size)
    if (!this.isOn && !wasOn) {
      const change = roster.publish()
      return change ? [membersFrame(n, change)] : []
    }
    const sample: Sample = this.isOn ? sampleCrowd(roster.shown.values()) : EVERYBODY
    const frames = this.#tellSample(sample, wasOn)
    if (this.isOn) {
      const repainted = this.cursors.repaint(sample, this.#followed())
      // Who has only now been told that this is a crowd has every cursor on the screen.
      if (!wasOn) for (const seat of this.host.seats) this.host.refresh(seat)
      else if (repainted) frames.push(repainted)
      this.#tellPainted()
    } else this.#end()
    this.#isStale = true
    if (this.isOn !== wasOn) frames.push({ ...this.#print(nowMs), weight: MUST })
    return frames
  }

  /** [U7] Where it is warm, if that is not what was told last. */
  tellWarmth(nowMs: number): RoomFrame | undefined {
    const before = this.#json
    const frame = this.#print(nowMs)
    return this.#json === before ? undefined : frame
  }

  #tellSample(sample: Sample, wasOn: boolean): RoomFrame[] {
    const { roster, seats } = this.host
    const changed = new Set(roster.changed)
    const everyone = new Set([...sample.notable, ...sample.common].map(({ identity }) => identity.id))
    const change = roster.publish(this.isOn ? everyone : undefined)
    if (!wasOn) for (const seat of seats) if (seat.section !== 0 || seat.follow.length > 0) this.#asking.add(seat)
    const turn = this.#rosters.turn({
      told: roster.told,
      change,
      sections: new Map(
        [...sample.sections].map(([section, people]) => [section, people.map(({ identity }) => identity.id)]),
      ),
      changed,
      print: (id) => roster.memberJson(id),
    })
    const frame = this.#formed(change, turn, this.#concerned(changed, turn))
    this.#settle()
    return frame ? [frame] : []
  }

  /** Readers who have to be told something of their own. */
  #concerned(changed: Iterable<string>, turn: CrowdTurn): ReadonlySet<Seat> {
    const concerned = new Set(this.#asking)
    // Everybody is told with everyone again: what there was in their sections goes at once.
    if (!this.isOn) for (const seat of this.host.seats) if (seat.audience !== 0) concerned.add(seat)
    for (const id of new Set([...changed, ...turn.unsettled()])) {
      for (const seat of this.#followers.get(id) ?? []) {
        concerned.add(seat)
        this.host.refresh(seat)
      }
      for (const seat of this.host.roster.shown.get(id)?.seats ?? []) {
        if (!seat.isFar && seat.isShown && !seat.isRobot) concerned.add(seat)
      }
    }
    return concerned
  }

  #formed(change: RosterChange | undefined, turn: CrowdTurn, concerned: ReadonlySet<Seat>): RoomFrame | undefined {
    const { n } = this.host
    const forms = new Map<number, RoomFrame>()
    for (const section of turn.sections()) forms.set(section, membersFrame(n, turn.change(section)))
    const readers = new Map<Seat, RoomFrame>()
    for (const seat of concerned) {
      const to = this.isOn ? seat.section : 0
      const asked = seat.isShown ? [...seat.follow, seat.identity.id] : seat.follow
      const besides = seat.toldBesides ?? new Map<string, string>()
      readers.set(seat, membersFrame(n, turn.changeFor(seat.audience, to, asked, besides)))
      // Most are told of nobody besides, and an empty map costs 200 bytes.
      seat.toldBesides = besides.size > 0 ? besides : undefined
    }
    const isSilent = (frame: RoomFrame): boolean => frame.payload.length === 0
    if (!change && [...forms.values(), ...readers.values()].every(isSilent)) return undefined
    return { ...membersFrame(n, change), sections: forms, readers }
  }

  /** From now on they are told with those who read where they do. */
  #settle(): void {
    for (const seat of this.#asking) {
      seat.audience = this.isOn ? seat.section : 0
      this.host.refresh(seat)
    }
    this.#asking.clear()
  }

  #end(): void {
    this.cursors.clear()
    this.#painted.clear()
    for (const { seats } of this.host.roster.shown.values()) for (const seat of seats) seat.isTold = seat.isShown
    for (const seat of this.host.seats) {
      seat.audience = 0
      seat.toldBesides = undefined
      this.host.refresh(seat)
    }
  }

  /** [U8] */
  #tellPainted(): void {
    const { painted } = this.cursors
    const say = (seat: Seat, on: boolean): void => seat.sitter.sendJson(`{"t":"painted","n":${this.host.n},"on":${on}}`)
    for (const seat of this.#painted) {
      if (painted.has(seat)) continue
      this.#painted.delete(seat)
      say(seat, false)
    }
    for (const seat of painted.keys()) {
      if (seat.isFar || this.#painted.has(seat)) continue
      this.#painted.add(seat)
      say(seat, true)
      // Until now the other nodes were told of it once a second at most.
      this.#warm.add(seat)
    }
  }

  #followed(): Followed {
    return [...this.#followers].flatMap(([id, followers]) => {
      const member = this.host.roster.shown.get(id)
      return member ? [[member, followers] as const] : []
    })
  }

  #unfollow(seat: Seat): void {
    for (const id of seat.follow) {
      const followers = this.#followers.get(id)
      followers?.delete(seat)
      if (followers?.size === 0) this.#followers.delete(id)
    }
    seat.follow = []
  }

  #print(nowMs: number): RoomFrame {
    const { n, roster } = this.host
    const warmth = this.isOn ? JSON.stringify(warmthOf(roster.shown.values())) : '[]'
    const end = this.isOn ? '' : ',"over":true'
    this.#json = `{"t":"crowd","n":${n},"shown":${roster.shown.size},"warmth":${warmth}${end}}`
    this.#toldAtMs = nowMs
    this.#isStale = false
    return { ...mustFrame(this.#json), weight: DROPPABLE }
  }
}
