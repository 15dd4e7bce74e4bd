/** Join a Roomful room from a browser or from Node: counts, members, cursors, events, comments, shared state, moderation. */
export { RoomfulError } from '@roomful/protocol'
export type {
  ActivityState,
  Comment,
  CommentAuthor,
  CommentSort,
  CommentStatus,
  Counts,
  CursorMode,
  CursorPlace,
  ErrorCode,
  Grant,
  Json,
  JsonFields,
  LogEntry,
  LogPosition,
  Member,
  Mention,
  Notice,
  Passage,
  PointerKind,
  RefCursor,
} from '@roomful/protocol'
export type { CommentWrite, ShownComment } from './model/comments/overlay.js'
export type { CommentThread } from './model/comments/view.js'
export type { Status } from './model/connection.js'
export type { RoomStatus } from './model/room-view.js'
export type { StateValue } from './model/state-view.js'
export type { TokenSource } from './net/wire.js'
export { browserEnvironment } from './platform/browser.js'
export type {
  Environment,
  Link,
  LinkHandlers,
  PagePlace,
  PageSignal,
  PageSignals,
  Shelf,
} from './platform/environment.js'
export { nodeEnvironment } from './platform/node.js'
export type { Client as CoreClient, ConnectOptions, Watch } from './room/client.js'
export type { Comments, CommentsView, NewComment } from './room/comments.js'
export { connect } from './room/connect.js'
export type { Crowd, CrowdView, WarmPlace } from './room/crowd.js'
export type { Cursors } from './room/cursors.js'
export type { EventListener, EventSender } from './room/events.js'
export { defineRoomFeature } from './room/feature.js'
export type { FeatureMessage, RoomFeature, RoomHost } from './room/feature.js'
export type { FeatureShelf } from './room/feature-shelf.js'
export type { Client, Room } from './room/full-client.js'
export { log } from './room/log.js'
export type { RoomLog } from './room/log.js'
export type { Me, MeChange, MeNoun } from './room/me.js'
export type { Message, Messages } from './room/messages.js'
export type { Moderation, QueuedComment, Restraint, Waiting } from './room/moderation.js'
export type { Notices, NoticesView } from './room/notices.js'
export type { Noun } from './room/noun.js'
export type { Room as CoreRoom } from './room/room.js'
export type { State, StateChange, StateOptions, StateStatus } from './room/state.js'
export { writes } from './room/writes.js'
export type { PendingWrite, RoomWrites, Write, WriteOptions, WriteOutcome, WriteState } from './room/writes.js'
