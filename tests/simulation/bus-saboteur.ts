/**
 * Plays nodes that are broken in one way each, by changing what they hear of each other and what their clocks say.
 *
 * Like `saboteur.ts`, and nothing of it is in the product: it sits between the broker and the nodes.
 */
import type { Random } from '@roomful/protocol'
import { decodeRoomFrame, encodeRoomFrame, type RoomFrame } from '../../packages/server/src/cluster/room-wire.js'
import type { PresenceWord } from '../../packages/server/src/model/nodes/presence-table.js'
import type { PersonShare } from '../../packages/server/src/model/nodes/share.js'
import type { MachineClock } from '../support/fake-clock.js'
import type { Dice } from '../support/seeded-random.js'
import type { BusPassage } from './sim-bus.js'

/** What breaks. Each name says what the nodes would have done wrong. */
export const BUS_SABOTAGES = [
  'the name of a node outlives its process',
  'gaps in what a node says are not looked at',
  'a dead node never expires',
  'the lease is too short',
  'what was lost at the end is never noticed',
  'an own pause counts against the others',
  'events that come twice are told twice',
  'an old share undoes what is new',
  'a person on two nodes counts twice',
  'who hides stays shown on other nodes',
  'an unseen person is shown on other nodes',
  'events of another node overtake each other',
  'who turned up on another node is not let go',
  'what is written is not told to other nodes',
] as const
export type BusSabotage = (typeof BUS_SABOTAGES)[number]

export interface BusSaboteur {
  /** Sees what arrives at a node; the answer arrives instead. */
  readonly tap: ((passage: BusPassage) => readonly Uint8Array[]) | undefined
  /** The client of the broker does not say that it was away. */
  readonly isGapHidden: boolean
  clock(clock: MachineClock): MachineClock
  /** The dice of the node at this place. */
  random(index: number, random: Random): Random
  /** For whoever reads the trace. */
  print(topic: string, frame: Uint8Array): string
}

type Tap = NonNullable<BusSaboteur['tap']>
type ChangeFrame = (frame: RoomFrame, passage: BusPassage) => readonly RoomFrame[]

const RIGHT: BusSaboteur = {
  tap: undefined,
  isGapHidden: false,
  clock: (clock) => clock,
  random: (_, random) => random,
  print: printFrame,
}

export function createBusSaboteur(sabotage: string | undefined, dice: Dice): BusSaboteur {
  switch (sabotage as BusSabotage | undefined) {
    case 'the name of a node outlives its process':
      return {
        ...RIGHT,
        random: (index, random) => ({ ...random, bytes: (count) => new Uint8Array(count).fill(index + 1) }),
      }
    case 'gaps in what a node says are not looked at':
      return { ...RIGHT, tap: rooms(withoutGaps()) }
    case 'a dead node never expires':
      return { ...RIGHT, tap: undying() }
    case 'the lease is too short':
      return { ...RIGHT, clock: (clock) => ({ ...clock, monotonic: () => clock.monotonic() * 4 }) }
    case 'what was lost at the end is never noticed':
      return { ...RIGHT, isGapHidden: true, tap: rooms((frame) => (isEcho(frame) ? [] : [frame])) }
    case 'an own pause counts against the others':
      return { ...RIGHT, clock: withoutPauses }
    case 'events that come twice are told twice':
      return { ...RIGHT, tap: rooms(doubled(dice)) }
    case 'an old share undoes what is new':
      return { ...RIGHT, tap: rooms(stale(dice)) }
    case 'a person on two nodes counts twice':
      return {
        ...RIGHT,
        tap: rooms(
          people((person, { from }) => (person.shown.length > 0 ? person : { ...person, id: `${person.id}@${from}` })),
        ),
      }
    case 'who hides stays shown on other nodes':
      return { ...RIGHT, tap: rooms(people(unhidden())) }
    case 'an unseen person is shown on other nodes':
      return { ...RIGHT, tap: rooms(people(exposed)) }
    case 'events of another node overtake each other':
      return { ...RIGHT, tap: rooms((frame) => [withItems(frame, { events: frame.items.events?.toReversed() })]) }
    case 'who turned up on another node is not let go':
      return {
        ...RIGHT,
        tap: ({ topic, frame }) => (topic === 'site' && text(frame).includes('"kind":"moved"') ? [] : [frame]),
      }
    case 'what is written is not told to other nodes':
      return { ...RIGHT, tap: rooms((frame) => [withItems(frame, { log: undefined, logHead: undefined })]) }
    default:
      return RIGHT
  }
}

/** Changes the frames of rooms. */
function rooms(change: ChangeFrame): Tap {
  return (passage) => {
    const frame = passage.topic.startsWith('room:') ? decodeRoomFrame(passage.frame.slice()) : undefined
    return frame ? change(frame, passage).map(encodeRoomFrame) : [passage.frame]
  }
}

type Items = RoomFrame['items']

/** The frame with these items changed; undefined takes one away. */
function withItems(
  { head, items }: RoomFrame,
  changes: { readonly [K in keyof Items]?: Items[K] | undefined },
): RoomFrame {
  const entries = Object.entries({ ...items, ...changes }).filter(([, value]) => value !== undefined)
  return { head, items: Object.fromEntries(entries) }
}

const isEcho = ({ items }: RoomFrame): boolean => Object.keys(items).every((kind) => kind === 'logHead')
const wayOf = ({ to, topic }: BusPassage, { node, run }: RoomFrame['head']): string => `${to} ${topic} ${node} ${run}`

/** To whoever hears, nothing is ever missing. */
function withoutGaps(): ChangeFrame {
  const heard = new Map<string, { presence: number; events: number; cursors: number }>()
  return (frame, passage) => {
    const { head, items } = frame
    const way = wayOf(passage, head)
    const before = heard.get(way)
    const next = before
      ? {
          presence: before.presence + (items.presence ? 1 : 0),
          events: before.events + (items.events?.length ?? 0),
          cursors: before.cursors + (items.cursors ? 1 : 0),
        }
      : { presence: head.presence, events: head.events, cursors: head.cursors }
    heard.set(way, next)
    return [{ head: { ...head, ...next }, items }]
  }
}

/** Whoever has ever spoken goes on speaking. */
function undying(): Tap {
  const names = new Map<string, Uint8Array>()
  return ({ topic, frame }) => {
    const said = text(frame)
    if (topic !== 'nodes' || !said.includes('"t":"beat"')) return topic === 'nodes' ? [] : [frame]
    names.set(said, frame)
    return [...names.values()]
  }
}

/** Timers that were due in a pause run as often as they were due, at times that look right. */
function withoutPauses(clock: MachineClock): MachineClock {
  let hiddenMs = 0
  return {
    ...clock,
    monotonic: () => clock.monotonic() - hiddenMs,
    every(ms, task) {
      let lastMs = clock.monotonic()
      return clock.every(ms, () => {
        const nowMs = clock.monotonic()
        for (hiddenMs = Math.max(0, nowMs - lastMs - ms); hiddenMs > 0; hiddenMs = Math.max(0, hiddenMs - ms)) task()
        lastMs = nowMs
        task()
      })
    },
  }
}

function doubled(dice: Dice): ChangeFrame {
  const extra = new Map<string, number>()
  return (frame, passage) => {
    const way = wayOf(passage, frame.head)
    const events = frame.head.events + (extra.get(way) ?? 0)
    const first = { ...frame, head: { ...frame.head, events } }
    const count = frame.items.events?.length ?? 0
    if (count === 0 || !dice.chance(0.1)) return [first]
    extra.set(way, (extra.get(way) ?? 0) + count)
    const again = withItems(
      { ...frame, head: { ...frame.head, events: events + count } },
      { presence: undefined, cursors: undefined },
    )
    return [first, again]
  }
}

/** The first thing a node has said is said again in place of the latest. */
function stale(dice: Dice): ChangeFrame {
  const first = new Map<string, PresenceWord>()
  return (frame, passage) => {
    const { presence } = frame.items
    const way = wayOf(passage, frame.head)
    const old = first.get(way)
    if (presence?.kind === 'full' && !old) first.set(way, presence)
    return [old && presence?.kind === 'delta' && dice.chance(0.3) ? withItems(frame, { presence: old }) : frame]
  }
}

/** Changes the people of whom a node speaks. */
function people(change: (person: PersonShare, passage: BusPassage) => PersonShare): ChangeFrame {
  return (frame, passage) => {
    const { presence } = frame.items
    if (!presence) return [frame]
    const set = presence.set.map((person) => change(person, passage))
    if (presence.kind === 'full') return [withItems(frame, { presence: { ...presence, set } })]
    const gone = presence.gone.flatMap((id) => [id, `${id}@${passage.from}`])
    return [withItems(frame, { presence: { ...presence, set, gone } })]
  }
}

function unhidden(): (person: PersonShare, passage: BusPassage) => PersonShare {
  const shown = new Map<string, PersonShare>()
  return (person, { from, topic }) => {
    const way = `${from} ${topic} ${person.id}`
    if (person.shown.length === 0) return shown.get(way) ?? person
    shown.set(way, person)
    return person
  }
}

function exposed(person: PersonShare): PersonShare {
  if (person.shown.length > 0) return person
  const card = { at: 1, by: 'x', stamp: { isVerified: false }, chosen: {} }
  return { ...person, shown: [{ serial: 1_000_000, state: 'here', rank: 0, section: 0 }], card }
}

const text = (frame: Uint8Array): string => new TextDecoder().decode(frame)

function printFrame(topic: string, frame: Uint8Array): string {
  if (!topic.startsWith('room:')) return text(frame).slice(0, 300)
  return JSON.stringify(decodeRoomFrame(frame), (_, value: unknown) =>
    value instanceof Uint8Array ? text(value).slice(0, 60) : value,
  ).slice(0, 900)
}
