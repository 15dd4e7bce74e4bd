/**
 * What the server tells its operator: an event name that never changes, then fields.
 *
 * Never tokens, names, addresses, presence or event data. [S32] Silent unless the host passes a log.
 */

/** `error`: somebody must act. `warn`: we recovered. `info`: one line per change of life. `debug`: the rest. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug'

/** Fields of a log line: numbers, codes and ids made by the server, nothing a visitor wrote. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Receives log lines; fits pino after swapping arguments: `(level, event, fields) => pino[level](fields, event)`. */
export type Log = (level: LogLevel, event: string, fields?: LogFields) => void

export const silentLog: Log = () => {}
