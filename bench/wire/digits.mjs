/** Numbers as text at fixed places, so that the generator reads them without parsing JSON. */

/** Reads `digits` digits at `at`. */
export function readDigits(bytes, at, digits) {
  let value = 0
  for (let i = 0; i < digits; i += 1) value = value * 10 + bytes[at + i] - 48
  return value
}

/** Reads the number that begins at `at`, however long it is. */
export function readNumber(bytes, at) {
  let value = 0
  for (let i = at; bytes[i] >= 48 && bytes[i] <= 57; i += 1) value = value * 10 + bytes[i] - 48
  return value
}
