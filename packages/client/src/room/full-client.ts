/**
 * A client whose rooms have everything: comments, shared state, messages, moderation, and the person's inbox.
 *
 * What an app gets that imports the package. A page with only the script tag has the core, and its elements fetch what they
 * use. Invariant: a part is opened by its first use, so an app pays on the wire for what it uses.
 */
import type { Client as CoreClient } from './client.js'
import { comments, type Comments } from './comments.js'
import { crowd, type Crowd } from './crowd.js'
import { messages, type Messages } from './messages.js'
import { moderation, type Moderation } from './moderation.js'
import type { Noun } from './noun.js'
import { carrier, createInbox, type Notices } from './notices.js'
import type { Room as CoreRoom } from './room.js'
import { state, type State } from './state.js'

/** A room with everything that people on one page share. Every part can be used before the room is joined. */
export interface Room extends CoreRoom {
  /** What was said here, and stays. */
  readonly comments: Comments
  /** How many they are and where, once they are too many to be told one by one. */
  readonly crowd: Crowd
  /** Keys that everybody here reads. */
  readonly state: State
  /** From one person to another. */
  readonly messages: Messages
  /** What waits for a decision, and who may speak; for whoever has the grant `moderate`. Verdicts are in `comments`. */
  readonly moderation: Moderation
}

/** One connection to one server. */
export interface Client extends Omit<CoreClient, 'room' | 'page'> {
  /**
   * A room, joined from now on. The same id gives the same handle until each caller has called `leave`.
   *
   * @param id 1 to 256 characters; default: what the page is (see `page`), as of now
   * @throws `ROOM_INVALID` without an id where there is no page
   */
  room(id?: string): Room
  /**
   * The room of the page, following a single-page app from route to route: an explicit
   * `<meta name="roomful-room" content="…">`, else the canonical link if it is of this origin, else the path. Query and
   * fragment do not count, except a query within the canonical link. On a page of another site than the server's own the
   * page's host goes in front (`blog.example/about`). Do not `leave` these handles: they follow the page.
   *
   * @throws `ROOM_INVALID` where there is no page
   */
  page(): Noun<Room>
  /** Who mentioned or answered the person at this page, in any room. Needs at least one joined room. */
  readonly notices: Notices
}

/** Gives a client's rooms their parts. `report` takes errors that are nobody's answer. */
export function withFeatures(client: CoreClient, report: (error: unknown) => void): Client {
  const rooms = new Set<CoreRoom>()
  let inbox: ReturnType<typeof createInbox> | undefined
  let page: Noun<Room> | undefined

  function extend(room: CoreRoom): Room {
    if (!rooms.has(room) && room.status.get() !== 'left') {
      rooms.add(room)
      room.status.subscribe((status) => {
        if (status === 'left') rooms.delete(room)
      })
      inbox?.carry(room.use(carrier))
    }
    return 'comments' in room ? (room as Room) : withParts(room)
  }

  return {
    ...client,
    room: (id) => extend(client.room(id)),
    page() {
      const core = client.page()
      page ??= {
        get: () => extend(core.get()),
        subscribe: (listener) => core.subscribe((room) => listener(extend(room))),
      }
      return page
    },
    get notices() {
      if (!inbox) {
        inbox = createInbox(report)
        for (const room of rooms) inbox.carry(room.use(carrier))
      }
      return inbox.noun
    },
  }
}

/** The handle itself, so that a room stays one object whoever asks for it. */
function withParts(room: CoreRoom): Room {
  const part = (open: () => unknown): PropertyDescriptor => ({ get: open, enumerable: true })
  return Object.defineProperties(room, {
    comments: part(() => room.use(comments)),
    crowd: part(() => room.use(crowd)),
    state: part(() => room.use(state)),
    messages: part(() => room.use(messages)),
    moderation: part(() => room.use(moderation)),
  }) as Room
}
