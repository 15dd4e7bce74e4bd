/**
 * A private NATS server.
 *
 * Without the program on the machine `natsTest` skips; `npm test` looks harder, and in CI a skip is a failure.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'vitest'
import { natsProgram } from '../../scripts/suites/nats.mjs'
import { startGuarded, type GuardedServer } from './guarded-server.js'

const program = natsProgram()

export const hasNats = program !== undefined
export const natsTest = test.skipIf(!hasNats)

export interface NatsServer extends GuardedServer {
  readonly url: string
}

/** @param config as in its configuration file, without address and port */
export async function startNats(config = '', onEnd?: (stop: () => Promise<void>) => void): Promise<NatsServer> {
  if (program === undefined) throw new Error('There is no NATS on this machine; use natsTest.')
  const file = (folder: string): string => join(folder, 'nats.conf')
  const server = await startGuarded(
    {
      program,
      readyWords: 'Server is ready',
      prepare: ({ port, folder }) => writeFile(file(folder), `listen: "127.0.0.1:${port}"\n${config}\n`),
      words: ({ folder }) => ['-c', file(folder)],
    },
    onEnd,
  )
  return Object.assign(server, { url: `nats://127.0.0.1:${server.port}` })
}
