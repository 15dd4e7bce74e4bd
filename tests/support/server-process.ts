/**
 * A real server in a process of its own: the built command line, on a free port, with a log we read.
 *
 * For what only a process can show: that it lives, dies by `kill -9`, and what it weighs. Needs `npm run build`.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const CLI = fileURLToPath(new URL('../../packages/server/dist/cli.js', import.meta.url))

export interface ServerProcess {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Everything it printed. */
  output(): string
  isAlive(): boolean
  kill(signal: NodeJS.Signals): Promise<void>
  /** Resident memory, MiB. */
  memory(): Promise<number>
}

export interface ServerProcessOptions {
  /** 0: a free one. */
  readonly port?: number
  /** As in a config file. */
  readonly config?: object
  /** A module whose default export is more config, for what JSON cannot hold; it goes before `config`. */
  readonly module?: string
  /** More for its environment. */
  readonly env?: Readonly<Record<string, string>>
  /** A module that Node loads before it. */
  readonly preload?: string
  /** The address it listens on. Default 127.0.0.1. */
  readonly host?: string
  /** The network namespace it lives in. */
  readonly namespace?: string
}

/** Starts a server and waits until it answers. It is killed when the test ends. */
export async function startProcess(options: ServerProcessOptions = {}): Promise<ServerProcess> {
  const { port = 0, host = '127.0.0.1', env = {}, preload, namespace } = options
  if (!existsSync(CLI)) throw new Error('The server is not built: run `npm run build` first.')
  const folder = await mkdtemp(join(tmpdir(), 'roomful-test-'))
  const configFile = await writeConfig(folder, options)
  const flags = ['--disable-proto=throw', '--unhandled-rejections=strict', ...(preload ? ['--import', preload] : [])]
  const words = [process.execPath, ...flags, CLI, '--config', configFile, '--host', host, '--port', String(port)]
  // `ip` becomes the server, so signals reach it.
  const [program = '', ...rest] = namespace === undefined ? words : ['ip', 'netns', 'exec', namespace, ...words]
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
    env: { ...process.env, ...env },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()))
  const exited = once(child, 'exit')
  onTestFinished(async () => {
    if (isAlive(child)) child.kill('SIGKILL')
    await exited
    await rm(folder, { recursive: true, force: true })
  })
  const url = await addressOf(child, () => output)
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    output: () => output,
    isAlive: () => isAlive(child),
    async kill(signal) {
      child.kill(signal)
      if (ENDING.has(signal)) await exited
    },
    async memory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1_024
    },
  }
}

async function writeConfig(folder: string, { config = {}, module }: ServerProcessOptions): Promise<string> {
  const json = JSON.stringify({ database: 'memory:', ...config })
  const file = join(folder, module === undefined ? 'config.json' : 'config.mjs')
  const code = `import more from ${JSON.stringify(module)}\nexport default { ...${json}, ...more }\n`
  await writeFile(file, module === undefined ? json : code)
  return file
}

/** Those after which it is gone. */
const ENDING: ReadonlySet<NodeJS.Signals> = new Set(['SIGTERM', 'SIGINT', 'SIGKILL'])

const isAlive = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null

function addressOf(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const url = /http:\/\/[\d.]+:\d+/.exec(output())?.[0]
      if (url) resolve(url)
    }
    child.stdout?.on('data', look)
    child.on('exit', (code) => reject(new Error(`The server ended with ${code}: ${output()}`)))
  })
}
