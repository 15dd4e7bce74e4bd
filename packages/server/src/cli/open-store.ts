/** Opens the database for a command that works on it from outside of a server, as the server would find it. */
import { existsSync } from 'node:fs'
import { createModeratorKeys } from '../auth/moderator-key.js'
import { checkOptions } from '../check-options.js'
import { createTransferStore } from '../features/transfer-store.js'
import type { Settings } from '../options.js'
import { systemClock } from '../platform/clock.js'
import { randomId, systemRandom } from '../platform/random.js'
import { openStore as openDatabase } from '../store/open-store.js'
import type { DatabaseChoices, LinkChoices } from './commands.js'
import { readConfig } from './config-file.js'
import type { Config } from './config-file.js'
import type { OpenStore } from './run-command.js'
import { DEFAULT_DATABASE, DEFAULT_HOST, DEFAULT_PORT } from './serve.js'
import { UsageError } from './words.js'

const SQLITE = 'sqlite:'

/** @throws UsageError, OPTION_INVALID, STORE_UNAVAILABLE, STORE_NEWER, DEPENDENCY_MISSING */
export async function openStore(choices: DatabaseChoices, isNew: boolean): Promise<OpenStore> {
  const config = choices.config === undefined ? {} : await readConfig(choices.config)
  const settings = settingsOf(choices, config)
  if (settings.store === undefined) checkPlace(settings.database, isNew)
  const store = settings.store ?? (await openDatabase(settings.database))
  try {
    const secret = settings.secret ?? (await store.setting('secret', () => randomId(systemRandom, 32)))
    return {
      transfer: createTransferStore({
        ...{ store, secret, clock: systemClock, random: systemRandom },
        commentDays: settings.retention.commentDays,
      }),
      async moderatorLink(name, link) {
        const key = createModeratorKeys(secret, systemClock).issue(name, link.days)
        return `${addressOf(choices, config, settings, link)}/moderate#key=${key}`
      },
      // Also one that a config file has made: nobody else is there to do it.
      close: () => store.close(),
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

function settingsOf({ database, secret }: DatabaseChoices, { port: _port, host: _host, ...config }: Config): Settings {
  const isStoreGiven = config.store !== undefined || config.database !== undefined
  return checkOptions({
    ...(isStoreGiven ? {} : { database: DEFAULT_DATABASE }),
    ...config,
    ...(database === undefined ? {} : { database }),
    ...(secret === undefined ? {} : { secret }),
  })
}

/** A wrong name shall neither look like an empty database nor leave one behind. @throws UsageError */
function checkPlace(database: string, isNew: boolean): void {
  if (database === 'memory:') throw new UsageError('memory: is inside of a server; name a database with --database.')
  if (isNew || !database.startsWith(SQLITE)) return
  const file = database.slice(SQLITE.length)
  if (!existsSync(file)) throw new UsageError(`There is no database ${file}; name it with --database.`)
}

function addressOf(choices: DatabaseChoices, config: Config, settings: Settings, { site, path }: LinkChoices): string {
  const port = choices.port ?? String(config.port ?? DEFAULT_PORT)
  const host = choices.host ?? config.host ?? DEFAULT_HOST
  const isAll = host === '0.0.0.0' || host === '::'
  const origin = site ?? `http://${isAll ? DEFAULT_HOST : host.includes(':') ? `[${host}]` : host}:${port}`
  return `${origin}${(path ?? settings.path).replace(/\/$/, '')}`
}
