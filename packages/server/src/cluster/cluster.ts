/**
 * This node among others: who else is alive, what concerns them all, and the links of open rooms. [Y1–Y12]
 *
 * Composition, and the rooms' topics on the bus. The hub sees nothing of the bus but this.
 */
import { jsonBytes, type Clock, type Json, type JsonFields, type LogEntry, type Random } from '@roomful/protocol'
import type { Bus } from '../bus/bus.js'
import type { Log } from '../platform/log.js'
import { randomId } from '../platform/random.js'
import { createPeers, type Peers } from './peers.js'
import type { RoomFace } from './room-face.js'
import { RoomLink } from './room-link.js'
import { decodeRoomFrame } from './room-wire.js'
import { createSite, type Site } from './site.js'
import { createStrays, stray } from './strays.js'

export interface Cluster {
  /** This node's name: another one at every start, so that nothing said by an earlier process can be taken for its word. */
  readonly node: string
  /** Resolves when this node hears the others. Rejects `BUS_UNAVAILABLE`. */
  readonly ready: Promise<void>
  readonly peers: Peers
  readonly site: Site
  /** Joins an open room to the same room elsewhere. */
  link(face: RoomFace): RoomLink
  /** The room has closed here. */
  unlink(face: RoomFace, link: RoomLink): void
  /** [Y8] What was written for a room that is not open here. */
  sayLog(room: string, epoch: string, entries: readonly LogEntry[]): void
  /** An event of the server, or a note, for a room that is not open here. */
  sayEvent(room: string, name: string, data: Json, isDroppable: boolean): void
  sayNote(room: string, note: JsonFields): void
  /** Calls when frames of any node may have been lost, and when a node is back. Returns the undo. */
  onGap(listener: () => void): () => void
  /** Whether the broker is believed to be reachable. */
  isUp(): boolean
  /** Messages given to the bus so far; for figures. */
  readonly published: number
  /** [Y2] This node ends now; the others keep its people for a moment. Of rooms it says nothing more. */
  bye(): Promise<void>
  /** Hears and says no more. The bus stays the caller's. */
  stop(): Promise<void>
}

export interface ClusterParts {
  readonly bus: Bus
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

const NAME_BYTES = 9
/** One line about a broker that is away, and no more for this long. */
const LOG_GAP_MS = 10_000
const topicOf = (room: string): string => `room:${room}`

export function createCluster({ bus, clock, random, log }: ClusterParts): Cluster {
  const node = randomId(random, NAME_BYTES)
  const links = new Map<RoomLink, () => void>()
  const gapListeners = new Set<() => void>()
  const peers = createPeers({ bus, clock, log, node })
  const site = createSite({ bus, clock, log, node, heard: (name) => peers.heard(name) })
  let runs = 0
  let published = 0
  let isMute = false
  const loggedAtMs = new Map<string, number>()

  const warn = (event: string, topic: string): void => {
    const nowMs = clock.monotonic()
    if (nowMs - (loggedAtMs.get(event) ?? Number.NEGATIVE_INFINITY) < LOG_GAP_MS) return
    loggedAtMs.set(event, nowMs)
    log('warn', event, { topic })
  }
  async function publish(topic: string, frame: Uint8Array): Promise<boolean> {
    if (isMute) return false
    published++
    try {
      await bus.publish(topic, frame)
      return true
    } catch {
      if (!isMute) warn('bus-unavailable', 'room')
      return false
    }
  }
  const strays = createStrays(clock, (topic, frame) => void publish(topic, frame))

  function gapped(): void {
    for (const link of links.keys()) link.gap(random.unit())
    for (const listener of gapListeners) listener()
  }
  const undos = [
    bus.onGap(gapped),
    peers.subscribe({
      up(name, isBack) {
        if (isBack) for (const link of links.keys()) link.returned(name, random.unit())
        for (const listener of gapListeners) listener()
      },
      down(name) {
        for (const link of links.keys()) link.down(name, random.unit())
      },
    }),
  ]

  /** A broker that does not take the subscription leaves a room alone, and says so. */
  function subscribe(topic: string, link: RoomLink): () => void {
    let undo: (() => Promise<void>) | undefined
    let isOver = false
    const end = (): void => void undo?.().catch(() => undefined)
    bus
      .subscribe(topic, (frame) => {
        const heard = decodeRoomFrame(frame)
        if (heard) link.hear(heard)
        else warn('bus-frame-refused', 'room')
      })
      .then(
        (stop) => {
          undo = stop
          if (isOver) return end()
          link.opened()
        },
        () => warn('bus-unavailable', 'room'),
      )
    return () => {
      isOver = true
      end()
    }
  }

  return {
    node,
    ready: Promise.all([peers.start(), site.start()]).then(() => undefined),
    peers,
    site,
    link(face) {
      const topic = topicOf(face.id)
      strays.forget('closed', topic)
      const link = new RoomLink({
        ...{ bus, clock, node, face, run: ++runs },
        publish: (frame) => publish(topic, frame),
        heard: (name) => peers.heard(name),
        hasPeers: () => peers.alive().length > 0,
      })
      links.set(link, subscribe(topic, link))
      return link
    },
    unlink(face, link) {
      links.get(link)?.()
      links.delete(link)
      const last = link.close()
      if (last?.isNews) strays.say('closed', topicOf(face.id), last.frame)
      else if (last) void publish(topicOf(face.id), last.frame)
    },
    sayLog(room, epoch, entries) {
      const last = entries.at(-1)
      if (!last) return
      const logHead = { epoch, offset: last.o }
      const log = entries.map((entry) => ({ epoch, entry }))
      strays.say('log', topicOf(room), stray(node, { log, logHead }), stray(node, { logHead }))
    },
    sayEvent(room, name, data, isDroppable) {
      void publish(topicOf(room), stray(node, { events: [{ serial: 0, name, json: jsonBytes(data), isDroppable }] }))
    },
    sayNote: (room, note) => void publish(topicOf(room), stray(node, { notes: [note] })),
    onGap(listener) {
      gapListeners.add(listener)
      return () => void gapListeners.delete(listener)
    },
    isUp: () => bus.isUp(),
    get published() {
      return published
    },
    bye() {
      isMute = true
      return peers.bye()
    },
    async stop() {
      isMute = true
      for (const undo of undos) undo()
      for (const end of links.values()) end()
      for (const link of links.keys()) link.close()
      links.clear()
      strays.stop()
      await peers.stop()
      await site.stop()
    },
  }
}
