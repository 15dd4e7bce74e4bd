/**
 * Damages frames, the same way for the same dice: flipped bits, cuts, splices, noise, hostile JSON in a field's place.
 *
 * Never hands out a frame above the size limit unless asked: those have their own tests, and would only slow this down.
 */
import { MAX_FRAME_BYTES } from '@roomful/protocol'
import {
  CLIENT_FRAMES,
  CLIENT_MESSAGES,
  HOSTILE_DOCUMENTS,
  HOSTILE_VALUES,
  textFrame,
  type RawFrame,
} from './frame-corpus.js'
import type { Dice } from './seeded-random.js'

type Damage = (frame: RawFrame, dice: Dice) => RawFrame

const HOSTILE_FRAMES = HOSTILE_DOCUMENTS.map(textFrame)

const flipBits: Damage = (frame, dice) => {
  const bytes = frame.bytes.slice()
  for (let count = dice.between(1, 4); count > 0 && bytes.length > 0; count--) {
    const at = dice.below(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << dice.below(8))
  }
  return { ...frame, bytes }
}

const cut: Damage = (frame, dice) => ({ ...frame, bytes: frame.bytes.slice(0, dice.below(frame.bytes.length + 1)) })

const dropMiddle: Damage = (frame, dice) => {
  const from = dice.below(frame.bytes.length + 1)
  return { ...frame, bytes: join(frame.bytes.subarray(0, from), frame.bytes.subarray(from + dice.between(1, 8))) }
}

const repeatMiddle: Damage = (frame, dice) => {
  const from = dice.below(frame.bytes.length + 1)
  const part = frame.bytes.subarray(from, from + dice.between(1, 16))
  return { ...frame, bytes: join(frame.bytes.subarray(0, from), part, part, frame.bytes.subarray(from)) }
}

const splice: Damage = (frame, dice) => {
  const other = dice.pick(CLIENT_FRAMES).bytes
  const head = frame.bytes.subarray(0, dice.below(frame.bytes.length + 1))
  return { ...frame, bytes: join(head, other.subarray(dice.below(other.length + 1))) }
}

const insertNoise: Damage = (frame, dice) => {
  const at = dice.below(frame.bytes.length + 1)
  return {
    ...frame,
    bytes: join(frame.bytes.subarray(0, at), dice.bytes(dice.between(1, 8)), frame.bytes.subarray(at)),
  }
}

const noise: Damage = (_, dice) => ({ bytes: dice.bytes(dice.below(40)), isBinary: dice.chance(0.7) })

const knownOpcodeThenNoise: Damage = (_, dice) => {
  const bytes = dice.bytes(dice.between(1, 40))
  bytes[0] = dice.below(5)
  return { bytes, isBinary: true }
}

const otherKind: Damage = (frame) => ({ ...frame, isBinary: !frame.isBinary })

const hostileDocument: Damage = (frame, dice) => (dice.chance(0.02) ? dice.pick(HOSTILE_FRAMES) : flipBits(frame, dice))

const hostileField: Damage = (_, dice) => {
  const message = dice.pick(CLIENT_MESSAGES)
  const keys = Object.keys(message)
  const spoiled = dice.pick(keys)
  const fields = keys.map(
    (key) => `"${key}":${key === spoiled ? dice.pick(HOSTILE_VALUES) : JSON.stringify(message[key])}`,
  )
  if (dice.chance(0.2))
    fields.push(`${dice.pick(['"__proto__"', '"t"', '"n"', '"id"', '"role"'])}:${dice.pick(HOSTILE_VALUES)}`)
  return textFrame(`{${fields.join(',')}}`)
}

const missingField: Damage = (_, dice) => {
  const message = { ...dice.pick(CLIENT_MESSAGES) }
  delete message[dice.pick(Object.keys(message))]
  return textFrame(JSON.stringify(message))
}

const DAMAGES: readonly Damage[] = [
  flipBits,
  cut,
  dropMiddle,
  repeatMiddle,
  splice,
  insertNoise,
  noise,
  knownOpcodeThenNoise,
  otherKind,
  hostileDocument,
  hostileField,
  missingField,
]

/** A damaged frame; one in twenty is left whole, so that the states behind valid frames are reached too. */
export function mutatedFrame(dice: Dice): RawFrame {
  const frame = dice.pick(CLIENT_FRAMES)
  if (dice.chance(0.05)) return frame
  let damaged = dice.pick(DAMAGES)(frame, dice)
  if (dice.chance(0.25)) damaged = dice.pick(DAMAGES)(damaged, dice)
  return damaged.bytes.length <= MAX_FRAME_BYTES
    ? damaged
    : { ...damaged, bytes: damaged.bytes.slice(0, MAX_FRAME_BYTES) }
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
