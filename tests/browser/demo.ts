/** Starts the demo blog as `npm start` does, in a process of its own, on a free port and an empty data folder. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const app = fileURLToPath(new URL('../../examples/poet-blog/app.js', import.meta.url))

export interface Demo {
  readonly address: string
  /** Everything it has printed so far. */
  output(): string
  /** The count of a room, asked over HTTP. */
  count(room: string): Promise<{ connections: number; people: number; active: number }>
  /** Stops it, by default as an operator would. */
  stop(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again at the same address with the same data. */
  start(): Promise<void>
  /** Stops it for good and removes its data. */
  end(): Promise<void>
}

export async function startDemo(env: NodeJS.ProcessEnv = {}): Promise<Demo> {
  const data = await mkdtemp(join(tmpdir(), 'roomful-demo-'))
  let running = await launch({ PORT: '0', ROOMFUL_DATA: data, ...env })
  const { address } = running
  const port = new URL(address).port
  const demo: Demo = {
    address,
    output: () => running.output(),
    async count(room) {
      const answer = await fetch(`${address}/roomful/v1/rooms/${encodeURIComponent(room)}/count`)
      return (await answer.json()) as { connections: number; people: number; active: number }
    },
    stop: (signal = 'SIGTERM') => running.stop(signal),
    async start() {
      running = await launch({ PORT: port, ROOMFUL_DATA: data, ...env })
    },
    async end() {
      await running.stop('SIGTERM')
      await rm(data, { recursive: true, force: true })
    },
  }
  return demo
}

interface Running {
  readonly address: string
  output(): string
  stop(signal: NodeJS.Signals): Promise<void>
}

function launch(env: NodeJS.ProcessEnv): Promise<Running> {
  const child = spawn(process.execPath, [app], { env: { ...process.env, HOST: '127.0.0.1', ...env } })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let output = ''
  return new Promise((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      output += chunk.toString()
      const address = /http:\/\/[^\s/]+/.exec(output)?.[0]
      if (address === undefined) return
      resolve({
        address,
        output: () => output,
        async stop(signal) {
          child.kill(signal)
          await ended
        },
      })
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    child.once('close', (code) => reject(new Error(`the demo ended (${code}) before it was ready:\n${output}`)))
  })
}
