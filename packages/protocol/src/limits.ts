/**
 * The numbers of the protocol: limits, rates, times. Each says who suffers if it is halved or doubled.
 *
 * A server may be configured with other values where `ServerLimits` says so, and tells clients in its welcome.
 */

/** The protocol version this package speaks. [H3] */
export const PROTOCOL_VERSION = 1

/** [F3] Half: long event data must be split. Double: each hostile connection can hold twice the memory. */
export const MAX_FRAME_BYTES = 65_536
/** [F4] Deep JSON costs stack in every reader; nobody needs more than 16 levels of event data. */
export const MAX_JSON_DEPTH = 16
export const MAX_JSON_KEYS = 256
export const MAX_JSON_ITEMS = 1_024
/** [H4] A hello with a long token and 16 rooms is about 6 kB. */
export const MAX_HELLO_BYTES = 8_192
export const MAX_HELLO_FRAMES = 3
/** [H4] Half: mobile networks fail to say hello. Double: silent connections stay twice as long. */
export const HELLO_TIMEOUT_MS = 5_000
/** [R2] Longer than nearly every URL path in use. */
export const MAX_ROOM_ID_CHARS = 256
/** [P1] Presence data rides in every roster snapshot: double it and a room of 200 sends 200 kB more to each who joins. */
export const MAX_PRESENCE_DATA_BYTES = 1_024
/** [P8] Fits a pod's label. */
export const MAX_NAME_CHARS = 40
/** [P1] Colours are named by number so that every theme can paint its own accessible set. */
export const COLORS = 12
/** [E1] */
export const MAX_EVENT_NAME_CHARS = 32
/** [E1] Leaves room for the envelope in a frame and keeps one event below a slow reader's droppable allowance. */
export const MAX_EVENT_DATA_BYTES = 16_384
/** [E6] Long enough for a family with skin tones and a flag. */
export const MAX_EMOJI_UNITS = 16
/** [E7] What fits beside a pod; longer words are a comment. */
export const MAX_CHAT_CHARS = 200
/** [N3] */
export const MAX_COUNTS_PER_REQUEST = 100

/** [W1] A UUID has 36. */
export const MAX_WRITE_ID_CHARS = 64
/** [W3] Longer than any device stays away with something unsent; double: the table of answers doubles. */
export const WRITE_MEMORY_DAYS = 30
/** [W4] What one node lets wait for its database: ten seconds of a very busy site. Double: that much more memory when the database is away. */
export const MAX_WAITING_WRITE_BYTES = 4_194_304
/** [G4] Changes behind. Above this, reading the page anew is less to carry than catching up. */
export const MAX_CATCH_UP_ENTRIES = 2_000
/** [G4] How long the log remembers that something was deleted. A reader away for longer starts over. */
export const LOG_MEMORY_DAYS = 30
/** [T1] A long essay; with its thread it still fits a frame. */
export const MAX_COMMENT_CHARS = 10_000
/** [T1] */
export const MAX_COMMENT_MENTIONS = 20
/** [T3] Fixing a slip, not rewriting what others have answered. */
export const EDIT_WINDOW_MS = 900_000
/** [T5] Different signs under one comment; more becomes a wall. */
export const MAX_COMMENT_SIGNS = 24
/** [T7] Comments in one page of an answer. */
export const MAX_COMMENT_PAGE = 50
/** [T7] Replies that come with their thread; the rest is asked for. */
export const MAX_THREAD_REPLIES = 50
/** [T1] Longer passages are sections; prefix and suffix only tell equal passages apart. */
export const MAX_PASSAGE_CHARS = 1_000
export const MAX_PASSAGE_CONTEXT_CHARS = 64
/** [V1] */
export const MAX_STATE_KEY_CHARS = 128
/** [V1] Shared state rides in every newcomer's snapshot. */
export const MAX_STATE_VALUE_BYTES = 8_192
export const MAX_STATE_KEYS = 500
export const MAX_STATE_BYTES = 262_144
/** [X1] */
export const MAX_MESSAGE_CHARS = 2_000

/** [P4] A reload of a heavy page takes about half a second to say hello again. Double: a closed tab is shown too long. */
export const RELOAD_GRACE_MS = 700
/** [P4] Covers a change of network on a phone. Double: people who are gone stay visible. */
export const DROP_GRACE_MS = 4_000
/** [B1] Half: twice the idle cost. Double: half-open links outlive the promise of 10 s. */
export const BEAT_MS = 5_000
/** [B2] One missed pong and some slack; together with the sweep it stays below 10 s. */
export const SILENCE_MS = 9_000
/** [B3] Two beats. */
export const CLIENT_SILENCE_MS = 10_000
/** [B3] */
export const PROBE_MS = 2_000
/** [P6] */
export const IDLE_AFTER_MS = 60_000
/** [K2] */
export const BACKOFF_BASE_MS = 500
export const BACKOFF_CAP_MS = 20_000
export const BACKOFF_RESET_MS = 10_000
/** [K1] */
export const SLOW_RETURN_MS = 30_000
/** [P10] Long enough for nearly everyone's next try after a restart of a few seconds. Double: who left meanwhile is shown that much longer. */
export const SETTLE_MS = 12_000

/** [Q2] Ephemeral frames stop here: four cursor frames of a huge room. */
export const DROPPABLE_CAP_BYTES = 65_536
/** [Q2] Double: a thousand stopped readers cost 2 GB instead of 1. */
export const QUEUE_CAP_BYTES = 1_048_576

/** [C3] A finger or mouse at 16 to 20 Hz looks smooth with interpolation; sending faster only costs battery. */
export const CURSOR_SEND_MS = 55

/** [U1] Members a room tells one by one. Double: each who joins is sent 60 kB of roster, and cursors twice the bytes. */
export const CROWD_ABOVE = 200
/** [U1] A crowd that shrinks is one until here: at the edge nobody is told and untold with every tab that opens. */
export const CROWD_UNTIL = 180
/** [U3] Members told to everyone. Half: a people list looks empty. Double: twice the bytes of a join. */
export const CROWD_SAMPLE = 100
/** [U3] Notable members told besides. Above this a site marks everybody, and to be marked says nothing. */
export const CROWD_NOTABLE = 50
/** [U5] Members told per section, whose cursors are painted there. Double: a page of cursors, and twice the bytes. */
export const CROWD_SECTION = 20
/** [U5] Sections with people of their own to tell. A page with more has them read in the fullest ones. */
export const MAX_CROWD_SECTIONS = 256
/** [U6] */
export const MAX_FOLLOWED = 8
/** [U7] Places told with `crowd`: about 900 bytes a second. */
export const MAX_WARMTH = 64
/** [U7] Half: twice the bytes for a glow that fades over seconds anyway. */
export const CROWD_TELL_MS = 1_000
/** [U8] Who is painted for nobody only adds to the warmth. Half: a crowd of ten thousand costs a core more to read. */
export const CROWD_CURSOR_SEND_MS = 1_000

/** [U9] Droppable events of a whole crowd, with a burst of twice this. Ten thousand who clap would be a flood for each; nobody sees more bursts than these. */
export const CROWD_EVENTS_PER_SECOND = 50

/** What one server allows; sent in its welcome and configurable there. */
export interface ServerLimits {
  /** [F3] Bytes of one frame from a client. */
  readonly frameBytes: number
  /** [R3] Rooms one connection can be in. */
  readonly roomsPerConnection: number
  /** [R5] Rooms one connection can watch besides. A list of posts with a number at each is one connection. */
  readonly watchesPerConnection: number
  /** [L1] Frames a second and connection; the burst is twice this. */
  readonly framesPerSecond: number
  /** [L1] Events a second and connection; the burst is twice this. */
  readonly eventsPerSecond: number
  /** [W5] Durable writes a second and connection; the burst is four times this. */
  readonly writesPerSecond: number
  /** [W6] Reads a second and connection; the burst is four times this. */
  readonly readsPerSecond: number
  /** [C6] Cursor frames a second and connection; the burst is twice this. */
  readonly cursorsPerSecond: number
  /** [L2] Connections at once from one address. */
  readonly connectionsPerAddress: number
  /** [L2] New connections a second from one address; the burst is `connectionsPerAddress`. */
  readonly connectsPerSecond: number
  /** [L3] Connections in all. */
  readonly connections: number
  /** [L3] Rooms in all. */
  readonly rooms: number
}

export const DEFAULT_LIMITS: ServerLimits = {
  frameBytes: MAX_FRAME_BYTES,
  roomsPerConnection: 16,
  watchesPerConnection: 100,
  framesPerSecond: 60,
  eventsPerSecond: 20,
  writesPerSecond: 5,
  readsPerSecond: 10,
  cursorsPerSecond: 30,
  connectionsPerAddress: 1_000,
  connectsPerSecond: 100,
  connections: 100_000,
  rooms: 100_000,
}
