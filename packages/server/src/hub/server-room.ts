/** A room as the host's own code sees it: say something, count, look around, and place a robot in it. */
import {
  RoomfulError,
  checkJson,
  isEventName,
  isRoomId,
  jsonBytes,
  MAX_EVENT_DATA_BYTES,
  type Counts,
  type CursorPlace,
  type Grant,
  type Json,
  type Member,
  type MePatch,
} from '@roomful/protocol'
import { randomId } from '../platform/random.js'
import { errorName } from './connection.js'
import type { HubCore } from './hub-core.js'
import type { EventListener } from './room.js'
import { Seat, type Sitter } from './seat.js'

/** Who a robot is. */
export interface RobotOptions {
  /** Shown to everyone, with a robot's badge. */
  readonly name: string
  readonly color?: number
  readonly avatar?: string
  readonly data?: Json
}

/** A member of a room that is a program of the host. It is not counted among the people. */
export interface Robot {
  /** Its id in the roster. */
  readonly id: string
  /** Sends an event as this robot; returns its number. Throws `EVENT_UNKNOWN`, `EVENT_INVALID`, `MESSAGE_INVALID`. */
  send(name: string, data?: Json): number
  /** Hears every event of this name in the room, its own excepted. Returns the undo. */
  on(name: string, listener: (data: Json, from: number) => void): () => void
  /** Changes what the roster says about it. */
  set(patch: Pick<MePatch, 'name' | 'color' | 'data'>): void
  /** Points at a place in the page. */
  point(place: CursorPlace): void
  /** Leaves the room; later calls do nothing. */
  leave(): void
}

/** A room, from the server's side. */
export interface ServerRoom {
  readonly id: string
  /** [N1] The three counters now. */
  counts(): Counts
  /** Everyone who chose to be seen, and the robots. */
  members(): Member[]
  /**
   * Sends an event to everyone in the room, as the server (`from` 0). Nothing happens in a room nobody is in.
   * Throws `MESSAGE_INVALID` for a bad name or data over 16,384 bytes, `EVENT_UNKNOWN` and `EVENT_INVALID` as for a client.
   */
  send(name: string, data?: Json): void
  /** Places a robot in the room, opening the room if need be. Throws `ROOMS_FULL`. */
  robot(options: RobotOptions): Robot
}

const ROBOT_GRANTS: ReadonlySet<Grant> = new Set(['see', 'appear', 'send', 'react', 'lead'])

/** The handle for a room id; holds nothing itself, so making one is free. Throws `ROOM_INVALID`. */
export function createServerRoom(core: HubCore, id: string): ServerRoom {
  if (!isRoomId(id)) throw new RoomfulError('ROOM_INVALID')
  return {
    id,
    counts: () => core.rooms.get(id)?.roster.counts() ?? { connections: 0, people: 0, active: 0 },
    members: () => core.rooms.get(id)?.roster.members() ?? [],
    send(name, data = null) {
      const { json, isDroppable } = checkEvent(core, name, data)
      const room = core.rooms.get(id)
      if (room) room.send(undefined, name, data, json, isDroppable)
      else core.elsewhere.sayEvent(id, name, data, isDroppable)
    },
    robot: (options) => placeRobot(core, id, options),
  }
}

function checkEvent(core: HubCore, name: string, data: Json): { json: Uint8Array; isDroppable: boolean } {
  if (!isEventName(name)) throw new RoomfulError('MESSAGE_INVALID', { at: 'name' })
  const json = jsonBytes(data)
  if (json.length > MAX_EVENT_DATA_BYTES || !checkJson(data)) throw new RoomfulError('MESSAGE_INVALID', { at: 'data' })
  const rule = core.events(name)
  if (!rule) throw new RoomfulError('EVENT_UNKNOWN', { at: 'name' })
  const wrong = rule.check?.(data)
  if (wrong !== undefined) throw new RoomfulError('EVENT_INVALID', { at: 'data', message: wrong })
  return { json, isDroppable: rule.droppable }
}

function placeRobot(core: HubCore, roomId: string, options: RobotOptions): Robot {
  const room = core.openRoom(roomId)
  if (!room) throw new RoomfulError('ROOMS_FULL')
  const { avatar } = options
  const id = `robot_${randomId(core.random, 9)}`
  const sitter: Sitter = {
    identity: { id, isVerified: false, ...(avatar === undefined ? {} : { avatar }) },
    transport: undefined,
    format: 'binary',
    isFresh: false,
    sendJson: () => {},
    overflow: () => {},
  }
  const seat = new Seat(sitter, room.takeRef(), ROBOT_GRANTS, 'here', true)
  const heard = new Set<EventListener>()
  room.add(seat)
  room.patch(seat, {
    show: true,
    name: options.name,
    ...(options.color === undefined ? {} : { color: options.color }),
    ...(options.data === undefined ? {} : { data: options.data }),
  })
  return {
    id,
    send(name, data = null) {
      const { json, isDroppable } = checkEvent(core, name, data)
      return seat.index < 0 ? 0 : room.send(seat, name, data, json, isDroppable)
    },
    on(name, listener) {
      const hear: EventListener = (heardName, data, from) => {
        if (heardName !== name || from === seat.ref) return
        try {
          listener(data, from)
        } catch (error) {
          // [R7] A robot that fails must not cost the connection whose event it heard.
          core.log('error', 'robot-failed', { name: errorName(error) })
        }
      }
      heard.add(hear)
      room.listeners.add(hear)
      return () => void (heard.delete(hear), room.listeners.delete(hear))
    },
    set: (patch) => void (seat.index < 0 || room.patch(seat, patch)),
    point: (place) => void (seat.index < 0 || room.move(seat, place)),
    leave() {
      for (const hear of heard) room.listeners.delete(hear)
      room.remove(seat)
      core.closeIfEmpty(room)
    },
  }
}
