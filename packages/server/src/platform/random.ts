/** The real dice. The only file of the server that may ask for chance. */
import { randomFillSync } from 'node:crypto'
import type { Random } from '@roomful/protocol'

export const systemRandom: Random = {
  unit: () => Math.random(),
  bytes: (count) => randomFillSync(new Uint8Array(count)),
}

/** `count` unguessable bytes as base64url, without padding. */
export function randomId(random: Random, count: number): string {
  return Buffer.from(random.bytes(count)).toString('base64url')
}
