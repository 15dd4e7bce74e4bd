/**
 * The messages that cross the wire, as types. Rules and meaning: SPEC.md, by the section named at each.
 *
 * Only shapes live here; `parse.ts` checks what a client sends, `binary.ts` packs the hot ones.
 */

/** Any value JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** [P6] Whether a person is at the page, looking elsewhere for a minute, or in another tab. */
export type ActivityState = 'here' | 'idle' | 'away'

/** [I3] What a person may do in a room. */
export type Grant = 'see' | 'appear' | 'send' | 'react' | 'lead' | 'comment' | 'state' | 'message' | 'moderate'

/** How a member points: decides whether a pod glides or taps. */
export type PointerKind = 'mouse' | 'touch'

/** [C1] 0 text, 1 box, 2 scroll place, 3 none. */
export type CursorMode = 0 | 1 | 2 | 3

/** [C1] A place in the content of the page. */
export interface CursorPlace {
  readonly mode: CursorMode
  /** 24-bit name of an element. */
  readonly anchor: number
  /** 24 bits, read by `mode`. */
  readonly place: number
}

/** [N1] The three honest counters. */
export interface Counts {
  readonly connections: number
  readonly people: number
  readonly active: number
}

/** [P3] A person who chose to be seen, as everyone in the room sees them. */
export interface Member {
  readonly id: string
  readonly name: string
  /** 0 to 11. */
  readonly color: number
  readonly state: ActivityState
  /** The member's connections in this room; events and cursors come from one of these. */
  readonly refs: readonly number[]
  readonly avatar?: string
  readonly role?: string
  /** The site vouches for the name. */
  readonly verified?: true
  /** A guest whose name looks like a verified member's. */
  readonly lookalike?: true
  readonly robot?: true
  readonly pointer?: PointerKind
  readonly data?: Json
}

/** [P1] What a client may say about its person. */
export interface MePatch {
  readonly show?: boolean
  readonly name?: string
  readonly color?: number
  readonly pointer?: PointerKind
  readonly data?: Json
}

/** [R1] */
export interface JoinOptions {
  readonly room: string
  readonly watch?: boolean
  readonly cursors?: boolean
  readonly me?: MePatch
  /** [G2] Asks for the room's log: from now on, or from where this reader last stood. */
  readonly log?: true | LogPosition
}

/** [G2] How far a reader has read a room's log. */
export interface LogPosition {
  readonly epoch: string
  readonly offset: number
  /** What the entry at `offset` was about, as `entryMark` gives it; empty when unknown. */
  readonly last: string
}

/** [F1] Which form hot frames take on the way to a client. */
export type FrameFormat = 'binary' | 'json'

export interface HelloMessage {
  readonly t: 'hello'
  readonly v: number
  readonly token?: string
  readonly guest?: string
  readonly session?: string
  readonly format?: FrameFormat
  readonly state?: ActivityState
  readonly rooms?: readonly JoinOptions[]
}
export interface JoinMessage extends JoinOptions {
  readonly t: 'join'
}
export interface LeaveMessage {
  readonly t: 'leave'
  readonly n: number
}
export interface MeMessage extends MePatch {
  readonly t: 'me'
  readonly n: number
}
export interface StateMessage {
  readonly t: 'state'
  readonly state: ActivityState
}
/** [C5,U4,U6] What a reader wants of a room. Fields left out stay as they were. */
export interface WantMessage {
  readonly t: 'want'
  readonly n: number
  readonly cursors?: boolean
  /** [U4] The anchor (C2) of the heading above what is being read; 0: none. */
  readonly section?: number
  /** [U6] Ids of people who are always told. */
  readonly follow?: readonly string[]
}
export interface PingMessage {
  readonly t: 'ping'
}
export interface CursorMessage extends CursorPlace {
  readonly t: 'cursor'
  readonly n: number
}
/** [E1] `json` is the data's own text, relayed as it came; `data` is the same, parsed. */
export interface EventMessage {
  readonly t: 'event'
  readonly n: number
  /** 0: no ack wanted. */
  readonly id: number
  readonly name: string
  readonly data: Json
  readonly json: Uint8Array
}

/** [W1] A durable change. The other fields belong to its kind and are checked by the feature that owns it. */
export interface WriteMessage {
  readonly t: 'write'
  readonly n: number
  /** Made by the client, unique among this person's writes in this room. */
  readonly id: string
  readonly kind: string
  readonly body: JsonFields
}
/** [W6] A question. The other fields belong to `what`. */
export interface ReadMessage {
  readonly t: 'read'
  readonly n: number
  readonly id: number
  readonly what: string
  readonly body: JsonFields
}
/** [X1] A message for one person in the room. */
export interface TellMessage {
  readonly t: 'tell'
  readonly n: number
  readonly id: number
  readonly to: string
  readonly text: string
}

/** A JSON object as it came from a peer. */
export type JsonFields = Readonly<Record<string, Json>>

/** Everything a client may send. */
export type ClientMessage =
  | HelloMessage
  | JoinMessage
  | LeaveMessage
  | MeMessage
  | StateMessage
  | WantMessage
  | PingMessage
  | CursorMessage
  | EventMessage
  | WriteMessage
  | ReadMessage
  | TellMessage

export interface WelcomeMessage {
  readonly t: 'welcome'
  readonly v: number
  readonly id: string
  readonly guest?: string
  readonly session: string
  readonly beatMs: number
  readonly settleMs: number
  readonly limits: Readonly<Record<string, number>>
}
export interface JoinedMessage {
  readonly t: 'joined'
  readonly room: string
  readonly n: number
  readonly ref: number
  /** Changes when the server that numbers the events was restarted. */
  readonly epoch: string
  readonly seq: number
  readonly can: readonly Grant[]
  readonly counts: Counts
  readonly members: readonly Member[]
}
export interface LeftMessage {
  readonly t: 'left'
  readonly n: number
  readonly code?: string
}
export interface MembersMessage {
  readonly t: 'members'
  readonly n: number
  readonly set?: readonly Member[]
  readonly gone?: readonly string[]
}
export interface CountsMessage extends Counts {
  readonly t: 'counts'
  readonly n: number
}
/** [U7] A room with more members than are told one by one. */
export interface CrowdMessage {
  readonly t: 'crowd'
  readonly n: number
  /** How many members the room has, told or not. */
  readonly shown: number
  /** Where in the page they are, the warmest place first: names of elements (C2), and how many members are there. */
  readonly warmth: readonly (readonly [anchor: number, people: number])[]
  /** [U1] It is no crowd any more: everyone is told again. */
  readonly over?: true
}
/** [U8] Whether anybody is shown the cursor of this connection. */
export interface PaintedMessage {
  readonly t: 'painted'
  readonly n: number
  readonly on: boolean
}
export interface CursorsMessage {
  readonly t: 'cursors'
  readonly n: number
  readonly list: readonly (readonly [ref: number, mode: CursorMode, anchor: number, place: number])[]
}
export interface RoomEventMessage {
  readonly t: 'event'
  readonly n: number
  readonly from: number
  /** The low 16 bits of the event's number. */
  readonly seq: number
  readonly name: string
  readonly data: Json
}
export interface AckMessage {
  readonly t: 'ack'
  readonly id: number
  readonly seq: number
}
export interface ErrorMessage {
  readonly t: 'error'
  readonly code: string
  readonly message: string
  readonly id?: number
  /** [W4] The id of the refused write. */
  readonly write?: string
  readonly n?: number
  readonly room?: string
  readonly at?: string
  readonly retryMs?: number
}
/** [G3] What changed in a room for good, after `after` up to `offset`. */
export interface LogMessage {
  readonly t: 'log'
  readonly n: number
  /** In the first one after a join, and in a reset. */
  readonly epoch?: string
  /** [G4] What the reader knew of the room's log is of no use: it reads again what it shows. */
  readonly reset?: true
  readonly after: number
  readonly offset: number
  readonly list: readonly LogEntry[]
}
/** [G3] One entity's last change. */
export interface LogEntry {
  /** Offset. */
  readonly o: number
  /** What kind of entity: `comment`, `state`, `thread`. */
  readonly k: string
  /** The entity's id among its kind. */
  readonly i: string
  /** The fields that changed; `null` takes a field away. */
  readonly v: JsonFields
  /** `v` is the whole entity and replaces all that was known of it: a new one, a deleted one, or one that is caught up on. */
  readonly w?: true
}
/** [W2] A write is committed and on disk. */
export interface WroteMessage {
  readonly t: 'wrote'
  readonly id: string
  /** `held`: kept, and shown to others once a moderator has agreed. */
  readonly status: 'stored' | 'held'
  /** The entity as its author sees it. */
  readonly v?: JsonFields
}
/** [W6] The answer to a read. */
export interface PageMessage {
  readonly t: 'page'
  readonly id: number
  readonly v: JsonFields
}
/** [X1] The answer to a `tell`. */
export interface ToldMessage {
  readonly t: 'told'
  readonly id: number
  readonly delivered: boolean
}
/** [X1] Somebody's message for this person. */
export interface PersonalMessage {
  readonly t: 'message'
  readonly n: number
  readonly from: JsonFields
  readonly text: string
  readonly atMs: number
}
/** [X3,M6] Something for this person, or for those who moderate, in whatever room they are. */
export interface NewsMessage {
  readonly t: 'news'
  /** `notice`: the inbox changed; `queue`: what waits for moderators changed. */
  readonly k: 'notice' | 'queue'
  readonly v: JsonFields
}
export interface PongMessage {
  readonly t: 'pong'
}
export interface BeatMessage {
  readonly t: 'beat'
}

/** Everything a server may send. */
export type ServerMessage =
  | WelcomeMessage
  | JoinedMessage
  | LeftMessage
  | MembersMessage
  | CountsMessage
  | CrowdMessage
  | PaintedMessage
  | CursorsMessage
  | RoomEventMessage
  | AckMessage
  | ErrorMessage
  | PongMessage
  | BeatMessage
  | LogMessage
  | WroteMessage
  | PageMessage
  | ToldMessage
  | PersonalMessage
  | NewsMessage
