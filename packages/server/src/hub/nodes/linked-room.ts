/**
 * A room of this node and the same room elsewhere: what each hears of the other. [Y3–Y8]
 *
 * The hub's side of a link: gives it what this node has to say, and carries out what other nodes said. What is said when is
 * decided in `cluster/room-link.ts`. What comes from another node was checked there for its form; what it names may be gone.
 */
import type { Clock, JsonFields, LogEntry } from '@roomful/protocol'
import type { Cluster } from '../../cluster/cluster.js'
import type { RoomFace } from '../../cluster/room-face.js'
import type { RoomLink } from '../../cluster/room-link.js'
import type { FarCursor, FarEvent } from '../../cluster/room-wire.js'
import { shareGapMs } from '../../model/pace.js'
import { OwnShare } from '../../model/nodes/own-share.js'
import type { PersonChange } from '../../model/nodes/presence-table.js'
import type { ShareDelta } from '../../model/nodes/share.js'
import type { Pointer } from '../cursor-ticks.js'
import { FarPeople } from './far-people.js'
import type { Room } from '../room.js'
import { RoomNotes } from './room-notes.js'
import type { Seat } from '../seat.js'

export class LinkedRoom implements RoomFace {
  readonly #share: OwnShare
  readonly #link: RoomLink
  readonly #far: FarPeople
  /** Letters and news. */
  readonly notes: RoomNotes
  /** What somebody on another node says who is not shown: they have no number here, and nobody could tell them apart. */
  #strangerRef = 0

  constructor(
    private readonly room: Room,
    private readonly cluster: Cluster,
    clock: Clock,
    /** Who is on other nodes has changed. */
    private readonly heard: () => void,
  ) {
    this.#share = new OwnShare(cluster.node)
    room.roster.reportTo(this.#share)
    this.#link = cluster.link(this)
    this.#far = new FarPeople(room, this.#link.table)
    this.notes = new RoomNotes(room, this.#link, clock, cluster.node)
  }

  get id(): string {
    return this.room.id
  }

  /** Whether the room is open on another node. */
  get isShared(): boolean {
    return this.#link.isShared
  }

  /** Whether another node has had it since it was opened here. */
  get wasShared(): boolean {
    return this.#link.wasShared
  }

  /** [Y9] Resolves once it is known who is here on other nodes; undefined: it is. */
  get settled(): Promise<void> | undefined {
    return this.#link.settled
  }

  close(): void {
    this.cluster.unlink(this, this.#link)
    this.notes.dispose()
  }

  /** Somebody of this node has come, changed or gone. */
  changed(): void {
    if (this.#share.hasChanges) this.#link.shareChanged()
  }

  /** [Y6] A connection of this person is shown no more; if they are still shown elsewhere, what is said there holds. */
  unshown(person: string): void {
    this.room.roster.settle(person, this.#link.table.card(person))
  }

  event(seat: Seat | undefined, name: string, json: Uint8Array, isDroppable: boolean): void {
    this.#link.event(seat?.serial ?? 0, name, json, isDroppable)
  }

  /** Cursors that moved; those of other nodes are not this one's to tell. */
  cursors(moved: readonly Pointer[]): void {
    const own = moved.filter(({ isFar }) => !isFar)
    if (own.length > 0) this.#link.cursors(own)
  }

  log(epoch: string, entries: readonly LogEntry[]): void {
    this.#link.log(epoch, entries)
  }

  takeShare(): ShareDelta {
    return this.#share.takeAll(this.room.roster.people.values())
  }

  takeShareChanges(): ShareDelta | undefined {
    return this.#share.takeDelta((id) => this.room.roster.people.get(id))
  }

  get hasShareChanges(): boolean {
    return this.#share.hasChanges
  }

  shareGapMs(): number {
    return shareGapMs(this.room.seats.length)
  }

  /** Everywhere: where nobody points is not told. */
  ownCursors(): readonly FarCursor[] {
    return this.room.seats.filter(({ isShown, mode }) => isShown && mode !== 3)
  }

  hearPeople(node: string, changes: readonly PersonChange[]): void {
    this.#far.apply(node, changes)
    this.room.roster.setElsewhere(this.#link.table.numbers())
    this.room.farChanged()
    this.heard()
  }

  hearCursors(node: string, list: readonly FarCursor[], isWhole: boolean): void {
    const told = new Set<number>()
    for (const cursor of list) {
      told.add(cursor.serial)
      const seat = this.#far.find(node, cursor.serial)
      if (seat) this.room.move(seat, cursor)
    }
    if (!isWhole) return
    for (const seat of this.#far.shown(node))
      if (!told.has(seat.serial) && seat.mode !== 3) this.room.move(seat, { mode: 3, anchor: 0, place: 0 })
  }

  hearEvent(node: string, { serial, name, json, isDroppable }: FarEvent): void {
    const from = serial === 0 ? 0 : (this.#far.find(node, serial)?.ref ?? (this.#strangerRef ||= this.room.takeRef()))
    this.room.hear(from, name, json, isDroppable)
  }

  missEvents(count: number): void {
    this.room.seq += count
  }

  hearLog(epoch: string, entry: LogEntry): void {
    this.room.log?.publish(epoch, [entry])
  }

  hearLogHead(epoch: string, offset: number): void {
    this.room.log?.hearHead(epoch, offset)
  }

  doubtLog(): void {
    this.room.log?.check()
  }

  logHead(): { readonly epoch: string; readonly offset: number } | undefined {
    return this.room.log?.head
  }

  hearNote(node: string, note: JsonFields): void {
    this.notes.hear(node, note)
  }
}
