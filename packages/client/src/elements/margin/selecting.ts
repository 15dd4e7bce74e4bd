/**
 * What people on the page have selected at this moment: the reader's own is told, that of others is marked.
 *
 * [P2,D8] Told only while the reader is shown and their pointer does not rest, only as places in the page, and taken back when
 * nothing is selected. What others tell is looked up on this page and forgotten when they fall silent or leave.
 */
import type { Cancel, Json, Passage } from '@roomful/protocol'
import { describePassage } from '../../model/passage.js'
import type { EventSender } from '../../room/events.js'
import type { Room } from '../../room/room.js'
import { all, isMe, type Live } from '../live.js'
import type { Mark, PassageLayer } from '../passages/passage-layer.js'
import { paced } from '../pods/pointer.js'
import { readSelect, SELECT, type Selected } from './select-event.js'

/** Half: twice the events while somebody drags. Double: their mark is far behind. */
const SEND_MS = 400
/** Whoever holds a selection says so this often, for those who came later or missed it. */
const REPEAT_MS = 10_000
const FORGET_MS = 25_000
/** More at once is a room nobody can read in. */
const MAX_SHOWN = 20

export interface Selecting {
  /** What the reader has selected, or writes about, now. */
  tell(passage: Passage | undefined): void
  marks(): readonly Mark[]
  stop(): void
}

interface Shown {
  readonly mark: Mark
  readonly cancel: Cancel
}

export function createSelecting(live: Live, room: Room, layer: PassageLayer, changed: () => void): Selecting {
  const others = new Map<string, Shown>()
  const forget = (id: string): void => {
    others.get(id)?.cancel()
    if (others.delete(id)) changed()
  }
  const heard = (data: Json, { member, isMe: isOwn }: EventSender): void => {
    if (isOwn || member === undefined || isMe(live, member.id) || live.ignored.get().has(member.id)) return
    const selected = readSelect(data)
    if (selected === undefined) return
    const passage = selected === 'none' ? undefined : passageOf(layer, selected)
    if (passage === undefined || (others.size >= MAX_SHOWN && !others.has(member.id))) return forget(member.id)
    others.get(member.id)?.cancel()
    const mark: Mark = { id: `select ${member.id}`, passage, count: 0, color: member.color, state: 'selecting' }
    others.set(member.id, { mark, cancel: live.clock.after(FORGET_MS, () => forget(member.id)) })
    changed()
  }
  const present = (): void => {
    const here = new Set(room.members.get().map(({ id }) => id))
    for (const id of [...others.keys()]) if (!here.has(id) || live.ignored.get().has(id)) forget(id)
  }
  const own = tellOwn(live, room, layer)
  const undo = all(
    room.on(SELECT, heard),
    room.members.subscribe(present),
    live.ignored.subscribe(present),
    room.me.subscribe(own.look),
    live.isPaused.subscribe(own.look),
  )
  return {
    tell: own.tell,
    marks: () => [...others.values()].map(({ mark }) => mark),
    stop() {
      undo()
      own.stop()
      for (const { cancel } of others.values()) cancel()
    },
  }
}

interface Own {
  tell(passage: Passage | undefined): void
  /** Whether it may be told has changed. */
  look(): void
  stop(): void
}

function tellOwn(live: Live, room: Room, layer: PassageLayer): Own {
  let wanted: Passage | undefined
  let isTold = false
  let cancel: Cancel | undefined
  const say = (): void => {
    cancel?.()
    cancel = undefined
    const mayTell = room.me.get().isShown && !live.isPaused.get() && room.can.get().has('comment')
    const selected = wanted !== undefined && mayTell ? placeOf(layer, wanted) : undefined
    // What could not be said when it was true is not said later.
    if (room.status.get() !== 'joined' || (selected === undefined && !isTold)) return
    isTold = selected !== undefined
    void room.send(SELECT, { ...selected }, { ack: false })
    if (isTold) cancel = live.clock.after(REPEAT_MS, say)
  }
  const pace = paced(live, SEND_MS, say)
  return {
    tell(passage) {
      if (passage?.start === wanted?.start && passage?.exact === wanted?.exact) return
      wanted = passage
      pace.run()
    },
    look() {
      if (wanted !== undefined || isTold) pace.run()
    },
    stop() {
      wanted = undefined
      pace.stop()
      say()
    },
  }
}

/** By the element around it: what stands above may differ from page to page. */
function placeOf(layer: PassageLayer, { block, start, end }: Passage): Selected {
  const element = block === undefined ? undefined : layer.anchors.find(block)
  if (block === undefined || element === undefined) return { from: start, to: end }
  const from = start - layer.page().spanOf(element).start
  return from < 0 ? { from: start, to: end } : { anchor: block, from, to: from + end - start }
}

function passageOf(layer: PassageLayer, { anchor, from, to }: Selected): Passage | undefined {
  const page = layer.page()
  const element = anchor === undefined ? undefined : layer.anchors.find(anchor)
  if (anchor !== undefined && element === undefined) return undefined
  const { start } = element === undefined ? { start: 0 } : page.spanOf(element)
  return describePassage(page.text, start + from, start + to)
}
