/**
 * What a server is told, from flags and environment to one set of choices: flag before environment before config file.
 *
 * Pure: takes the words and variables, returns choices or throws a UsageError with the sentence to print. The other
 * commands are read in commands.ts.
 */
import { MAX_DRAIN_MS } from '../options.js'
import type { LogLevel } from '../platform/log.js'
import { UsageError, checkVariables, levelOf, readWords, variable } from './words.js'
import type { Environment } from './words.js'

/** What the command line was told. Undefined: nothing, so config file or default decide. */
export interface Choices {
  readonly help: boolean
  readonly version: boolean
  readonly config: string | undefined
  readonly port: number | undefined
  readonly host: string | undefined
  readonly log: LogLevel | undefined
  readonly database: string | undefined
  readonly bus: string | undefined
  readonly origins: readonly string[] | undefined
  readonly secret: string | undefined
  readonly jwtSecret: string | undefined
  readonly rooms: readonly string[] | undefined
  readonly path: string | undefined
  readonly drainAfterMs: number | undefined
  readonly drainMs: number | undefined
  readonly noGuests: boolean
}

const FLAGS = {
  port: { type: 'string', short: 'p' },
  host: { type: 'string' },
  database: { type: 'string' },
  bus: { type: 'string' },
  origin: { type: 'string', multiple: true },
  secret: { type: 'string' },
  'jwt-secret': { type: 'string' },
  room: { type: 'string', multiple: true },
  'no-guests': { type: 'boolean' },
  path: { type: 'string' },
  'drain-after-ms': { type: 'string' },
  'drain-ms': { type: 'string' },
  config: { type: 'string', short: 'c' },
  log: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

export const HELP = `roomful: make any page a room

Usage: roomful [options]             run a server
       roomful import FILE           take in comments of Disqus or WordPress, or an export
       roomful export [FILE]         write everything into a file
       roomful erase --person ID     forget a person
       roomful retain                remove what is older than it may be
       roomful renew                 after a backup was put back
       roomful moderator --name NAME make somebody a moderator

Each command tells more with --help. Options of the server:

  -p, --port PORT        port to listen on; 0 takes a free one   PORT                (default 4848)
      --host HOST        address to listen on; 0.0.0.0 for all   HOST                (default localhost)
      --database URL     sqlite:FILE, postgres://… or memory:    DATABASE_URL        (default sqlite:roomful.db)
      --bus URL          the broker between several nodes of    REDIS_URL           (default: this node is alone)
                         a site: redis://… or nats://…          or NATS_URL
      --origin ORIGIN    a site whose pages may connect, like    ROOMFUL_ORIGINS     (default: only its own pages)
                         https://blog.example; may be repeated   (comma-separated)
      --secret TEXT      signs guest tokens, 32 bytes or more    ROOMFUL_SECRET      (default: made and kept)
      --jwt-secret TEXT  checks the tokens of your site, HS256   ROOMFUL_JWT_SECRET
      --room PATTERN     a room there is, like /blog/*;                              (default: any)
                         may be repeated
      --no-guests        only people with a token may come
      --path PATH        where everything lives                                      (default /roomful)
      --drain-after-ms N after SIGTERM wait this long, until     ROOMFUL_DRAIN_AFTER_MS
                         your proxy has seen /ready say no                           (default 0)
      --drain-ms N       then send people away over this time    ROOMFUL_DRAIN_MS    (default 0; with a bus 3000)
  -c, --config FILE      more options, as JSON or .mjs           ROOMFUL_CONFIG
      --log LEVEL        error, warn, info or debug              ROOMFUL_LOG         (default warn)
  -h, --help
  -v, --version

A flag goes before its variable, a variable before the config file. A config file holds the options of createRoomful,
and "port" and "host". Secrets are better kept in variables than in flags, which other programs can see.
`

/** @throws UsageError */
export function readArguments(words: readonly string[], environment: Environment): Choices {
  checkVariables(environment)
  const { values: flags, positionals } = readWords(words, FLAGS)
  const [extra] = positionals
  if (extra !== undefined) {
    throw new UsageError(`A server takes no word like "${extra}", and a command comes first; see roomful --help.`)
  }
  const port = variable(environment, 'PORT')
  const level = variable(environment, 'ROOMFUL_LOG')
  return {
    help: flags.help ?? false,
    version: flags.version ?? false,
    config: flags.config ?? variable(environment, 'ROOMFUL_CONFIG'),
    port: portOf('--port', flags.port) ?? portOf('PORT', port),
    host: flags.host ?? variable(environment, 'HOST'),
    log: levelOf('--log', flags.log) ?? levelOf('ROOMFUL_LOG', level),
    database: flags.database ?? variable(environment, 'DATABASE_URL'),
    bus: flags.bus ?? brokerOf(environment),
    origins: flags.origin ?? listOf(variable(environment, 'ROOMFUL_ORIGINS')),
    secret: flags.secret ?? variable(environment, 'ROOMFUL_SECRET'),
    jwtSecret: flags['jwt-secret'] ?? variable(environment, 'ROOMFUL_JWT_SECRET'),
    rooms: flags.room,
    path: flags.path,
    drainAfterMs:
      msOf('--drain-after-ms', flags['drain-after-ms']) ??
      msOf('ROOMFUL_DRAIN_AFTER_MS', variable(environment, 'ROOMFUL_DRAIN_AFTER_MS')),
    drainMs:
      msOf('--drain-ms', flags['drain-ms']) ?? msOf('ROOMFUL_DRAIN_MS', variable(environment, 'ROOMFUL_DRAIN_MS')),
    noGuests: flags['no-guests'] ?? false,
  }
}

/** Each under the name that hosts and compose files use for it. */
function brokerOf(environment: Environment): string | undefined {
  const redis = variable(environment, 'REDIS_URL')
  const nats = variable(environment, 'NATS_URL')
  if (redis !== undefined && nats !== undefined)
    throw new UsageError('REDIS_URL and NATS_URL are both set; say with --bus which of them it is.')
  return redis ?? nats
}

function portOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new UsageError(`${name} is ${JSON.stringify(text)}; give a number from 0 to 65535.`)
  }
  return Number(text)
}

function msOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,6}$/.test(text) || Number(text) > MAX_DRAIN_MS) {
    throw new UsageError(`${name} is ${JSON.stringify(text)}; give milliseconds from 0 to ${MAX_DRAIN_MS}.`)
  }
  return Number(text)
}

function listOf(text: string | undefined): readonly string[] | undefined {
  const entries = text?.split(',').map((entry) => entry.trim())
  return entries?.filter((entry) => entry !== '')
}
