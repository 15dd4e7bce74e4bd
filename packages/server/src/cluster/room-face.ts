/** What a room and its link know of each other, and what a link is made of. Types only. [Y3] */
import type { Clock, JsonFields, LogEntry } from '@roomful/protocol'
import type { Bus } from '../bus/bus.js'
import type { PersonChange } from '../model/nodes/presence-table.js'
import type { ShareDelta } from '../model/nodes/share.js'
import type { FarCursor, FarEvent } from './room-wire.js'

/** The room, as its link needs it. None of these throws. */
export interface RoomFace {
  readonly id: string
  /** [Y4] This node's share: everything, or what is new since it was last taken. */
  takeShare(): ShareDelta
  takeShareChanges(): ShareDelta | undefined
  readonly hasShareChanges: boolean
  /** Milliseconds between words of presence, by how much goes on here. */
  shareGapMs(): number
  /** Where everybody points who is shown here. */
  ownCursors(): readonly FarCursor[]
  /** [Y5] People of another node have changed, or its numbers. */
  hearPeople(node: string, changes: readonly PersonChange[]): void
  hearCursors(node: string, list: readonly FarCursor[], isWhole: boolean): void
  hearEvent(node: string, event: FarEvent): void
  /** [E3] That many events of another node were lost. */
  missEvents(count: number): void
  hearLog(epoch: string, entry: LogEntry): void
  /** [Y8] Where another node says the log stands. */
  hearLogHead(epoch: string, offset: number): void
  /** [Y8] Something may have been written that nobody told. */
  doubtLog(): void
  logHead(): { readonly epoch: string; readonly offset: number } | undefined
  hearNote(node: string, note: JsonFields): void
}

export interface LinkParts {
  readonly bus: Pick<Bus, 'isUp'>
  readonly clock: Clock
  readonly node: string
  /** Which opening of a room on this node; never given twice. */
  readonly run: number
  readonly face: RoomFace
  /** Hands a frame to the bus. False, later: it may not have gone. */
  publish(frame: Uint8Array): Promise<boolean>
  /** A node has spoken. */
  heard(node: string): void
  /** Whether any other node is alive. */
  hasPeers(): boolean
}
