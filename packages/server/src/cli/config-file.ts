/** Reads the config file of the command line: JSON, or a module with a default export when options hold code. */
import { readFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RoomfulOptions } from '../options.js'
import { UsageError } from './words.js'

/** The options of `createRoomful`, and where to listen. */
export type Config = RoomfulOptions & { readonly port?: number; readonly host?: string }

/** @throws UsageError with a sentence that names the file. */
export async function readConfig(file: string): Promise<Config> {
  const value = await load(file)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`The config file ${file} must hold an object of options.`)
  }
  const { port, host } = value as Record<string, unknown>
  const isPort =
    port === undefined || (typeof port === 'number' && Number.isInteger(port) && port >= 0 && port < 65_536)
  if (!isPort) throw new UsageError(`In ${file}, "port" must be a number from 0 to 65535.`)
  if (host !== undefined && typeof host !== 'string') throw new UsageError(`In ${file}, "host" must be a text.`)
  return value
}

async function load(file: string): Promise<unknown> {
  const path = resolve(file)
  const kind = extname(file)
  if (kind !== '.json' && kind !== '.mjs' && kind !== '.js') {
    throw new UsageError(`The config file ${file} must end in .json or .mjs.`)
  }
  try {
    if (kind === '.json') return JSON.parse(await readFile(path, 'utf8')) as unknown
    const module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown }
    return module.default
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new UsageError(`The config file ${file} cannot be read: ${why}.`)
  }
}
