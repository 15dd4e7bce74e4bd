/**
 * A private server program on a folder and port of its own, that can be killed and started again.
 *
 * Invariant: it never outlives the process that started it, however that one ends: a small shell holds a pipe to us, ends the
 * server at its end, and removes the folder.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

export interface GuardedServer {
  readonly port: number
  readonly pid: number
  /** Resolves when it is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
  /** It stands still when this resolves. */
  freeze(): Promise<void>
  /** It goes on. */
  thaw(): void
  /** Starts it again on the same port; resolves when it takes connections. */
  restart(): Promise<void>
}

export interface GuardedProgram {
  readonly program: string
  /** What it is started with. */
  words(place: { readonly port: number; readonly folder: string }): readonly string[]
  /** What it prints when it takes connections. */
  readonly readyWords: string
  /** Before it is started for the first time. */
  prepare?(place: { readonly port: number; readonly folder: string }): Promise<void>
}

/** Starts one. @param onEnd gets what ends it. Default: it ends with the test that runs. */
export async function startGuarded(
  { program, words, readyWords, prepare }: GuardedProgram,
  onEnd: (stop: () => Promise<void>) => void = onTestFinished,
): Promise<GuardedServer> {
  const folder = await mkdtemp(join(tmpdir(), 'roomful-broker-'))
  let place = { port: 0, folder }
  const start = (): Promise<Running> => startOnce(program, words(place), folder, readyWords)
  const first = async (attempts: number): Promise<Running> => {
    place = { port: await freePort(), folder }
    await prepare?.(place)
    // Somebody else may have taken the port meanwhile.
    return attempts > 1 ? start().catch(() => first(attempts - 1)) : start()
  }
  let running = await first(5)
  onEnd(async () => {
    await running.end('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  })
  return {
    port: place.port,
    get pid() {
      return running.pid
    },
    kill: (signal) => running.end(signal),
    freeze: () => freeze(running.pid),
    thaw: () => void process.kill(running.pid, 'SIGCONT'),
    async restart() {
      running = await start()
    },
  }
}

interface Running {
  readonly pid: number
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

async function startOnce(
  program: string,
  words: readonly string[],
  folder: string,
  readyWords: string,
): Promise<Running> {
  const server = spawn(program, words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  await new Promise<void>((resolve, reject) => {
    let said = ''
    for (const stream of [server.stdout, server.stderr]) {
      stream.on('data', (data: Buffer) => {
        if (said.length < 16_384) said += data.toString()
        if (said.includes(readyWords)) resolve()
      })
    }
    server.on('error', reject)
    server.on('exit', (code) => reject(new Error(`${program} ended with ${code}: ${said}`)))
  })
  const script = 'read -r _; kill -KILL "$1"; rm -rf -- "$2"'
  const guard = spawn('/bin/sh', ['-c', script, 'sh', String(server.pid), folder], {
    ...{ cwd: '/', detached: true },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  for (const child of [server, guard]) child.unref()
  return {
    pid: server.pid ?? 0,
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

/** A signal takes its time; a server on another processor may answer meanwhile. */
async function freeze(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP')
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => [])
  // Where that cannot be looked up, it is given the time.
  if (tasks.length === 0) return void (await setTimeout(100))
  for (const task of tasks) {
    while (!/\) [Tt] /.test(await readFile(`/proc/${pid}/task/${task}/stat`, 'utf8').catch(() => ') T ')));
  }
}

/**
 * A port nobody listens on, below those that the system gives to connections going out: somebody who knocks at one of those
 * again and again while the server is away may be connected to themselves, and the server then finds its port taken.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 15_000 + Math.floor(Math.random() * 17_000)
    const server = createServer().listen(port, '127.0.0.1')
    const isFree = await new Promise<boolean>((resolve) => {
      server.on('listening', () => resolve(true)).on('error', () => resolve(false))
    })
    server.close()
    if (isFree) return port
  }
}
