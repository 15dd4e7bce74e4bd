/**
 * From flags and environment to one set of choices: flag before environment before config file.
 *
 * Pure: takes the words and variables, returns choices or throws a UsageError with the sentence to print. A variable that
 * looks like a misspelt one of ours is an error too; it would otherwise go unnoticed for months.
 */
import { parseArgs } from 'node:util'
import type { LogLevel } from '../platform/log.js'
import { LOG_LEVELS } from '../platform/print-log.js'
import { didYouMean, hint } from '../model/did-you-mean.js'

/** Somebody has to type something else; the message says what. */
export class UsageError extends Error {}

/** What the command line was told. Undefined: nothing, so config file or default decide. */
export interface Choices {
  readonly help: boolean
  readonly version: boolean
  readonly config: string | undefined
  readonly port: number | undefined
  readonly host: string | undefined
  readonly log: LogLevel | undefined
  readonly database: string | undefined
  readonly origins: readonly string[] | undefined
  readonly secret: string | undefined
  readonly jwtSecret: string | undefined
  readonly rooms: readonly string[] | undefined
  readonly path: string | undefined
  readonly noGuests: boolean
}

const FLAGS = {
  port: { type: 'string', short: 'p' },
  host: { type: 'string' },
  database: { type: 'string' },
  origin: { type: 'string', multiple: true },
  secret: { type: 'string' },
  'jwt-secret': { type: 'string' },
  room: { type: 'string', multiple: true },
  'no-guests': { type: 'boolean' },
  path: { type: 'string' },
  config: { type: 'string', short: 'c' },
  log: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

const PREFIX = 'ROOMFUL_'
const OWN_NAMES = ['SECRET', 'JWT_SECRET', 'ORIGINS', 'CONFIG', 'LOG']
const VARIABLES = OWN_NAMES.map((name) => PREFIX + name)

export const HELP = `roomful: make any page a room

Usage: roomful [options]

  -p, --port PORT        port to listen on; 0 takes a free one   PORT                (default 4848)
      --host HOST        address to listen on; 0.0.0.0 for all   HOST                (default localhost)
      --database URL     sqlite:FILE or memory:                  DATABASE_URL        (default sqlite:roomful.db)
      --origin ORIGIN    a site whose pages may connect, like    ROOMFUL_ORIGINS     (default: only its own pages)
                         https://blog.example; may be repeated   (comma-separated)
      --secret TEXT      signs guest tokens, 32 bytes or more    ROOMFUL_SECRET      (default: made and kept)
      --jwt-secret TEXT  checks the tokens of your site, HS256   ROOMFUL_JWT_SECRET
      --room PATTERN     a room there is, like /blog/*;                              (default: any)
                         may be repeated
      --no-guests        only people with a token may come
      --path PATH        where everything lives                                      (default /roomful)
  -c, --config FILE      more options, as JSON or .mjs           ROOMFUL_CONFIG
      --log LEVEL        error, warn, info or debug              ROOMFUL_LOG         (default warn)
  -h, --help
  -v, --version

A flag goes before its variable, a variable before the config file. A config file holds the options of createRoomful,
and "port" and "host". Secrets are better kept in variables than in flags, which other programs can see.
`

type Environment = Readonly<Record<string, string | undefined>>

/** @throws UsageError */
export function readArguments(words: readonly string[], environment: Environment): Choices {
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(PREFIX) || VARIABLES.includes(name)) continue
    // Others may use the prefix for purposes of their own, so only a near miss is taken for a mistake.
    const meant = didYouMean(name.slice(PREFIX.length), OWN_NAMES)
    if (meant !== undefined) {
      throw new UsageError(`The variable ${name} means nothing to Roomful; did you mean "${PREFIX}${meant}"?`)
    }
  }
  const flags = parseFlags(words)
  // An empty variable is how shells and compose files say "not set".
  const variable = (name: string): string | undefined => environment[name] || undefined
  return {
    help: flags.help ?? false,
    version: flags.version ?? false,
    config: flags.config ?? variable('ROOMFUL_CONFIG'),
    port: portOf('--port', flags.port) ?? portOf('PORT', variable('PORT')),
    host: flags.host ?? variable('HOST'),
    log: levelOf('--log', flags.log) ?? levelOf('ROOMFUL_LOG', variable('ROOMFUL_LOG')),
    database: flags.database ?? variable('DATABASE_URL'),
    origins: flags.origin ?? listOf(variable('ROOMFUL_ORIGINS')),
    secret: flags.secret ?? variable('ROOMFUL_SECRET'),
    jwtSecret: flags['jwt-secret'] ?? variable('ROOMFUL_JWT_SECRET'),
    rooms: flags.room,
    path: flags.path,
    noGuests: flags['no-guests'] ?? false,
  }
}

type Flags = ReturnType<typeof parseArgs<{ options: typeof FLAGS }>>['values']

function parseFlags(words: readonly string[]): Flags {
  const known = Object.keys(FLAGS).map((name) => `--${name}`)
  for (const word of words) {
    if (word === '--') break
    const [flag = ''] = word.split('=')
    if (flag.startsWith('--') && !known.includes(flag)) {
      throw new UsageError(`There is no option ${flag}${hint(flag, known) || '; see roomful --help.'}`)
    }
  }
  try {
    return parseArgs({ args: [...words], options: FLAGS, allowPositionals: false }).values
  } catch (error) {
    const [sentence = ''] = error instanceof Error ? error.message.split('\n') : []
    throw new UsageError(`${sentence.replace(/\.?$/, '.')} See roomful --help.`)
  }
}

function portOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new UsageError(`${name} is ${JSON.stringify(text)}; give a number from 0 to 65535.`)
  }
  return Number(text)
}

function levelOf(name: string, text: string | undefined): LogLevel | undefined {
  const level = LOG_LEVELS.find((each) => each === text)
  if (text !== undefined && level === undefined) {
    throw new UsageError(`${name} is ${JSON.stringify(text)}; give one of ${LOG_LEVELS.join(', ')}.`)
  }
  return level
}

function listOf(text: string | undefined): readonly string[] | undefined {
  const entries = text?.split(',').map((entry) => entry.trim())
  return entries?.filter((entry) => entry !== '')
}
