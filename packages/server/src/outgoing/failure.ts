/** Why something could not be delivered, in a word that may stand in a log: other programs' messages quote addresses. [S32] */
import { RoomfulError } from '@roomful/protocol'

const NAME = 'SendFailure'

/** `why`: a code of ours, like `status 500`. */
export function sendFailure(why: string): Error {
  return Object.assign(new Error(why), { name: NAME })
}

export function whyOf(error: unknown): string {
  if (error instanceof RoomfulError) return error.code
  if (!(error instanceof Error)) return typeof error
  return error.name === NAME ? error.message : error.name
}
