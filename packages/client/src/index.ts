/** Join a Roomful room from a browser or from Node: counts, members, cursors, events. */
export { RoomfulError } from '@roomful/protocol'
export type {
  ActivityState,
  Counts,
  CursorMode,
  CursorPlace,
  ErrorCode,
  Grant,
  Json,
  Member,
  PointerKind,
  RefCursor,
} from '@roomful/protocol'
export type { Status } from './model/connection.js'
export type { RoomStatus } from './model/room-view.js'
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
export type { Client, ConnectOptions, Watch } from './room/client.js'
export { connect } from './room/connect.js'
export type { Cursors } from './room/cursors.js'
export type { EventListener, EventSender } from './room/events.js'
export type { Me, MeChange, MeNoun } from './room/me.js'
export type { Noun } from './room/noun.js'
export type { Room } from './room/room.js'
