/**
 * The one door for what a room can do besides presence, cursors and events: comments, shared state, a feature of your own.
 *
 * A page loads a feature only where it uses it, so the core of a room knows none of them: it hands over its inside, and this
 * file makes a host of it. Invariant: a feature that fails while it listens disturbs neither the room nor another feature.
 */
import {
  RoomfulError,
  type Clock,
  type CrowdMessage,
  type JoinOptions,
  type Json,
  type JsonFields,
  type LogMessage,
  type NewsMessage,
  type PageMessage,
  type PaintedMessage,
  type PersonalMessage,
  type Random,
} from '@roomful/protocol'
import type { Answer, Outcome } from './acks.js'
import { keepFor, type FeatureShelf } from './feature-shelf.js'
import { createListeners } from './noun.js'
import type { Room, RoomOptions } from './room.js'
import type { RoomMessage } from './seats.js'

/** Something a room can do. Made by `defineRoomFeature`, opened by `room.use`. */
export interface RoomFeature<T> {
  /** Names what the feature keeps on the device. */
  readonly name: string
  /** For the room alone. */
  attach(inside: unknown): T
}

/** A message of the feature's own; the room's number is added. */
export interface FeatureMessage {
  readonly t: string
  readonly [field: string]: Json
}

/** What the core leaves to features. */
type OtherMessage = LogMessage | PersonalMessage | NewsMessage | CrowdMessage | PaintedMessage

/** What a feature can do with its room. */
export interface RoomHost {
  /** The room: who is in it, what may be done there, its events, and `use` for other features. */
  readonly room: Room
  readonly clock: Clock
  readonly random: Random
  /** Takes an error that is nobody's answer. */
  report(error: unknown): void
  /** The room's number on the connection, while something can be said there. */
  n(): number | undefined
  /** Id of the person at this page, where the server or an earlier visit has told it. */
  person(): string | undefined
  /** Says something to the server; false when nothing can be said at the moment. */
  say(message: FeatureMessage): boolean
  /** [W1] As `say`, with a name under which the answer comes back: once, and never during the call. */
  tell(name: string, message: FeatureMessage, outcome: Outcome): boolean
  /** As `say`, with a number under which the answer comes back. Rejects `NOT_CONNECTED`, or with what the server says. */
  request(message: FeatureMessage): Promise<Answer>
  /** [W6] Asks a question of the kind `what`. Rejects `NOT_CONNECTED`, or with what the server says. */
  ask(what: string, body?: JsonFields): Promise<JsonFields>
  /** Hears the messages of one type that are no part of every room: of this room, or for the whole connection. */
  onMessage<T extends OtherMessage['t']>(
    type: T,
    handler: (message: Extract<OtherMessage, { t: T }>) => void,
  ): () => void
  onMessage(type: string, handler: (message: JsonFields) => void): () => void
  /** Hears of every time the room is joined from now on. */
  onJoined(listener: () => void): () => void
  /** Hears that the connection is away. What was asked has been rejected by then. */
  onLost(listener: () => void): () => void
  /** Hears that the room was refused or left. A room that was refused may be joined again later. */
  onEnded(listener: (error: RoomfulError) => void): () => void
  /** Adds something to every join. When the room is joined already, it is joined again at once. [R3] */
  joinWith(options: () => Partial<JoinOptions>): void
  /** Joins again, with what every feature adds by now. */
  joinAgain(): void
  /** Keeps the room joined, also when everybody has left it, until the result is called. */
  hold(): () => void
  /** [D8] What the feature keeps on the device. */
  readonly shelf: FeatureShelf
}

/** What a room tells those who listen inside. */
export type Heard =
  | ['message', message: RoomMessage]
  | ['lost', about: undefined]
  | ['ended', error: RoomfulError]
  /** About to be said; may be added to. */
  | ['joining', join: JoinOptions]

/** What a room hands to `attach`. */
export interface RoomInside extends RoomOptions {
  readonly room: Room
  /** Undefined also where the room is only watched. */
  n(): number | undefined
  hear(listener: (...heard: Heard) => void): () => void
  joinOptions(): JoinOptions
}

/**
 * Makes a feature for `room.use`. `open` is called once for each room that uses it.
 *
 * ```ts
 * const applause = defineRoomFeature({
 *   name: 'applause',
 *   open: ({ room }) => ({ clap: () => room.send('clap', null, { ack: false }) }),
 * })
 * void room.use(applause).clap()
 * ```
 */
export function defineRoomFeature<T>(feature: {
  readonly name: string
  readonly open: (host: RoomHost) => T
}): RoomFeature<T> {
  return { name: feature.name, attach: (inside) => feature.open(createHost(feature.name, inside as RoomInside)) }
}

function createHost(name: string, inside: RoomInside): RoomHost {
  const { room, env, wire, acks, self, n } = inside
  const { clock, random, report } = env
  const joined = createListeners<[]>(report)
  const lost = createListeners<[]>(report)
  const ended = createListeners<[error: RoomfulError]>(report)
  const contributions: (() => Partial<JoinOptions>)[] = []
  /** Whether the join that counts at the moment was said with all contributions. */
  let isComplete = true

  function say(message: FeatureMessage): boolean {
    const number = n()
    if (number === undefined || !wire.isOnline()) return false
    // The types of the wire know what the core says; a feature's message is known to the feature and to the server.
    wire.say({ ...message, n: number } as never)
    return true
  }

  function joinAgain(): void {
    // As in every join, what the room's other parts have to say goes with it.
    if (n() !== undefined && wire.isOnline()) wire.say({ t: 'join', ...inside.joinOptions() })
  }

  inside.hear((what, about) => {
    if (what === 'joining') {
      for (const contribute of contributions) Object.assign(about, contribute())
      isComplete = true
    } else if (what === 'lost') lost.call()
    else if (what === 'ended') ended.call(about)
    else if (about.t === 'joined') {
      joined.call()
      if (!isComplete) joinAgain()
    }
  })

  function request(message: FeatureMessage): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const id = acks.open({ resolve, reject })
      if (!say({ ...message, id })) acks.failed(id, new RoomfulError('NOT_CONNECTED'))
    })
  }

  return {
    room,
    clock,
    random,
    report,
    n,
    person: self.person,
    say,
    tell(called, message, outcome) {
      if (n() === undefined || !wire.isOnline()) return false
      acks.open(outcome, called)
      return say({ ...message, id: called })
    },
    request,
    ask: async (what, body) => ((await request({ t: 'read', what, ...body })) as PageMessage).v,
    onMessage: (type: string, handler: (message: never) => void) =>
      inside.hear((what, about) => {
        if (what === 'message' && about.t === type) handler(about as never)
      }),
    onJoined: joined.add,
    onLost: lost.add,
    onEnded: ended.add,
    joinWith(contribute) {
      contributions.push(contribute)
      isComplete = false
      joinAgain()
    },
    joinAgain,
    hold() {
      inside.hold()
      let isHeld = true
      return () => {
        if (isHeld) inside.leave()
        isHeld = false
      }
    },
    shelf: keepFor(name, env, self),
  }
}
