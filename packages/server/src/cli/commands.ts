/**
 * The commands besides running a server, from words to what is asked for: import, export, erase, retain, renew, moderator.
 *
 * Pure, like arguments.ts, whose rules hold here too: a wrong word is a UsageError with the sentence to print. What a
 * command then does is in run-command.ts.
 */
import { MAX_NAME_CHARS, isRoomId } from '@roomful/protocol'
import { hint } from '../model/did-you-mean.js'
import { cleanName } from '../model/names.js'
import type { LogLevel } from '../platform/log.js'
import type { ImportSource } from '../transfer/detect.js'
import { COMMAND_HELP } from './command-help.js'
import { UsageError, checkVariables, levelOf, oneOf, readWords, variable } from './words.js'
import type { Environment } from './words.js'

/** What to do. A file named `-` is standard input or output. */
export type Command =
  | {
      readonly name: 'import'
      readonly file: string
      /** Undefined: to be seen from the file. */
      readonly from: ImportSource | undefined
      /** Origin of the site whose pages' rooms carry no host. */
      readonly site: string | undefined
      readonly isDryRun: boolean
    }
  | {
      readonly name: 'export'
      readonly file: string
      readonly room: string | undefined
      readonly person: string | undefined
    }
  | { readonly name: 'erase'; readonly person: string; readonly isConfirmed: boolean }
  | { readonly name: 'retain'; readonly isDryRun: boolean }
  | { readonly name: 'renew' }
  | { readonly name: 'moderator'; readonly moderator: string; readonly link: LinkChoices }

/** Where to find the database and its server. Undefined: nothing was said, so config file or default decide. */
export interface DatabaseChoices {
  readonly config: string | undefined
  readonly database: string | undefined
  readonly log: LogLevel | undefined
  readonly secret: string | undefined
  /** Where the server listens. */
  readonly port: string | undefined
  readonly host: string | undefined
}

/** What a moderator's link is to be like. */
export interface LinkChoices {
  /** Origin under which people reach the server. */
  readonly site: string | undefined
  readonly path: string | undefined
  /** How long it is good. */
  readonly days: number
}

/** A command to run, or a text to print instead. */
export type CommandLine =
  | { readonly help: string }
  | { readonly command: Command; readonly database: DatabaseChoices; readonly help?: undefined }

const DATABASE_FLAGS = {
  database: { type: 'string' },
  config: { type: 'string', short: 'c' },
  log: { type: 'string' },
  secret: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

const SOURCES: readonly ImportSource[] = ['disqus', 'wordpress', 'roomful']
/** The longest `sub` of a token that is taken. */
const MAX_PERSON_CHARS = 256
const LINK_DAYS = 30
const MAX_LINK_DAYS = 3_650

type Name = Command['name']

/** What a command's own words say, and what all commands share. */
interface Reading {
  readonly shared: { readonly [F in keyof typeof DATABASE_FLAGS]?: string | boolean | undefined }
  /** Looked at only when nobody asked for help. */
  readonly command: () => Command
}

const READERS: Readonly<Record<Name, (words: readonly string[]) => Reading>> = {
  import(words) {
    const flags = { from: { type: 'string' }, site: { type: 'string' }, 'dry-run': { type: 'boolean' } } as const
    const { values, positionals } = readWords(words, { ...flags, ...DATABASE_FLAGS }, 'roomful import')
    const command = (): Command => ({
      name: 'import',
      file: oneFile(positionals, 'roomful import needs a file, like: roomful import comments.xml'),
      from: values.from === undefined ? undefined : oneOf('--from', values.from, SOURCES),
      site: originOf(values.site),
      isDryRun: values['dry-run'] ?? false,
    })
    return { shared: values, command }
  },
  export(words) {
    const flags = { room: { type: 'string' }, person: { type: 'string' } } as const
    const { values, positionals } = readWords(words, { ...flags, ...DATABASE_FLAGS }, 'roomful export')
    const command = (): Command => {
      const { room, person } = values
      if (room !== undefined && !isRoomId(room)) throw new UsageError(`--room is ${shown(room)}, which is no room id.`)
      const file = positionals.length === 0 ? '-' : oneFile(positionals, '')
      return { name: 'export', file, room, person: person === undefined ? undefined : personOf(person) }
    }
    return { shared: values, command }
  },
  erase(words) {
    const flags = { person: { type: 'string' }, yes: { type: 'boolean' } } as const
    const { values, positionals } = readWords(words, { ...flags, ...DATABASE_FLAGS }, 'roomful erase')
    const command = (): Command => {
      noMore('erase', positionals)
      if (values.person === undefined) throw new UsageError('Say whom to erase: roomful erase --person ID')
      return { name: 'erase', person: personOf(values.person), isConfirmed: values.yes ?? false }
    }
    return { shared: values, command }
  },
  retain(words) {
    const flags = { 'dry-run': { type: 'boolean' } } as const
    const { values, positionals } = readWords(words, { ...flags, ...DATABASE_FLAGS }, 'roomful retain')
    const command = (): Command => {
      noMore('retain', positionals)
      return { name: 'retain', isDryRun: values['dry-run'] ?? false }
    }
    return { shared: values, command }
  },
  renew(words) {
    const { values, positionals } = readWords(words, DATABASE_FLAGS, 'roomful renew')
    const command = (): Command => {
      noMore('renew', positionals)
      return { name: 'renew' }
    }
    return { shared: values, command }
  },
  moderator(words) {
    const text = { type: 'string' } as const
    const flags = { name: text, site: text, path: text, days: text } as const
    const { values, positionals } = readWords(words, { ...flags, ...DATABASE_FLAGS }, 'roomful moderator')
    const command = (): Command => {
      noMore('moderator', positionals)
      if (values.name === undefined) throw new UsageError('Say what to call them: roomful moderator --name NAME')
      const moderator = cleanName(values.name)
      const isName = moderator !== '' && [...values.name].length <= MAX_NAME_CHARS
      if (!isName) throw new UsageError(`--name must show something and have at most ${MAX_NAME_CHARS} characters.`)
      const link = { site: originOf(values.site), path: values.path, days: daysOf(values.days) }
      return { name: 'moderator', moderator, link }
    }
    return { shared: values, command }
  },
}

/** The first word, where it names a command; undefined: a server is to be run. @throws UsageError */
export function commandName(words: readonly string[]): Name | 'serve' | undefined {
  const [first] = words
  if (first === undefined || first.startsWith('-')) return undefined
  const known = [...(Object.keys(READERS) as Name[]), 'serve' as const]
  const name = known.find((each) => each === first)
  if (name !== undefined) return name
  throw new UsageError(`There is no command ${shown(first)}${hint(first, known) || '; see roomful --help.'}`)
}

/** Reads the words after a command's name. @throws UsageError */
export function readCommand(name: Name, words: readonly string[], environment: Environment): CommandLine {
  checkVariables(environment)
  const { shared, command } = READERS[name](words)
  if (shared.help === true) return { help: COMMAND_HELP[name] }
  const text = (value: string | boolean | undefined): string | undefined =>
    typeof value === 'string' ? value : undefined
  return {
    command: command(),
    database: {
      config: text(shared.config) ?? variable(environment, 'ROOMFUL_CONFIG'),
      database: text(shared.database) ?? variable(environment, 'DATABASE_URL'),
      log: levelOf('--log', text(shared.log)) ?? levelOf('ROOMFUL_LOG', variable(environment, 'ROOMFUL_LOG')),
      secret: text(shared.secret) ?? variable(environment, 'ROOMFUL_SECRET'),
      port: variable(environment, 'PORT'),
      host: variable(environment, 'HOST'),
    },
  }
}

const shown = (text: string): string => JSON.stringify(text)

function oneFile(words: readonly string[], without: string): string {
  const [file, extra] = words
  if (file === undefined || file === '') throw new UsageError(without)
  if (extra !== undefined) throw new UsageError(`One file at a time; ${shown(extra)} is a second one.`)
  return file
}

function noMore(name: Name, words: readonly string[]): void {
  const [extra] = words
  if (extra !== undefined) {
    throw new UsageError(`roomful ${name} takes no word like ${shown(extra)}; see roomful ${name} --help.`)
  }
}

function personOf(text: string): string {
  if (text === '' || text.length > MAX_PERSON_CHARS) {
    throw new UsageError(`--person must be an id of 1 to ${MAX_PERSON_CHARS} characters.`)
  }
  return text
}

function daysOf(text: string | undefined): number {
  if (text === undefined) return LINK_DAYS
  const days = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (days >= 1 && days <= MAX_LINK_DAYS) return days
  throw new UsageError(`--days is ${shown(text)}; give a number from 1 to ${MAX_LINK_DAYS}.`)
}

function originOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const wrong = `--site is ${shown(text)}; write scheme and host, like https://blog.example.`
  if (!URL.canParse(text)) throw new UsageError(wrong)
  const { origin, protocol, pathname, search, hash } = new URL(text)
  const isOrigin = (protocol === 'https:' || protocol === 'http:') && `${pathname}${search}${hash}` === '/'
  if (!isOrigin) throw new UsageError(wrong)
  return origin
}
