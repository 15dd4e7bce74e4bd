/**
 * What the measured messages say: a 64-byte JSON object with a number and a time at fixed places, so that the generator
 * reads both without parsing JSON; and the numbers inside a cursor that tell which move it was.
 */

import { readDigits } from './digits.mjs'

export const PAYLOAD_BYTES = 64
const NUMBER_AT = 5
const NUMBER_DIGITS = 9
const TIME_AT = 19
const TIME_DIGITS = 12
// Leading digits keep every number the same width: JSON knows no leading zeros.
const NUMBER_BASE = 100_000_000
const WHO_STEP = 10_000_000
const TIME_BASE = 100_000_000_000

const template = Buffer.from(`{"s":000000000,"t":000000000000,"p":"${'.'.repeat(25)}"}`)
if (template.length !== PAYLOAD_BYTES) throw new Error('the payload is not 64 bytes')

/** Message `k` (below ten million) of sender `who` (0 to 8), sent now. The returned buffer is reused by the next call. */
export function messagePayload(who, k) {
  writeDigits(template, NUMBER_AT, NUMBER_DIGITS, NUMBER_BASE + who * WHO_STEP + k)
  writeDigits(template, TIME_AT, TIME_DIGITS, TIME_BASE + Math.round(performance.now() * 1_000))
  return template
}

export function payloadWho(bytes, at) {
  return bytes[at + NUMBER_AT + 1] - 48
}

export function payloadNumber(bytes, at) {
  return readDigits(bytes, at + NUMBER_AT + 2, NUMBER_DIGITS - 2)
}

/** How long ago the message was sent, milliseconds. */
export function payloadAgeMs(bytes, at) {
  return performance.now() - (readDigits(bytes, at + TIME_AT, TIME_DIGITS) - TIME_BASE) / 1_000
}

/** The element every cursor of the bench is over: 24 bits, eight decimal digits. */
export const CURSOR_ANCHOR = 12_345_678
/** A cursor's `place` is this plus the number of the move, always eight digits and always 24 bits. */
export const CURSOR_PLACE_BASE = 10_000_000
/** The JSON peers number their people from here, so that the number has four digits. */
const CURSOR_WHO_BASE = 1_000

const CURSOR_HEAD = '{"i":'
const CURSOR_MIDDLE = `,"m":1,"a":${CURSOR_ANCHOR},"p":`

/** The same content as a Roomful cursor: whose, how it is meant, which element, where in it. */
export function cursorJson(who, k) {
  return `${CURSOR_HEAD}${CURSOR_WHO_BASE + who}${CURSOR_MIDDLE}${CURSOR_PLACE_BASE + k}}`
}

export function cursorJsonWho(bytes, at) {
  return readDigits(bytes, at + CURSOR_HEAD.length, 4) - CURSOR_WHO_BASE
}

export function cursorJsonNumber(bytes, at) {
  return readDigits(bytes, at + CURSOR_HEAD.length + 4 + CURSOR_MIDDLE.length, 8) - CURSOR_PLACE_BASE
}

function writeDigits(bytes, at, digits, value) {
  for (let i = digits - 1; i >= 0; i -= 1) {
    const next = Math.floor(value / 10)
    bytes[at + i] = 48 + (value - next * 10)
    value = next
  }
}
