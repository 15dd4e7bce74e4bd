/** Programs the suites need from the machine: looking for them, and on Debian as root installing what lacks. */
import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export const canInstall = () =>
  process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

/** Installs packages of the distribution; says what went wrong and does not throw. */
export async function install(name, packages, say) {
  say(`Installing ${name} …`)
  const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 64 << 20 }
  try {
    await execute('apt-get', ['update', '-qq'], quiet)
    await execute('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet)
  } catch (error) {
    say(`${name} could not be installed: ${error.message}`)
  }
}

/** Where servers are that are no everyday commands. */
const USUAL = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin', '/snap/bin']

/** The program named by the operator, and then no other; or the first of these names on the PATH and in the usual places. */
export function programIn(named, names) {
  if (named) return isProgram(named) ? named : undefined
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...USUAL]
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram)
}
