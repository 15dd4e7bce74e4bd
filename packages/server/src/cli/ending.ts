/** How a command ends that could not do what it was asked for. */
import { RoomfulError } from '@roomful/protocol'
import { UsageError } from './words.js'

export const EXIT_FAILURE = 1
/** Somebody has to type something else. */
const EXIT_USAGE = 2

/** The one sentence that says why. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** 2 when an option has to be changed, 1 when something else stood in the way. */
export function statusOf(error: unknown): number {
  const isUsage = error instanceof UsageError || (error instanceof RoomfulError && error.code === 'OPTION_INVALID')
  return isUsage ? EXIT_USAGE : EXIT_FAILURE
}
