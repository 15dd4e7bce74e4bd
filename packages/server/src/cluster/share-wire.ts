/** People of a share in bytes. [Y3,Y4] What another node says is checked like anybody's word, also its names and data. */
import { COLORS, type ActivityState, type Json, type MePatch } from '@roomful/protocol'
import type { Card, PersonShare, ShownSeat, Stamp } from '../model/nodes/share.js'
import type { ByteSource, ByteWriter } from './bytes.js'

const STATES: readonly ActivityState[] = ['here', 'idle', 'away']
const NO_STATE = 3
const ROBOT = 4
const CARD = 8
/** As long as a client may send one; it is cleaned where it is shown. [P8] */
const MAX_CHOSEN_NAME_CHARS = 256

export function writePeople(out: ByteWriter, people: readonly PersonShare[]): void {
  out.varint(people.length)
  for (const person of people) writePerson(out, person)
}

/** Undefined: unsound. */
export function readPeople(source: ByteSource): PersonShare[] | undefined {
  const people: PersonShare[] = []
  for (let left = source.varint(); left > 0; left--) {
    const person = source.isSound ? readPerson(source) : undefined
    if (!person) return undefined
    people.push(person)
  }
  return source.isSound ? people : undefined
}

/** One byte: the hidden state, then flags. An id that nobody sees costs its length and three bytes. */
function writePerson(out: ByteWriter, { id, isRobot, shown, hidden, card }: PersonShare): void {
  out.text(id)
  out.u8((hidden === undefined ? NO_STATE : STATES.indexOf(hidden)) | (isRobot ? ROBOT : 0) | (card ? CARD : 0))
  out.varint(shown.length)
  for (const { serial, state, rank, section } of shown) {
    out.varint(serial)
    out.u8(STATES.indexOf(state))
    out.u8(rank)
    out.u24(section)
  }
  if (!card) return
  out.varint(card.at)
  out.text(card.by)
  out.text(JSON.stringify([card.stamp, card.chosen]))
}

function readPerson(source: ByteSource): PersonShare | undefined {
  const id = source.text()
  const flags = source.u8()
  const hidden = STATES[flags & 3]
  const shown: ShownSeat[] = []
  for (let left = source.varint(); left > 0; left--) {
    const serial = source.varint()
    const state = STATES[source.u8()]
    const rank = source.u8()
    const section = source.u24()
    if (state === undefined || !source.isSound) return undefined
    shown.push({ serial, state, rank, section })
  }
  const card = (flags & CARD) === 0 ? undefined : readCard(source)
  const isRight = source.isSound && id !== '' && (card !== undefined) === shown.length > 0
  return isRight ? { id, isRobot: (flags & ROBOT) !== 0, shown, hidden, card } : undefined
}

function readCard(source: ByteSource): Card | undefined {
  const at = source.varint()
  const by = source.text()
  const said = source.json()
  if (!source.isSound || !Array.isArray(said) || !isFields(said[0]) || !isFields(said[1])) return undefined
  const [{ isVerified, name, avatar, color, role }, patch] = said as [Fields, Fields]
  const stamp: Stamp = {
    isVerified: isVerified === true,
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof avatar === 'string' ? { avatar } : {}),
    ...(isColor(color) ? { color } : {}),
    ...(typeof role === 'string' ? { role } : {}),
  }
  return { at, by, stamp, chosen: chosenOf(patch) }
}

function chosenOf({ name, color, pointer, data }: Fields): MePatch {
  return {
    ...(typeof name === 'string' && name.length <= MAX_CHOSEN_NAME_CHARS ? { name } : {}),
    ...(isColor(color) ? { color } : {}),
    ...(pointer === 'mouse' || pointer === 'touch' ? { pointer } : {}),
    ...(data === undefined ? {} : { data: data as Json }),
  }
}

type Fields = Readonly<Record<string, unknown>>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isColor(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < COLORS
}
