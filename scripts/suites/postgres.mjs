/**
 * Finds the programs of a Postgres server to test on: in the folder named by ROOMFUL_POSTGRES, on the PATH, where the
 * distributions keep them, or, on Debian as root, installed now. The tests start a private server from them.
 */
import { readdirSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { canInstall, install, isProgram } from './programs.mjs'

const NEEDED = ['initdb', 'postgres']
/** Debian and its children; Red Hat's packages from the project; macOS. Each has a folder for every major version. */
const VERSIONED = [
  ['/usr/lib/postgresql', 'bin'],
  ['/usr', 'bin', /^pgsql-/],
  ['/opt/homebrew/opt', 'bin', /^postgresql(@|$)/],
  ['/usr/local/opt', 'bin', /^postgresql(@|$)/],
]

/** The folder with `postgres` and `initdb`, installed first if that is possible; or undefined. */
export async function findPostgres(say) {
  const found = postgresFolder()
  if (found !== undefined || process.env.ROOMFUL_POSTGRES || !canInstall()) return found
  await install('PostgreSQL', ['postgresql'], say)
  return postgresFolder()
}

/** The same without installing anything. */
export function postgresFolder() {
  const named = process.env.ROOMFUL_POSTGRES
  const places = named ? [named] : [...(process.env.PATH ?? '').split(delimiter), ...versionedPlaces()]
  const found = places.find((folder) => NEEDED.every((name) => isProgram(join(folder, name))))
  // A link on the PATH leads to the real folder, beside which Postgres looks for the rest of itself.
  return found === undefined ? undefined : dirname(realpathSync(join(found, 'postgres')))
}

function versionedPlaces() {
  return VERSIONED.flatMap(([folder, bin, pattern = /^\d/]) =>
    namesIn(folder)
      .filter((name) => pattern.test(name))
      .sort((a, b) => versionOf(b) - versionOf(a))
      .map((name) => join(folder, name, bin)),
  )
}

function namesIn(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return [] // Not that kind of machine.
  }
}

const versionOf = (name) => Number(/\d+/.exec(name)?.[0] ?? 0)
