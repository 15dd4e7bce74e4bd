/** A log for a terminal or a file: one JSON object a line on standard error. Used by the command line only. */
import type { Log, LogLevel } from './log.js'

export const LOG_LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug']

/** Prints lines of this level and above. */
export function printLog(level: LogLevel): Log {
  const least = LOG_LEVELS.indexOf(level)
  return (at, event, fields) => {
    if (LOG_LEVELS.indexOf(at) > least) return
    process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level: at, event, ...fields })}\n`)
  }
}
