/** Finds strace, by which a running server gets errors from its disk. On Debian as root it is installed if it lacks. */
import { canInstall, install, programIn } from './programs.mjs'

/** The path of the program, installed first if that is possible; or undefined. */
export async function findStrace(say) {
  const found = programIn(undefined, ['strace'])
  if (found !== undefined || !canInstall()) return found
  await install('strace', ['strace'], say)
  return programIn(undefined, ['strace'])
}
