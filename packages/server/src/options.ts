/** The options of `createRoomful`: what each means and its default. What they may be is checked in check-options.ts. */
import type { Clock, Grant, Random, ServerLimits } from '@roomful/protocol'
import type { Authorize } from './auth/authorize.js'
import type { JwtOptions } from './auth/jwt.js'
import type { Bus } from './bus/bus.js'
import type { EventDeclaration } from './features/declared-events.js'
import type { RetentionOptions } from './features/retention.js'
import type { StateDeclaration } from './features/state.js'
import type { ModerationSettings } from './model/moderation/settings.js'
import type { ModerationOptions } from './moderation/moderation-options.js'
import type { NoticeOptions, NoticeSettings } from './outgoing/notice-options.js'
import type { RoomTest } from './model/room-pattern.js'
import type { Log } from './platform/log.js'
import type { Store } from './store/store.js'

/** How comments behave. */
export interface CommentOptions {
  /** Days after its first comment in which a page takes more. Default: for ever. */
  readonly closeAfterDays?: number
}

/** Nobody waits longer for a process to end. */
export const MAX_DRAIN_MS = 600_000

/** What a Roomful server can be told. Everything has a default. */
export interface RoomfulOptions {
  /**
   * Where to keep what must outlive the process: `sqlite:FILE`, `postgres://…` (needs the package `pg`) or `memory:`.
   * Default `memory:`.
   */
  readonly database?: string
  /** A store made by the caller, instead of `database`. The caller closes it. */
  readonly store?: Store
  /**
   * The way to the other nodes of this site: `redis://…` (also `rediss://`; needs the package `ioredis`), `nats://…` (also
   * `tls://`; needs `@nats-io/transport-node`), or a bus made by the caller, who then closes it. Default: there are none.
   */
  readonly bus?: Bus | string
  /** Signs guest tokens; at least 32 bytes, the same on every node. Default: made once and kept in the store. */
  readonly secret?: string
  /**
   * The origins whose pages may connect, exactly as browsers send them: `https://blog.example`, with the port if it is
   * not the usual one. Default: only pages of the origin the server itself is reached under.
   */
  readonly origins?: readonly string[]
  /** Under which path of the host everything lives. Default `/roomful`; `/` takes all. */
  readonly path?: string
  /** How the tokens are checked that the site signs for its people. Default: no token is valid. */
  readonly jwt?: JwtOptions
  /** The host's own rule for who may do what; asked at connecting and for each room. */
  readonly authorize?: Authorize
  /** What people without a token may do; `false`: they may not come. Default see, appear, send, react, comment. */
  readonly guests?: false | readonly Grant[]
  /** The rooms there are: patterns with `*` (anything) and `:name` (one segment), or a function. Default: any. */
  readonly rooms?: readonly string[] | ((room: string) => boolean)
  /** The events there are, by name. Default: any name with any data. */
  readonly events?: Readonly<Record<string, EventDeclaration>>
  /**
   * The keys of shared state there are, by key or pattern with `*`. Default: any key, for whoever has the grant `state`.
   */
  readonly state?: Readonly<Record<string, StateDeclaration>>
  /** How comments behave. */
  readonly comments?: CommentOptions
  /** Which comments pass, wait, or are refused. Default: a guest's first comment waits; see `ModerationOptions`. */
  readonly moderation?: ModerationOptions
  /** How people hear of answers and mentions when they are not here. Default: only in the page, see `NoticeOptions`. */
  readonly notices?: NoticeOptions
  /** What is removed by age, once a day, besides what always is: marks of deletions and the like. Default: nothing. */
  readonly retention?: RetentionOptions
  /** Numbers that differ from the defaults; see `ServerLimits`. */
  readonly limits?: Partial<ServerLimits>
  /**
   * Milliseconds between `/ready` saying no and the first farewell, when the server is closed: longer than your proxy needs to
   * notice. New people are still let in meanwhile. Default 0, at most 600,000.
   */
  readonly drainAfterMs?: number
  /**
   * Milliseconds over which `close` sends people away to other nodes, a few at a time. Default 3,000 with a `bus`, otherwise
   * 0: all at once. At most 600,000.
   */
  readonly drainMs?: number
  /** Proxies whose `X-Forwarded-*` headers are believed: addresses, blocks like `10.0.0.0/8`, `loopback`. Default `loopback`. */
  readonly trustProxy?: readonly string[]
  /** Receives what the operator should know. Default: nothing is said. */
  readonly log?: Log
  /** Time and chance, for simulations. Default: the real ones. */
  readonly clock?: Clock
  readonly random?: Random
}

/** Options with every default filled in and every value checked. */
export interface Settings {
  readonly database: string
  readonly store: Store | undefined
  /** Made by the caller. */
  readonly bus: Bus | undefined
  /** The address of a broker, if there is one and no `bus`. */
  readonly broker: string | undefined
  readonly secret: string | undefined
  readonly origins: readonly string[] | undefined
  /** Without a slash at the end; empty for the root. */
  readonly path: string
  readonly jwt: JwtOptions | undefined
  readonly authorize: Authorize | undefined
  readonly guests: false | readonly Grant[]
  readonly isRoom: RoomTest
  readonly events: Readonly<Record<string, EventDeclaration>> | undefined
  readonly state: Readonly<Record<string, StateDeclaration>> | undefined
  readonly comments: CommentOptions
  readonly moderation: ModerationSettings
  readonly retention: RetentionOptions
  readonly notices: NoticeSettings
  readonly limits: ServerLimits
  readonly drainAfterMs: number
  readonly drainMs: number
  readonly trustProxy: readonly string[]
  readonly log: Log
  readonly clock: Clock
  readonly random: Random
}
