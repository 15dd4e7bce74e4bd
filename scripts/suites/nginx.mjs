/**
 * Finds nginx for the cluster example: the program named by ROOMFUL_NGINX, one on the PATH or in the usual places, or, on
 * Debian as root, the distribution's own, which is installed if it lacks.
 */
import { delimiter, join } from 'node:path'
import { canInstall, install, isProgram } from './programs.mjs'

const USUAL = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin', '/usr/local/bin']

/** The path of nginx, installed first if that is possible; or undefined. */
export async function findNginx(say) {
  const found = nginxProgram()
  if (found !== undefined || process.env.ROOMFUL_NGINX || !canInstall()) return found
  await install('nginx', ['nginx'], say)
  return nginxProgram()
}

/** The same without installing anything. */
export function nginxProgram() {
  const named = process.env.ROOMFUL_NGINX
  if (named) return isProgram(named) ? named : undefined
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...USUAL]
  return folders.map((folder) => join(folder, 'nginx')).find(isProgram)
}
