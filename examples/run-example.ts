/** Starts an example as a reader would, in a process of its own, and joins the rooms of its pages. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { connect } from '@roomful/client'
import { expect } from 'vitest'

export interface RunningExample {
  /** Where it listens, as it printed it. */
  readonly address: string
  /** Types a line into it and waits until it has printed a text since. Gives what it printed. */
  type(line: string, answer: string): Promise<string>
  stop(): Promise<void>
}

/** Resolves once the example has printed its address. `path` is relative to this folder. */
export async function runExample(
  path: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<RunningExample> {
  const file = fileURLToPath(new URL(path, import.meta.url))
  // The machine's own settings for Roomful are not the example's.
  const machine = Object.entries(process.env).filter(([name]) => !name.startsWith('ROOMFUL_'))
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...Object.fromEntries(machine), PORT: '0', ...env },
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let output = ''
  const address = await new Promise<string>((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      output += chunk.toString()
      const found = /https?:\/\/[^\s/]+/.exec(output)
      if (found) resolve(found[0])
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    child.once('close', (code) => reject(new Error(`${path} ended (${code}) before it printed an address:\n${output}`)))
  })
  return {
    address,
    async type(line, answer) {
      const from = output.length
      child.stdin.write(`${line}\n`)
      await expect.poll(() => output.slice(from), { timeout: 30_000 }).toContain(answer)
      return output.slice(from)
    },
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Two clients join a room of the example; the count, over the socket and over HTTP, says two. */
export async function expectLive(address: string, room: string): Promise<void> {
  const clients = [connect(address), connect(address)]
  try {
    const rooms = clients.map((client) => client.room(room))
    await expect.poll(() => rooms.map((one) => one.count.get()?.connections), { timeout: 5_000 }).toEqual([2, 2])
    const answer = await fetch(`${address}/roomful/v1/rooms/${encodeURIComponent(room)}/count`)
    expect(await answer.json()).toMatchObject({ connections: 2, people: 2 })
  } finally {
    for (const client of clients) client.close()
  }
}
