/**
 * A program of the cluster that can be started, ended, killed, frozen and started again.
 *
 * Invariant: none outlives this process, however it ends. A small shell holds a pipe to us and ends them all at its end.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

const START_LIMIT_MS = 30_000
const POLL_MS = 50
/** A drain of 3 s and what is left to finish fit in well. */
const END_LIMIT_MS = 20_000

let guard

/**
 * `isReady` is asked until it says yes; `account` is whom to run as. Nothing runs before `start`.
 */
export function createProgram({ name, port, command, args, env = {}, cwd, account = {}, isReady }) {
  let child
  let isFrozen = false
  let said = ''

  const isAlive = () => child !== undefined && child.exitCode === null && child.signalCode === null

  return {
    name,
    port,
    get pid() {
      return isAlive() ? child.pid : undefined
    },
    get state() {
      return isAlive() ? (isFrozen ? 'frozen' : 'up') : 'down'
    },
    /** What it printed last; for when it will not start. */
    get said() {
      return said
    },
    /** Resolves once it is ready. */
    async start() {
      if (isAlive()) return
      isFrozen = false
      said = ''
      child = spawn(command, args.map(String), {
        cwd,
        ...account,
        // Ctrl-C is for us; they are ended in order.
        detached: true,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child.on('error', (error) => (said += error.message))
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (data) => (said = (said + data.toString()).slice(-4_000)))
      watch(child.pid)
      await readyOrDead()
    },
    /** Resolves when it is gone. */
    async end(signal = 'SIGTERM') {
      if (!isAlive()) return
      const gone = once(child, 'exit')
      const firmly = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS)
      if (isFrozen) child.kill('SIGCONT')
      isFrozen = false
      child.kill(signal)
      await gone
      clearTimeout(firmly)
    },
    freeze() {
      if (isAlive()) isFrozen = child.kill('SIGSTOP')
    },
    thaw() {
      if (isAlive()) isFrozen = !child.kill('SIGCONT')
    },
  }

  async function readyOrDead() {
    for (const startedMs = performance.now(); !(await isReady(said));) {
      if (!isAlive()) throw new Error(`${name} ended:\n${said}`)
      if (performance.now() - startedMs > START_LIMIT_MS) throw new Error(`${name} is not ready:\n${said}`)
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }
}

/** Has the process killed when this one is gone. */
function watch(pid) {
  if (pid === undefined) return
  if (guard === undefined) {
    const script = 'while read -r pid; do all="$all $pid"; done; kill -KILL $all'
    guard = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
    guard.unref()
    guard.stdin.unref?.()
  }
  guard.stdin.write(`${pid}\n`)
}

/** All have ended by themselves: nobody is killed any more, as others may have their numbers by now. */
export function unwatch() {
  guard?.kill('SIGKILL')
  guard = undefined
}

/** A port of this machine that nobody has. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
