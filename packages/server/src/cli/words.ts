/**
 * What all commands share in reading their words: flags against a table, checks of single values, the error for wrong ones.
 *
 * Pure. A variable that looks like a misspelt one of ours is an error too; it would otherwise go unnoticed for months.
 */
import { parseArgs } from 'node:util'
import type { ParseArgsConfig } from 'node:util'
import { didYouMean, hint } from '../model/did-you-mean.js'
import type { LogLevel } from '../platform/log.js'
import { LOG_LEVELS } from '../platform/print-log.js'

/** Somebody has to type something else; the message says what. */
export class UsageError extends Error {}

/** The variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>

type Flags = NonNullable<ParseArgsConfig['options']>
interface Config<F extends Flags> {
  readonly args: string[]
  readonly options: F
  readonly allowPositionals: true
}

const PREFIX = 'ROOMFUL_'
const OWN_NAMES = ['SECRET', 'JWT_SECRET', 'ORIGINS', 'CONFIG', 'LOG', 'DRAIN_AFTER_MS', 'DRAIN_MS']
const VARIABLES = OWN_NAMES.map((name) => PREFIX + name)

/** Reads flags and other words; `command` is named in messages. @throws UsageError */
export function readWords<const F extends Flags>(
  words: readonly string[],
  options: F,
  command = 'roomful',
): ReturnType<typeof parseArgs<Config<F>>> {
  const known = Object.keys(options).map((name) => `--${name}`)
  for (const word of words) {
    if (word === '--') break
    const [flag = ''] = word.split('=')
    if (flag.startsWith('--') && !known.includes(flag)) {
      throw new UsageError(`There is no option ${flag}${hint(flag, known) || `; see ${command} --help.`}`)
    }
  }
  try {
    return parseArgs<Config<F>>({ args: [...words], options, allowPositionals: true })
  } catch (error) {
    const [sentence = ''] = error instanceof Error ? error.message.split('\n') : []
    throw new UsageError(`${sentence.replace(/\.?$/, '.')} See ${command} --help.`)
  }
}

/** @throws UsageError when a variable is nearly one of ours */
export function checkVariables(environment: Environment): void {
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(PREFIX) || VARIABLES.includes(name)) continue
    // Others may use the prefix for purposes of their own, so only a near miss is taken for a mistake.
    const meant = didYouMean(name.slice(PREFIX.length), OWN_NAMES)
    if (meant !== undefined) {
      throw new UsageError(`The variable ${name} means nothing to Roomful; did you mean "${PREFIX}${meant}"?`)
    }
  }
}

/** A variable's value; an empty one is how shells and compose files say "not set". */
export function variable(environment: Environment, name: string): string | undefined {
  return environment[name] || undefined
}

/** @throws UsageError */
export function levelOf(name: string, text: string | undefined): LogLevel | undefined {
  return text === undefined ? undefined : oneOf(name, text, LOG_LEVELS)
}

/** @throws UsageError */
export function oneOf<T extends string>(name: string, text: string, words: readonly T[]): T {
  const found = words.find((each) => each === text)
  if (found !== undefined) return found
  throw new UsageError(`${name} is ${JSON.stringify(text)}; give one of ${words.join(', ')}.`)
}
