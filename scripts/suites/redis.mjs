/**
 * Finds a Redis or Valkey server to test on: the program named by ROOMFUL_REDIS, one on the PATH or in the usual places, or,
 * on Debian as root, the distribution's own, which is installed if it lacks. The tests start private servers from it.
 */
import { canInstall, install, programIn } from './programs.mjs'

const NAMES = ['redis-server', 'valkey-server']

/** The path of the program, installed first if that is possible; or undefined. */
export async function findRedis(say) {
  const found = redisProgram()
  if (found !== undefined || process.env.ROOMFUL_REDIS || !canInstall()) return found
  await install('Redis', ['redis-server'], say)
  return redisProgram()
}

/** The same without installing anything. */
export function redisProgram() {
  return programIn(process.env.ROOMFUL_REDIS, NAMES)
}
