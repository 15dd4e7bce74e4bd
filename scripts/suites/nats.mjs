/**
 * Finds a NATS server to test on: the program named by ROOMFUL_NATS, one on the PATH or in the usual places, or, on Debian as
 * root, the distribution's own, which is installed if it lacks. The tests start private servers from it.
 */
import { canInstall, install, programIn } from './programs.mjs'

const NAMES = ['nats-server']

/** The path of the program, installed first if that is possible; or undefined. */
export async function findNats(say) {
  const found = natsProgram()
  if (found !== undefined || process.env.ROOMFUL_NATS || !canInstall()) return found
  await install('NATS', ['nats-server'], say)
  return natsProgram()
}

/** The same without installing anything. */
export function natsProgram() {
  return programIn(process.env.ROOMFUL_NATS, NAMES)
}
