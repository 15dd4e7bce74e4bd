/**
 * A private Postgres server on a temporary folder, with fsync on as in earnest, that can be killed and started again.
 *
 * Postgres refuses to run as root, so there it runs as the account `postgres` or `nobody`. Invariant: it never outlives
 * the process that started it, however that one ends: a small shell holds a pipe to us and ends the server at its end.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface PostgresServer {
  /** Of its database `postgres`, with every right. */
  readonly url: string
  readonly port: number
  /** `SIGKILL` is a crash, `SIGINT` an orderly shutdown; resolves when it and its children are gone. */
  kill(signal: 'SIGKILL' | 'SIGINT'): Promise<void>
  /** Starts it again on the same data and port; resolves when it takes connections. */
  restart(): Promise<void>
  /** Ends it and removes its data. */
  stop(): Promise<void>
}

/** Small, and quick to notice a client that is gone; nothing that makes a commit less durable. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '32MB',
  max_connections: '60',
  log_min_messages: 'log',
}

interface Account {
  readonly uid?: number
  readonly gid?: number
}

/** Makes and starts a server from the programs in a folder, with settings as in `postgresql.conf`. */
export async function startPostgres(
  programs: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresServer> {
  const account = await accountForPostgres()
  const folder = await mkdtemp(join(tmpdir(), 'roomful-postgres-'))
  if (account.uid !== undefined && account.gid !== undefined) await chown(folder, account.uid, account.gid)
  const data = join(folder, 'data')
  // Not the bytewise order of C: a store that relies on one must say so itself, as on the machines of others.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en']
  const initdb = async (extra: readonly string[]): Promise<void> => {
    const words = ['--pgdata', data, '--username=postgres', '--auth=trust', '--no-instructions', ...extra]
    await finished(spawn(join(programs, 'initdb'), words, { ...account, cwd: folder, stdio: 'pipe' }))
  }
  await initdb(locale).catch(() => initdb(['--encoding=UTF8', '--locale=C'])) // Before 15, or built without ICU.
  const port = await freePort()
  const start = (): Promise<Running> =>
    startServer({ programs, folder, data, port, account, settings: { ...SETTINGS, ...settings } })
  let running = await start()
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    port,
    kill: (signal) => running.end(signal),
    async restart() {
      running = await start()
    },
    async stop() {
      await running.end('SIGINT')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Running {
  end(signal: 'SIGKILL' | 'SIGINT'): Promise<void>
}

interface Place {
  readonly programs: string
  readonly folder: string
  readonly data: string
  readonly port: number
  readonly account: Account
  readonly settings: Readonly<Record<string, string>>
}

/** After a crash the children of the old server may hold its memory for a moment; a start is then tried again. */
async function startServer(place: Place): Promise<Running> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await startOnce(place)
    } catch (error) {
      if (attempt === 50) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

async function startOnce({ programs, folder, data, port, account, settings }: Place): Promise<Running> {
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-p', String(port), ...words], {
    ...account,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await ready(server)
  // Two seconds are plenty; waiting for the process itself would be for ever where nobody collects orphans.
  const script = 'read -r _; kill -QUIT "$1"; sleep 2; rm -rf -- "$2"'
  const guard = spawn('/bin/sh', ['-c', script, 'sh', String(server.pid), folder], {
    ...account,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  for (const child of [server, guard]) child.unref()
  return {
    async end(signal) {
      guard.kill('SIGKILL')
      if (server.exitCode !== null || server.signalCode !== null) return
      const ended = once(server, 'exit')
      server.ref()
      server.kill(signal)
      await ended
    },
  }
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    server.stderr?.on('data', (data: Buffer) => {
      if (said.length < 16_384) said += data.toString()
      if (said.includes('ready to accept connections')) resolve()
    })
    server.on('error', reject)
    server.on('exit', (code) => reject(new Error(`Postgres ended with ${code}: ${said}`)))
  })
}

async function finished(child: ChildProcess): Promise<void> {
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (said += data.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${child.spawnfile} ended with ${code}: ${said}`)
}

async function accountForPostgres(): Promise<Account> {
  if (process.getuid?.() !== 0) return {}
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const line = ['postgres', 'nobody'].map((name) => lines.find(([each]) => each === name)).find(Boolean)
  if (!line) throw new Error('There is no account "postgres" or "nobody" to run Postgres as.')
  return { uid: Number(line[2]), gid: Number(line[3]) }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
