/** Roomful's server: `createRoomful`, and the types and adapters its options take. */
export { createRoomful } from './create-roomful.js'
export type { Roomful } from './create-roomful.js'
export type { RoomfulOptions } from './options.js'
export type { Authorize, AuthorizeAnswer, AuthorizeAsk } from './auth/authorize.js'
export type { Identity, RequestFacts } from './model/identity.js'
export type { JwtKeySource, JwtOptions } from './auth/jwt.js'
export type { Jwk } from './auth/jwt-keys.js'
export type { Bus } from './bus/bus.js'
export { memoryBus, memoryExchange } from './bus/memory.js'
export type { BusPassage, MemoryExchange } from './bus/memory.js'
export type { EventDeclaration, StandardSchema } from './features/declared-events.js'
export type { StateDeclaration } from './features/state.js'
export type { CommentsHtmlOptions, HostRequest } from './http/comment-pages/hosted-comments.js'
export type { HoldRule } from './model/moderation/settings.js'
export type { ModerationOptions } from './moderation/moderation-options.js'
export type { RetentionOptions } from './features/retention.js'
export type { CommentOptions } from './options.js'
export type { NoticeOptions } from './outgoing/notice-options.js'
export type { NodeServer } from './http/attach.js'
export type { Listening } from './http/listen.js'
export type { HubFigures } from './hub/hub.js'
export type { Robot, RobotOptions, ServerRoom } from './hub/server-room.js'
export type { Log, LogFields, LogLevel } from './platform/log.js'
export { memoryStore } from './store/memory.js'
export { postgresStore } from './store/postgres.js'
export type { PostgresOptions } from './store/postgres.js'
export { sqliteStore } from './store/sqlite.js'
export type { Store } from './store/store.js'
export { ERRORS, RoomfulError } from '@roomful/protocol'
export type {
  Clock,
  Counts,
  CursorPlace,
  ErrorCode,
  ErrorSpec,
  Grant,
  Json,
  Member,
  Random,
  ServerLimits,
} from '@roomful/protocol'
