/** What the nodes stand on, from the programs of this machine: Postgres keeps, Redis carries, nginx is in front. */
import { execFile } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createProgram } from './program.mjs'

const execute = promisify(execFile)
const here = fileURLToPath(new URL('.', import.meta.url))
const isRoot = process.getuid?.() === 0

/** Postgres, with its data in `folder`, which is made if it is not there. */
export async function postgresOn({ programs, folder, port }) {
  const data = join(folder, 'postgres')
  const account = accountForPostgres()
  if (!existsSync(data)) {
    mkdirSync(data, { recursive: true, mode: 0o700 })
    if (account.uid !== undefined) chownSync(data, account.uid, account.gid)
    const words = ['--pgdata', data, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C']
    await execute(join(programs, 'initdb'), words, { ...account, cwd: data })
  }
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '100' }
  const program = createProgram({
    name: 'postgres',
    port,
    command: join(programs, 'postgres'),
    args: ['-D', data, '-p', port, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    cwd: data,
    account,
    isReady: (said) => said.includes('ready to accept connections'),
  })
  return { program, url: `postgres://postgres@127.0.0.1:${port}/postgres` }
}

/** Redis, which keeps nothing. */
export function redisOn({ command, folder, port }) {
  const program = createProgram({
    name: 'redis',
    port,
    command,
    args: ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--daemonize', 'no'],
    cwd: folder,
    isReady: () => answers(port),
  })
  return { program, url: `redis://127.0.0.1:${port}` }
}

/** nginx with the file that compose.yaml uses too, and addresses of this machine in it. */
export function nginxOn({ command, folder, port, nodes }) {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${join(folder, kind)};`,
  )
  const servers = nodes.map((node) => `server 127.0.0.1:${node} max_fails=1 fail_timeout=2s;`)
  const config = readFileSync(join(here, 'nginx.conf'), 'utf8')
    .replace('# start.mjs: paths', paths.join(' '))
    .replace(/(?:server node-.*\s+)+/, `${servers.join('\n')}\n`)
    .replace('listen 8080', `listen 127.0.0.1:${port}`)
    .replace('root /site', `root "${join(here, 'site')}"`)
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, config)
  const global = `daemon off; pid ${join(folder, 'nginx.pid')};${isRoot ? ' user root;' : ''}`
  return createProgram({
    name: 'nginx',
    port,
    command,
    args: ['-e', 'stderr', '-p', folder, '-c', file, '-g', global],
    cwd: folder,
    isReady: () => answers(port),
  })
}

/** A node of Roomful. */
export function nodeOn({ name, port, database, broker, folder }) {
  return createProgram({
    name,
    port,
    command: process.execPath,
    args: [
      fileURLToPath(new URL('../bin/roomful.js', import.meta.resolve('roomful'))),
      ...['--host', '127.0.0.1', '--port', port, '--config', join(here, 'roomful.json'), '--log', 'warn'],
    ],
    env: { DATABASE_URL: database, REDIS_URL: broker },
    cwd: folder,
    isReady: () =>
      fetch(`http://127.0.0.1:${port}/roomful/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
  })
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const end = (isUp) => {
      socket.destroy()
      resolve(isUp)
    }
    socket.on('connect', () => end(true)).on('error', () => end(false))
  })
}

/** Postgres refuses to run as root. */
function accountForPostgres() {
  if (!isRoot) return {}
  const lines = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const line = ['postgres', 'nobody'].map((name) => lines.find(([each]) => each === name)).find(Boolean)
  if (!line) throw new Error('There is no account "postgres" or "nobody" to run Postgres as.')
  return { uid: Number(line[2]), gid: Number(line[3]) }
}
