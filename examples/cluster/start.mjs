/**
 * Three nodes, Redis, Postgres and nginx on this machine, from the programs it has or, on Debian as root, gets now.
 *
 *     node start.mjs [--port 8080] [--nodes 3] [--data FOLDER]
 *
 * Then it takes commands, one a line, with which plugs can be pulled: `help` lists them. Without --data everything that is
 * written is gone at the end.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { findNginx } from '../../scripts/suites/nginx.mjs'
import { findPostgres } from '../../scripts/suites/postgres.mjs'
import { findRedis } from '../../scripts/suites/redis.mjs'
import { freePort, unwatch } from './program.mjs'
import { nginxOn, nodeOn, postgresOn, redisOn } from './services.mjs'

const HELP = `  status                what runs
  kill NAME             pulls its plug: no goodbye
  stop NAME             lets it end in order
  freeze NAME, thaw NAME
  start NAME
  roll                  restarts every node in order, one after the other
  quit
`

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: process.env.PORT ?? '8080' },
    nodes: { type: 'string', default: '3' },
    data: { type: 'string' },
  },
})
const say = (line) => console.log(line)
const folder = values.data === undefined ? mkdtempSync(join(tmpdir(), 'roomful-cluster-')) : resolve(values.data)
mkdirSync(folder, { recursive: true })
// Postgres and nginx run as accounts of their own and have to come this far.
chmodSync(folder, 0o755)

const programs = new Map()
let isEnding = false

try {
  await startAll()
} catch (error) {
  console.error(error.message)
  await end(1)
}

async function startAll() {
  const found = {
    Postgres: await findPostgres(say),
    Redis: await findRedis(say),
    nginx: await findNginx(say),
  }
  const missing = Object.keys(found).filter((name) => found[name] === undefined)
  if (missing.length > 0) {
    throw new Error(
      `This machine has no ${missing.join(', no ')}. On Debian: apt-get install postgresql redis-server nginx`,
    )
  }
  const add = (program) => void programs.set(program.name, program)
  const postgres = await postgresOn({ programs: found.Postgres, folder, port: await freePort() })
  const redis = redisOn({ command: found.Redis, folder, port: await freePort() })
  const ports = []
  for (let n = 1; n <= Number(values.nodes); n++) ports.push(await freePort())
  const port = values.port === '0' ? await freePort() : Number(values.port)
  add(postgres.program)
  add(redis.program)
  for (const [index, each] of ports.entries())
    add(nodeOn({ name: `node-${index + 1}`, port: each, database: postgres.url, broker: redis.url, folder }))
  add(nginxOn({ command: found.nginx, folder, port, nodes: ports }))
  // One after the other, as each needs those before it.
  for (const program of programs.values()) if (!isEnding) await program.start()
  if (isEnding) return
  say(`The cluster is ready: http://localhost:${port}/\n${HELP}`)
  say(status())
}

function status() {
  const line = ({ name, state, pid, port }) => `  ${name.padEnd(10)} ${state.padEnd(7)} 127.0.0.1:${port}  ${pid ?? ''}`
  return [...programs.values()].map(line).join('\n')
}

const commands = {
  help: () => say(HELP),
  status: () => say(status()),
  kill: (program) => program.end('SIGKILL'),
  stop: (program) => program.end('SIGTERM'),
  start: (program) => program.start(),
  freeze: (program) => program.freeze(),
  thaw: (program) => program.thaw(),
  async roll() {
    for (const program of programs.values()) {
      if (!program.name.startsWith('node-')) continue
      await program.end('SIGTERM')
      await program.start()
      say(`${program.name} is new`)
    }
  },
  quit: () => end(0),
}
const ALONE = ['help', 'status', 'roll', 'quit']

async function obey(line) {
  const [word = '', name = ''] = line.trim().split(/\s+/)
  if (word === '') return
  if (!Object.hasOwn(commands, word)) return say(`There is no command ${word}.\n${HELP}`)
  const program = programs.get(name)
  if (!ALONE.includes(word) && program === undefined)
    return say(`${word} what? There are ${[...programs.keys()].join(', ')}.`)
  const startedMs = performance.now()
  try {
    await commands[word](program)
    if (!ALONE.includes(word) || word === 'roll')
      say(`${line.trim()}: done in ${(performance.now() - startedMs).toFixed(0)} ms`)
  } catch (error) {
    say(error.message)
  }
}

let queue = Promise.resolve()
createInterface({ input: process.stdin }).on('line', (line) => {
  queue = queue.then(() => obey(line))
})
process.on('SIGTERM', () => void end(0)).on('SIGINT', () => void end(0))

/** In the order in which nobody misses anybody: who is in front first, what everything stands on last. */
async function end(status) {
  if (isEnding) return
  isEnding = true
  const all = [...programs.values()].reverse()
  await Promise.all(all.filter(({ name }) => name === 'nginx').map((program) => program.end()))
  await Promise.all(all.filter(({ name }) => name.startsWith('node-')).map((program) => program.end()))
  await Promise.all(all.map((program) => program.end(program.name === 'postgres' ? 'SIGINT' : 'SIGTERM')))
  unwatch()
  if (values.data === undefined) rmSync(folder, { recursive: true, force: true })
  process.exit(status)
}
